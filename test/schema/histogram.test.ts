import { bucketBounds, bucketOf, mergeHistograms } from '@ipc-bench/schema/histogram';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('the grid log2x16', () => {
  it('puts every value into the one bucket whose bounds hold it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(4096),
          fc.maxSafeNat(),
          fc.integer({ min: 4, max: 52 }).map((e) => 2 ** e - 1),
        ),
        (value) => {
          const { from, to } = bucketBounds(bucketOf(value));
          expect(from).toBeLessThanOrEqual(value);
          expect(value).toBeLessThan(to);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('has buckets that join without gap and are at most a sixteenth wide', () => {
    for (let index = 0; index < 700; index++) {
      const { from, to } = bucketBounds(index);
      expect(bucketBounds(index + 1).from).toBe(to);
      expect(to - from).toBeLessThanOrEqual(Math.max(1, from / 16));
    }
  });
});

describe('mergeHistograms', () => {
  it('keeps every sample and ascending buckets', () => {
    expect(
      mergeHistograms([
        { index: [3, 9], count: [1, 2] },
        { index: [1, 9], count: [5, 5] },
      ]),
    ).toEqual({
      index: [1, 3, 9],
      count: [5, 1, 7],
    });
  });
});
