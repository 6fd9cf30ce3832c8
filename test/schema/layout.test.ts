import { isResultDirectory, parseResultPath } from '@ipc-bench/schema/layout';
import { describe, expect, it } from 'vitest';

const hash = 'a'.repeat(64);

describe('parseResultPath', () => {
  it('reads the id of a path of the exact shape', () => {
    expect(parseResultPath(`results/e1/2026/11/23/${hash}.json`)).toBe(hash);
  });

  it.each([
    `results/e01/2026/11/23/${hash}.json`,
    `results/e1/2026/11/23/${hash.toUpperCase()}.json`,
    `results/e1/2026/11/${hash}.json`,
    `/results/e1/2026/11/23/${hash}.json`,
    `results/e1/2026/11/23/../${hash}.json`,
    `results/e1/2026/11/23/${hash}.json\n`,
    `results\\e1\\2026\\11\\23\\${hash}.json`,
  ])('refuses %j', (path) => {
    expect(parseResultPath(path)).toBeNull();
  });
});

describe('isResultDirectory', () => {
  it('follows only directories of the layout', () => {
    for (const path of ['results', 'results/e1', 'results/e1/2026', 'results/e1/2026/11', 'results/e1/2026/11/23'])
      expect(isResultDirectory(path)).toBe(true);
    for (const path of [
      '',
      'results/',
      'results/x',
      'results/e1/2026/11/23/24',
      'results/e1/26',
      '.git',
      'results/e1/..',
    ])
      expect(isResultDirectory(path)).toBe(false);
  });
});
