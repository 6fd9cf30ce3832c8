import { boundsOf, ofCensored } from '@ipc-bench/server/statistics/censored';
import { median } from '@ipc-bench/server/statistics/order-statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('statistics of censored numbers', () => {
  it('are known where nothing censored matters', () => {
    expect(ofCensored([5, 7, 9], median)).toBe(7);
    expect(ofCensored([-5, 7, 9], median)).toBe(7);
  });

  it('are a bound where they hang on what is not known', () => {
    expect(ofCensored([-5, -5, 9], median)).toBe(-5);
    expect(ofCensored([-1000, -1000, 300], median)).toBe(-1000);
    // One value below 1000 may lie on either side of 300 and 400.
    expect(boundsOf([-1000, 300, 400], median)).toEqual({ low: 300, high: 400 });
    expect(ofCensored([-1000, 300, 400], median)).toBe(-400);
    expect(ofCensored([-10, 20], median)).toBe(-15);
  });

  it('hem in whatever the censored numbers turn out to be', () => {
    const entry = fc.record({ value: fc.integer({ min: 1, max: 1000 }), isCensored: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 15 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
        (entries, shares) => {
          const shown = entries.map(({ value, isCensored }) => (isCensored ? -value : value));
          const truth = entries.map(({ value, isCensored }) =>
            isCensored ? value * (shares.next().value as number) : value,
          );
          const { low, high } = boundsOf(shown, median);
          expect(median(truth)).toBeGreaterThanOrEqual(low);
          expect(median(truth)).toBeLessThanOrEqual(high);
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });
});
