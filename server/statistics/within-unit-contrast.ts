// Two mechanisms (or placements, or sizes) measured by the same units: each unit is its own control, so what differs
// between machines cancels.
import { signTest } from './binomial.js';
import { highEnd, lowEnd } from './censored.js';
import { MIN_UNITS, medianRanks } from './median-interval.js';
import { ascending, quantile } from './order-statistics.js';

/** What both sides measured in one unit; censored values as in `censored.ts`. */
export interface Pair {
  a: number;
  b: number;
}

/** Ratios are a / b, without unit. `null` ends are not known: 0 or infinity cannot be excluded. */
export interface Contrast {
  /** `null` where the middle unit's ratio is not known. */
  ratio: number | null;
  low: number | null;
  high: number | null;
  /** Two-sided; `null` where there are too few units for an interval. */
  p: number | null;
}

/**
 * The median of the units' ratios with its interval by order statistics, and the P of a sign test, whose acceptance
 * region the interval is. Computed on logarithms; units whose ratio may lie on either side of 1 count as ties. No
 * interval and no P below 6 units. `null` without any pair.
 * Source: David & Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1; Conover, Practical Nonparametric
 * Statistics, 3rd ed. (1999), section 3.4.
 */
export function contrastWithinUnits(pairs: readonly Pair[]): Contrast | null {
  const sound = pairs.filter(({ a, b }) => a !== 0 && b !== 0);
  if (sound.length === 0) return null;
  const lows = ascending(sound.map(({ a, b }) => Math.log(lowEnd(a)) - Math.log(highEnd(b))));
  const highs = ascending(sound.map(({ a, b }) => Math.log(highEnd(a)) - Math.log(lowEnd(b))));
  const [low, high] = [quantile(lows, 0.5), quantile(highs, 0.5)];
  const ratio = low === high ? Math.exp(low) : null;
  const ranks = sound.length < MIN_UNITS ? null : medianRanks(sound.length);
  if (!ranks) return { ratio, low: null, high: null, p: null };
  const above = lows.filter((log) => log > 0).length;
  const below = highs.filter((log) => log < 0).length;
  return {
    ratio,
    low: finite(Math.exp(lows[ranks.low - 1] as number)),
    high: finite(Math.exp(highs[ranks.high - 1] as number)),
    p: signTest(above, below),
  };
}

function finite(ratio: number): number | null {
  return ratio > 0 && Number.isFinite(ratio) ? ratio : null;
}
