// How well a median is known when units that come from one source resemble each other: whole sources are drawn again,
// not units. Sources are strangers with one fleet, one cloud, one way of setting up machines.

import { LEVEL } from './median-interval.js';
import { ascending, quantile } from './order-statistics.js';

/** Fewer sources than this say nothing about sources that were not seen. */
export const MIN_SOURCES = 6;
/** Work of one interval: values times resamples. */
const WORK = 2_000_000;
const MOST_RESAMPLES = 1999;
const FEWEST_RESAMPLES = 199;

export interface ResampledInterval {
  low: number;
  high: number;
  resamples: number;
}

/**
 * Percentile interval of the median of `values` over resamples of the sources they come from; `source[i]` names the
 * source of `values[i]`. `null` below 6 sources. `random` gives uniform numbers in [0, 1).
 * Source: the cluster bootstrap; Davison & Hinkley, Bootstrap Methods and their Application (1997), section 3.8;
 * Field & Welsh, Journal of the Royal Statistical Society B 69 (2007).
 */
export function intervalAcrossSources(
  values: ArrayLike<number>,
  source: ArrayLike<number>,
  random: () => number,
  level = LEVEL,
): ResampledInterval | null {
  const numbers = new Map<number, number>();
  const cluster = Int32Array.from(source, (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  if (numbers.size < MIN_SOURCES) return null;
  const order = Array.from(values, (_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));
  const sorted = Float64Array.from(order, (at) => values[at] as number);
  const clusterOf = Int32Array.from(order, (at) => cluster[at] as number);
  const resamples = Math.min(MOST_RESAMPLES, Math.max(FEWEST_RESAMPLES, Math.floor(WORK / values.length)));
  const medians = Float64Array.from({ length: resamples }, () =>
    weightedMedian(sorted, clusterOf, drawSources(numbers.size, random)),
  );
  const ordered = ascending(medians);
  return { low: quantile(ordered, (1 - level) / 2), high: quantile(ordered, (1 + level) / 2), resamples };
}

/** How often each of `count` sources is drawn in `count` draws. */
function drawSources(count: number, random: () => number): Int32Array {
  const drawn = new Int32Array(count);
  for (let draw = 0; draw < count; draw++) {
    const at = Math.floor(random() * count);
    drawn[at] = (drawn[at] as number) + 1;
  }
  return drawn;
}

/** The median of sorted values, each taken as often as its cluster was drawn. */
function weightedMedian(sorted: Float64Array, clusterOf: Int32Array, drawn: Int32Array): number {
  let total = 0;
  for (let at = 0; at < sorted.length; at++) total += drawn[clusterOf[at] as number] as number;
  const half = total / 2;
  let seen = 0;
  for (let at = 0; at < sorted.length; at++) {
    seen += drawn[clusterOf[at] as number] as number;
    if (seen < half) continue;
    const value = sorted[at] as number;
    return seen > half ? value : (value + nextDrawn(sorted, clusterOf, drawn, at)) / 2;
  }
  throw new RangeError('no values have no median');
}

function nextDrawn(sorted: Float64Array, clusterOf: Int32Array, drawn: Int32Array, after: number): number {
  let at = after + 1;
  while (drawn[clusterOf[at] as number] === 0) at++;
  return sorted[at] as number;
}
