import {
  COLUMN_STATISTICS,
  emptyPoints,
  packPoints,
  unpackNumbers,
  unpackSubs,
} from '@ipc-bench/server/packing/point-columns';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const number = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -1e6, max: 1e12 }),
  fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER - 2),
);
const point = fc.record({
  step: fc.nat(3),
  flags: fc.nat(255),
  p50: number,
  p99: number,
  batched_mean: number,
  cpu: number,
});

it('gives back every point: results, flags, numbers, censored ones and none', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 60 }), (list) => {
      const points = emptyPoints();
      let sub = 7;
      for (const { step, flags, ...numbers } of list) {
        sub += step;
        points.subs.push(sub);
        points.flags.push(flags);
        for (const name of COLUMN_STATISTICS) points.numbers[name].push(numbers[name]);
      }
      const packed = packPoints(points);
      const subs: number[] = [];
      unpackSubs(packed.subs, list.length, subs);
      expect(subs).toEqual(points.subs);
      expect([...packed.flags]).toEqual(points.flags);
      for (const name of COLUMN_STATISTICS) {
        const numbers: (number | null)[] = [];
        unpackNumbers(packed.numbers[name], list.length, numbers);
        expect(numbers).toEqual(points.numbers[name]);
      }
    }),
    { numRuns: 200, seed: 2 },
  );
});

it('spends nothing on a statistic that no point has', () => {
  const points = emptyPoints();
  points.subs.push(1);
  points.flags.push(0);
  for (const name of COLUMN_STATISTICS) points.numbers[name].push(name === 'p50' ? 5 : null);
  expect(packPoints(points).numbers).toMatchObject({ p99: null, batched_mean: null, cpu: null });
});
