// The median that documents themselves use: of an even count the lower middle one, so that it is a number that was
// measured; censored ones lie below all.

/** A number that may be censored. */
export interface MaybeCensored {
  value: number | null;
  belowNs: number | null;
}

export function lowerMedian<Number extends MaybeCensored>(numbers: readonly Number[]): Number | undefined {
  const sorted = [...numbers].sort((a, b) => (a.value ?? -1) - (b.value ?? -1));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
