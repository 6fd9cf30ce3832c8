// Numbers of which some are known only to lie below a bound. A censored number is written as the negative of its bound:
// -b stands for something in [0, b), in the unit of the others. Bounds may differ from machine to machine, so a censored
// number has no place in an order; but a statistic that grows with each of its inputs is hemmed in by its values at
// both ends of what the inputs may be (Manski, Partial Identification of Probability Distributions, 2003, chapter 1).

/** What a statistic of partly censored numbers may be: from `low` to `high`; equal where nothing censored matters. */
export interface Bounds {
  low: number;
  high: number;
}

export function lowEnd(value: number): number {
  return value < 0 ? 0 : value;
}

export function highEnd(value: number): number {
  return Math.abs(value);
}

/** Evaluates a statistic that never falls when one of its inputs grows. */
export function boundsOf(values: ArrayLike<number>, statistic: (values: ArrayLike<number>) => number): Bounds {
  if (!hasCensored(values)) {
    const value = statistic(values);
    return { low: value, high: value };
  }
  return {
    low: statistic(Float64Array.from(values, lowEnd)),
    high: statistic(Float64Array.from(values, highEnd)),
  };
}

/** Bounds as one number again: known where they meet, else censored at the upper end. */
export function fromBounds({ low, high }: Bounds): number {
  return low === high ? high : -high;
}

/** The statistic of partly censored numbers as a number that may itself be censored. */
export function ofCensored(values: ArrayLike<number>, statistic: (values: ArrayLike<number>) => number): number {
  return fromBounds(boundsOf(values, statistic));
}

export function hasCensored(values: ArrayLike<number>): boolean {
  for (let at = 0; at < values.length; at++) if ((values[at] as number) < 0) return true;
  return false;
}
