// What a group of units says about one number: where its middle lies, how the units spread, and how well that is known.
// Values may be censored as in `censored.ts`.
import { fromBounds, hasCensored, highEnd, lowEnd } from './censored.js';
import { type Interval, medianInterval } from './median-interval.js';
import { ascending, quantile } from './order-statistics.js';
import { intervalAcrossSources, type ResampledInterval } from './resample-sources.js';

export interface UnitSummary {
  /** Quantiles over units; negative where they are censored. */
  median: number;
  lower_quartile: number;
  upper_quartile: number;
  /** Of the median, units taken as independent; an end that is censored is 0 below and its bound above. */
  interval: Interval | null;
}

/** One value per unit. `null` for no units. */
export function summariseUnits(values: ArrayLike<number>): UnitSummary | null {
  if (values.length === 0) return null;
  const low = summariseEnd(Array.from(values, lowEnd));
  const high = hasCensored(values) ? summariseEnd(Array.from(values, highEnd)) : low;
  const between = (name: 'median' | 'lower_quartile' | 'upper_quartile') =>
    fromBounds({ low: low[name], high: high[name] });
  return {
    median: between('median'),
    lower_quartile: between('lower_quartile'),
    upper_quartile: between('upper_quartile'),
    interval: span(low.interval, high.interval),
  };
}

/**
 * The interval of the median when whole sources are drawn again; `sources[i]` names where `values[i]` is from. `random`
 * makes the same row of uniform numbers in [0, 1) each time. `null` below 6 sources.
 */
export function acrossSources(
  values: ArrayLike<number>,
  sources: ArrayLike<number>,
  random: () => () => number,
): ResampledInterval | null {
  const low = intervalAcrossSources(Array.from(values, lowEnd), sources, random());
  return hasCensored(values) ? span(low, intervalAcrossSources(Array.from(values, highEnd), sources, random())) : low;
}

/** With every censored value at one end of what it may be. */
function summariseEnd(values: number[]): UnitSummary {
  const sorted = ascending(values);
  return {
    median: quantile(sorted, 0.5),
    lower_quartile: quantile(sorted, 0.25),
    upper_quartile: quantile(sorted, 0.75),
    interval: medianInterval(sorted),
  };
}

/** From the low end of the one to the high end of the other. */
function span<Range extends { low: number; high: number }>(low: Range | null, high: Range | null): Range | null {
  return low && high ? { ...low, high: high.high } : null;
}
