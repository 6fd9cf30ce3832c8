import { beforeAll, describe, expect, test } from 'vitest';
import { buildShim, hasCommand, listTransports, run, shortRuns, type Transport } from './run-shim.js';

const VALGRIND = ['valgrind', '-q', '--trace-children=yes', '--error-exitcode=99', '--leak-check=full'];

describe.skipIf(!hasCommand('valgrind'))('under valgrind', () => {
  let shim: string;
  let transports: Transport[];

  beforeAll(async () => {
    shim = buildShim('plain');
    transports = await listTransports(shim);
  });

  test('every mode of every transport is clean', { timeout: 300_000 }, async () => {
    // Its threads take turns, so a companion that has to run at the same time never does.
    const apart = transports.filter(({ name }) => name !== 'membarrier_roundtrip');
    for (const { name, args } of shortRuns(apart)) {
      const { code, words } = await run([...VALGRIND, shim], args);
      expect({ name, code, words }).toEqual({ name, code: 0, words: '' });
    }
  });
});

describe.skipIf(!hasCommand('clang'))('built with clang', () => {
  test('it says so, and measures', async () => {
    const shim = buildShim('clang', 'CC=clang');
    const { answer } = await run([shim], ['list']);
    expect(answer.compiler).toMatchObject({ name: 'clang' });
    for (const { name, args } of shortRuns(await listTransports(shim))) {
      const { code } = await run([shim], args);
      expect({ name, code }).toEqual({ name, code: 0 });
    }
  });
});
