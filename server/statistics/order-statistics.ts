// Medians and quantiles by order statistics: no distribution is assumed, and nothing is fitted. Values keep their unit.

/** The values in ascending order, as a copy. */
export function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * The q-quantile (0 ≤ q ≤ 1) of values in ascending order: the order statistic at which the empirical distribution
 * passes q, or the mean of the two between which it is flat there. Throws `RangeError` for no values.
 * Source: Hyndman & Fan, Sample Quantiles in Statistical Packages, The American Statistician 50 (1996), definition 2.
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const count = sorted.length;
  if (count === 0) throw new RangeError('no values have no quantile');
  const position = count * q;
  const rank = Math.ceil(position - 1e-9); // 0.1 * 30 is a little more than 3
  const isFlat = Math.abs(position - rank) < 1e-9;
  const lower = sorted[Math.min(Math.max(rank, 1), count) - 1] as number;
  if (!isFlat) return lower;
  const upper = sorted[Math.min(Math.max(rank + 1, 1), count) - 1] as number;
  return lower / 2 + upper / 2;
}

/** The median of values in any order. Throws `RangeError` for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(ascending(values), 0.5);
}
