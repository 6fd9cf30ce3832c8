import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { honestFork } from '../../support/fork.js';
import { temporaryFolder } from '../../support/git-command.js';
import { mergeInto, newData, runCommand } from '../../support/maintainer.js';

async function examined(data: string) {
  const { exit, out } = await runCommand('doctor', '--json', '--data', data);
  const parts = JSON.parse(out).parts as { part: string; is_well: boolean; hint?: string }[];
  return { exit, ill: parts.filter(({ is_well }) => !is_well) };
}

describe('doctor', () => {
  it('finds nothing in a merged data directory', async () => {
    const data = await newData();
    await mergeInto(data, honestFork(temporaryFolder(), 'well', 1));
    expect(await examined(data)).toEqual({ exit: 0, ill: [] });
  });

  it.each([
    ['index', (data: string) => rmSync(join(data, 'index.sqlite')), 'reindex'],
    ['maintainer key', (data: string) => chmodSync(join(data, 'maintainer.key'), 0o644), 'Mend'],
    ['trusted keys', (data: string) => writeFileSync(join(data, 'trusted.json'), '{}'), 'Mend'],
    ['journal', (data: string) => writeFileSync(join(data, 'journal.sqlite'), 'x'.repeat(5000)), 'Delete journal'],
  ])('names an ill %s and how to mend it', async (part, harm, hint) => {
    const data = await newData();
    await mergeInto(data, honestFork(temporaryFolder(), 'ill', 1));
    harm(data);
    const { exit, ill } = await examined(data);
    expect(exit).toBe(1);
    expect(ill).toMatchObject([{ part, hint: expect.stringContaining(hint) }]);
  });
});
