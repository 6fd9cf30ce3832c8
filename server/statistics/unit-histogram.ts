// Histograms of many machines as one. Each document keeps its samples on the grid of `schema/histogram.ts`; each unit
// weighs the same, however many samples it took.
import { bucketBounds, type SparseHistogram } from '@ipc-bench/schema/histogram';

/** Buckets of the grid in ascending order and the share of each; shares add up to 1. */
export interface UnitHistogram {
  index: number[];
  share: number[];
}

/** All histograms of one unit. */
export type HistogramsOfUnit = readonly SparseHistogram[];

/**
 * Adds up the histograms of each unit, scales each sum to 1, and averages over units. Samples of one unit count equally,
 * whatever result they are from. `null` where no unit has a sample.
 */
export function averageHistogram(units: readonly HistogramsOfUnit[]): UnitHistogram | null {
  const total = new Map<number, number>();
  let counted = 0;
  for (const histograms of units) {
    const samples = histograms.reduce((sum, { count }) => sum + count.reduce((all, some) => all + some, 0), 0);
    if (samples === 0) continue;
    counted++;
    for (const { index, count } of histograms)
      index.forEach((bucket, at) => {
        total.set(bucket, (total.get(bucket) ?? 0) + (count[at] ?? 0) / samples);
      });
  }
  if (counted === 0) return null;
  const sorted = [...total].sort(([a], [b]) => a - b);
  return { index: sorted.map(([bucket]) => bucket), share: sorted.map(([, share]) => share / counted) };
}

/**
 * The bucket that holds the q-quantile, as its bounds in ps (`from` included, `to` excluded): the first one at which the
 * shares add up to q (nearest rank, as in `docs/methods.md`). A histogram knows a quantile no closer than that, 1/16 of
 * its value.
 */
export function histogramQuantile({ index, share }: UnitHistogram, q: number): { from: number; to: number } {
  let sum = 0;
  for (const [at, bucket] of index.entries()) {
    sum += share[at] ?? 0;
    if (sum >= q - 1e-9) return bucketBounds(bucket);
  }
  const last = index.at(-1);
  if (last === undefined) throw new RangeError('an empty histogram has no quantile');
  return bucketBounds(last);
}
