import { packHistograms, unpackHistograms } from '@ipc-bench/server/packing/sample-histograms';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const histogram = fc.uniqueArray(fc.nat(1023), { maxLength: 40 }).chain((buckets) =>
  fc.record({
    index: fc.constant(buckets.sort((a, b) => a - b)),
    count: fc.array(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: buckets.length, maxLength: buckets.length }),
  }),
);

it('gives back every histogram, bucket by bucket', () => {
  fc.assert(
    fc.property(fc.array(histogram, { maxLength: 20 }), (histograms) => {
      expect(unpackHistograms(packHistograms(histograms), histograms.length)).toEqual(histograms);
    }),
    { numRuns: 200, seed: 3 },
  );
});
