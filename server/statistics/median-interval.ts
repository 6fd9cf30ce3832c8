// How well a median is known. The two order statistics between which the median of the population lies with at least
// the probability asked for, whatever the distribution.
import { binomialHalfTail } from './binomial.js';
import { ascending } from './order-statistics.js';

export const LEVEL = 0.95;
/** With five values even the smallest and the largest miss the median in 1 of 16 samples. */
export const MIN_UNITS = 6;

/** Ranks count from 1; `coverage` is the probability that the interval holds the median. */
export interface MedianRanks {
  low: number;
  high: number;
  coverage: number;
}

export interface Interval {
  low: number;
  high: number;
  /** Probability, at least the level asked for. */
  coverage: number;
}

/**
 * The narrowest pair of ranks, symmetrical around the middle, that covers the median of the population with at least
 * `level`; `null` where no pair of `count` values does. Assumes independent values.
 * Source: David & Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1.
 */
export function medianRanks(count: number, level = LEVEL): MedianRanks | null {
  const alpha = (1 - level) / 2;
  if (0.5 ** count > alpha) return null;
  // Start from the normal approximation, then walk to the exact rank.
  let low = Math.max(1, Math.floor(count / 2 - 2 * Math.sqrt(count)));
  while (low > 1 && binomialHalfTail(low - 1, count) > alpha) low--;
  while (binomialHalfTail(low, count) <= alpha) low++;
  return { low, high: count + 1 - low, coverage: 1 - 2 * binomialHalfTail(low - 1, count) };
}

/** The interval of the median of values in any order; `null` below 6 values. */
export function medianInterval(values: ArrayLike<number>, level = LEVEL): Interval | null {
  const ranks = values.length < MIN_UNITS ? null : medianRanks(values.length, level);
  if (!ranks) return null;
  const sorted = ascending(values);
  return { low: sorted[ranks.low - 1] as number, high: sorted[ranks.high - 1] as number, coverage: ranks.coverage };
}
