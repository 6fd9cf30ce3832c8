import { ascending, median, quantile } from '@ipc-bench/server/statistics/order-statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const numbers = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 40 });

/** Definition 2 of Hyndman & Fan by its own words: where the step function of the data reaches q. */
function bySteps(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const shareUpTo = (x: number) => sorted.filter((value) => value <= x).length / sorted.length;
  const reaches = sorted.filter((x) => shareUpTo(x) >= q - 1e-12);
  const first = reaches[0] as number;
  if (Math.abs(shareUpTo(first) - q) > 1e-12) return first;
  const next = sorted.find((x) => x > first) ?? first;
  return (first + next) / 2;
}

describe('quantile', () => {
  it('gives the textbook values', () => {
    expect(median([3])).toBe(3);
    expect(median([4, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    const sorted = ascending([6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49]);
    expect([0.25, 0.5, 0.75].map((q) => quantile(sorted, q))).toEqual([15, 40, 43]);
    expect([0.25, 0.75].map((q) => quantile([1, 2, 3, 4, 5, 6, 7, 8], q))).toEqual([2.5, 6.5]);
    expect(
      quantile(
        Array.from({ length: 30 }, (_, at) => at),
        0.1,
      ),
    ).toBe(2.5);
  });

  it('agrees with the step function of the data', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975), (values, q) => {
        expect(quantile(ascending(values), q)).toBe(bySteps(values, q));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('does not depend on the order of its input, and lies within it', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(median([...values].reverse())).toBe(median(values));
        expect(median(values)).toBeGreaterThanOrEqual(Math.min(...values));
        expect(median(values)).toBeLessThanOrEqual(Math.max(...values));
      }),
      { seed: 2 },
    );
  });

  it('takes its ends at 0 and 1, and refuses to make a number out of nothing', () => {
    expect([quantile([1, 2, 9], 0), quantile([1, 2, 9], 1)]).toEqual([1, 9]);
    expect(() => median([])).toThrow(RangeError);
  });
});
