// Numbers far from their replicates. They are flagged, never left out: a strange number may be the true one.
import { boundsOf, highEnd, lowEnd } from './censored.js';
import { median } from './order-statistics.js';

/** With fewer replicates their spread is not known well enough to call one of them odd. */
export const MIN_REPLICATES = 8;
/** Standard deviations, were the logarithms normal, beyond which a number is flagged. */
export const OUTLIER_DEVIATIONS = 5;
/** Repeats of one machine differ by more than this without any cause. */
const LEAST_SPREAD = 0.01;
/** The MAD of a normal distribution in standard deviations. */
const MAD_TO_DEVIATION = 1.4826022185056018;

/**
 * Which of the replicates lie more than five deviations from their median on a logarithmic scale, the deviation being
 * estimated by the MAD, and at least one step of the clock (`resolution`, in the unit of the values) or 1 %. A censored
 * value (see `censored.ts`) is flagged only where all it may be is that far off. Nothing is flagged below 8 replicates.
 * Source: Hampel, Journal of the American Statistical Association 69 (1974); Leys et al., Journal of Experimental Social
 * Psychology 49 (2013).
 */
export function outliers(values: ArrayLike<number>, resolution: number): boolean[] {
  const all = Array.from(values);
  if (all.length < MIN_REPLICATES) return all.map(() => false);
  const { low, high } = boundsOf(all, median);
  if (low !== high || high <= 0) return all.map(() => false);
  const center = Math.log(high);
  const distance = (value: number) => Math.abs(Math.log(Math.max(value, Number.MIN_VALUE)) - center);
  const deviation = MAD_TO_DEVIATION * median(all.map((value) => distance(highEnd(value))));
  const limit = OUTLIER_DEVIATIONS * Math.max(deviation, Math.log1p(resolution / high), LEAST_SPREAD);
  return all.map((value) => {
    const isSpanned = lowEnd(value) <= high && high <= highEnd(value);
    return !isSpanned && Math.min(distance(lowEnd(value)), distance(highEnd(value))) > limit;
  });
}
