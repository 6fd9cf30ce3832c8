import { CENSORED_CELL, MISSING_CELL, packCells, packCpus, unpackCells } from '@ipc-bench/server/packing/matrix-blob';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('matrix cells', () => {
  it('come back exactly, with censored and missing ones told apart', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: 1 }),
            fc.maxSafeInteger().map(Math.abs),
            fc.constant('censored'),
            fc.constant('missing'),
          ),
        ),
        (cells) => {
          const censored = cells.flatMap((cell, at) => (cell === 'censored' ? [at] : []));
          const values_ps = cells.map((cell) => (typeof cell === 'number' ? cell : 0));
          const expected = cells.map((cell) =>
            cell === 'censored' ? CENSORED_CELL : cell === 'missing' || cell === 0 ? MISSING_CELL : cell,
          );
          expect(unpackCells(packCells({ values_ps, censored }))).toEqual(expected);
        },
      ),
    );
  });

  it('are scaled to the unit of their series, marks are not', () => {
    expect(unpackCells(packCells({ values_ps: [5, 0, 0], censored: [1] }, 1000))).toEqual([5000, -1, -2]);
  });

  it('lie in CPU order', () => {
    expect([...packCpus([0, 257, 65535])]).toEqual([0, 0, 1, 1, 255, 255]);
  });
});
