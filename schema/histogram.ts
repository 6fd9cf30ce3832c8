// The bucket grid "log2x16": exact below 16, then 16 buckets for each power of two, so a bucket is at most 1/16 wide.

export const GRID = 'log2x16';

/** Bucket of a value in ps (a whole number, at least 0). */
export function bucketOf(value: number): number {
  if (value < 16) return value;
  const exponent = Math.floor(Math.log2(value));
  // Math.log2 may round up just below a power of two; one comparison puts that right.
  const e = 2 ** exponent > value ? exponent - 1 : exponent;
  return (e - 3) * 16 + Math.floor(value / 2 ** (e - 4)) - 16;
}

/** The values a bucket holds: `from` (included) to `to` (excluded), in ps. */
export function bucketBounds(index: number): { from: number; to: number } {
  if (index < 16) return { from: index, to: index + 1 };
  const e = Math.floor(index / 16) + 3;
  const width = 2 ** (e - 4);
  const from = ((index % 16) + 16) * width;
  return { from, to: from + width };
}

export interface SparseHistogram {
  index: number[];
  count: number[];
}

/** Adds histograms bucket by bucket; indexes come out ascending. */
export function mergeHistograms(histograms: readonly SparseHistogram[]): SparseHistogram {
  const total = new Map<number, number>();
  for (const { index, count } of histograms)
    index.forEach((bucket, at) => {
      total.set(bucket, (total.get(bucket) ?? 0) + (count[at] ?? 0));
    });
  const sorted = [...total].sort(([a], [b]) => a - b);
  return { index: sorted.map(([bucket]) => bucket), count: sorted.map(([, count]) => count) };
}
