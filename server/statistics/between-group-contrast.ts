// Two groups of different units (virtual machines against bare metal, one kernel against another). Nobody assigned
// machines to groups, so the contrast is observational; comparing only machines of the same stratum (CPU model) takes
// at least the hardware out of it.
import { highEnd, lowEnd } from './censored.js';
import { MIN_UNITS } from './median-interval.js';
import { twoSidedNormal, Z_95 } from './normal.js';
import { ascending } from './order-statistics.js';
import type { Contrast } from './within-unit-contrast.js';

export interface Member {
  /** Units are compared with units of the same stratum only. */
  stratum: number | string;
  /** Censored values as in `censored.ts`. */
  value: number;
}

export interface GroupContrast extends Contrast {
  /** Strata in which both groups have units. */
  strata: number;
  /** Units in those strata. */
  units_a: number;
  units_b: number;
}

/** Logarithms of one stratum's values, ascending. */
interface Stratum {
  a: Float64Array;
  b: Float64Array;
}

/** Stands for the logarithm of 0, the low end of what is censored: beyond any real ratio. */
const LOG_OF_ZERO = -1e6;
/** Steps of bisection between the widest differences. */
const STEPS = 64;
/** Two shifts this near to each other are one. */
const SAME = 1e-9;

/**
 * How many times larger values of `a` are than those of `b`: the shift of logarithms at which van Elteren's stratified
 * rank-sum statistic sees no difference (for one stratum the Hodges–Lehmann estimate), with the shifts it would not
 * reject at 5 % as interval, and its two-sided P (normal approximation, corrected for ties). No interval and no P
 * unless both groups have 6 units in shared strata. `null` where no stratum is shared.
 * Sources: van Elteren, Bulletin of the International Statistical Institute 37 (1960); Hodges & Lehmann, Annals of
 * Mathematical Statistics 34 (1963); Lehmann, Nonparametrics (1975), sections 2.4 and 3.3.
 */
export function contrastBetweenGroups(a: readonly Member[], b: readonly Member[]): GroupContrast | null {
  const lowest = strataOf(a, b, lowEnd, highEnd);
  const isExact = ![...a, ...b].some(({ value }) => value < 0);
  const highest = isExact ? lowest : strataOf(a, b, highEnd, lowEnd);
  const counts = {
    strata: lowest.length,
    units_a: lowest.reduce((sum, stratum) => sum + stratum.a.length, 0),
    units_b: lowest.reduce((sum, stratum) => sum + stratum.b.length, 0),
  };
  if (counts.strata === 0) return null;
  const low = shiftAt(lowest, 0);
  const high = isExact ? low : shiftAt(highest, 0);
  const ratio = high - low < SAME ? Math.exp(low) : null;
  if (Math.min(counts.units_a, counts.units_b) < MIN_UNITS) return { ratio, low: null, high: null, p: null, ...counts };
  return {
    ratio,
    low: finite(Math.exp(shiftAt(lowest, Z_95))),
    high: finite(Math.exp(shiftAt(highest, -Z_95))),
    p: Math.max(...[lowest, highest].map((strata) => twoSidedNormal(standardised(strata)))),
    ...counts,
  };
}

type End = (value: number) => number;

function strataOf(a: readonly Member[], b: readonly Member[], endA: End, endB: End): Stratum[] {
  const strata = new Map<number | string, { a: number[]; b: number[] }>();
  const enter = (members: readonly Member[], side: 'a' | 'b', end: End) => {
    for (const { stratum, value } of members) {
      if (value === 0) continue;
      const lists = strata.get(stratum) ?? { a: [], b: [] };
      lists[side].push(Math.max(Math.log(end(value)), LOG_OF_ZERO));
      strata.set(stratum, lists);
    }
  };
  enter(a, 'a', endA);
  enter(b, 'b', endB);
  return [...strata.values()]
    .filter((lists) => lists.a.length > 0 && lists.b.length > 0)
    .map((lists) => ({ a: ascending(lists.a), b: ascending(lists.b) }));
}

/** Pairs in which a, less `shift`, is above b, ties as half; less what chance would give. */
function excess({ a, b }: Stratum, shift: number): number {
  let [below, tied, pairs] = [0, 0, 0];
  for (const value of a) {
    const shifted = value - shift;
    while (below < b.length && (b[below] as number) < shifted) below++;
    tied = Math.max(tied, below);
    while (tied < b.length && (b[tied] as number) <= shifted) tied++;
    pairs += (below + tied) / 2;
  }
  return pairs - (a.length * b.length) / 2;
}

/** Van Elteren's statistic in standard deviations; without the correction for ties, which only makes it smaller. */
function statisticAt(strata: readonly Stratum[], shift: number): number {
  let [sum, variance] = [0, 0];
  for (const stratum of strata) {
    const total = stratum.a.length + stratum.b.length;
    sum += excess(stratum, shift) / (total + 1);
    variance += (stratum.a.length * stratum.b.length) / (12 * (total + 1));
  }
  return sum / Math.sqrt(variance);
}

/** The same at no shift, with the correction for ties; 0 where all values are equal. */
function standardised(strata: readonly Stratum[]): number {
  let [sum, variance] = [0, 0];
  for (const stratum of strata) {
    const { a, b } = stratum;
    const total = a.length + b.length;
    const spread = (a.length * b.length * (total + 1 - tieTerm([...a, ...b]) / (total * (total - 1)))) / 12;
    sum += excess(stratum, 0) / (total + 1);
    variance += spread / (total + 1) ** 2;
  }
  return variance > 0 ? sum / Math.sqrt(variance) : 0;
}

function tieTerm(values: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size ** 3 - size), 0);
}

/** The shift at which the statistic, which falls as the shift grows, passes `target`. */
function shiftAt(strata: readonly Stratum[], target: number): number {
  const differences = strata.flatMap(({ a, b }) => [
    (a[0] as number) - (b.at(-1) as number),
    (a.at(-1) as number) - (b[0] as number),
  ]);
  const [from, to] = [Math.min(...differences), Math.max(...differences)];
  const above = lastWhere(from, to, (shift) => statisticAt(strata, shift) > target);
  const notBelow = lastWhere(from, to, (shift) => statisticAt(strata, shift) >= target);
  return (above + notBelow) / 2;
}

/** The end of the beginning of [from, to] on which `holds`. */
function lastWhere(from: number, to: number, holds: (shift: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < STEPS; step++) {
    const middle = low + (high - low) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

function finite(ratio: number): number | null {
  return ratio > 0 && Number.isFinite(ratio) ? ratio : null;
}
