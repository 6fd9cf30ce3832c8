import { bucketBounds, bucketOf } from '@ipc-bench/schema/histogram';
import { ascending } from '@ipc-bench/server/statistics/order-statistics';
import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import { averageHistogram, histogramQuantile } from '@ipc-bench/server/statistics/unit-histogram';
import { describe, expect, it } from 'vitest';

function histogramOf(samples: readonly number[]) {
  const counts = new Map<number, number>();
  for (const sample of samples) counts.set(bucketOf(sample), (counts.get(bucketOf(sample)) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return { index: sorted.map(([bucket]) => bucket), count: sorted.map(([, count]) => count) };
}

const random = seededRandom(23);
const samples = (count: number) => Array.from({ length: count }, () => Math.floor(1e6 * (1 - Math.log(1 - random()))));

describe('averageHistogram', () => {
  it('gives every unit the same weight, however many samples it took', () => {
    const merged = averageHistogram([
      [{ index: [3, 9], count: [900, 100] }],
      [
        { index: [3], count: [1] },
        { index: [20], count: [1] },
      ],
    ]);
    expect(merged?.index).toEqual([3, 9, 20]);
    [0.7, 0.05, 0.25].forEach((share, at) => {
      expect(merged?.share[at]).toBeCloseTo(share, 12);
    });
  });

  it('is the same for a unit that hands its samples in twice', () => {
    const [one, other] = [histogramOf(samples(500)), histogramOf(samples(300))];
    const twice = averageHistogram([[one, one], [other]]);
    averageHistogram([[one], [other]])?.share.forEach((share, at) => {
      expect(twice?.share[at]).toBeCloseTo(share, 12);
    });
  });

  it('adds up to 1, and skips units without samples', () => {
    const merged = averageHistogram([[histogramOf(samples(100))], [], [{ index: [], count: [] }]]);
    expect(merged?.share.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(averageHistogram([])).toBeNull();
    expect(averageHistogram([[]])).toBeNull();
  });
});

describe('histogramQuantile', () => {
  it('names the bucket in which the quantile of the samples lies', () => {
    const taken = samples(5000);
    const sorted = ascending(taken);
    const merged = averageHistogram([[histogramOf(taken)]]);
    if (!merged) throw new Error('no histogram');
    for (const q of [0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1]) {
      const { from, to } = histogramQuantile(merged, q);
      const sample = sorted[Math.ceil(q * sorted.length) - 1] as number;
      expect(from <= sample && sample < to).toBe(true);
      expect((to - from) / from).toBeLessThanOrEqual(1 / 16);
    }
  });

  it('works on the exact buckets of small values', () => {
    expect(histogramQuantile({ index: [0, 5], share: [0.5, 0.5] }, 0.5)).toEqual(bucketBounds(0));
    expect(histogramQuantile({ index: [0, 5], share: [0.5, 0.5] }, 0.51)).toEqual({ from: 5, to: 6 });
  });
});
