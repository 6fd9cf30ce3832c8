/** A clock reading may be at most this share of what it times. */
const TIMER_SHARE = 100;
const LARGEST = 4096;

/**
 * Round trips per batch so that reading the clock costs at most 1 % of it, as a power of two; 1 where one round trip is
 * long enough by itself. `roundTripPs` is `null` when it was censored.
 */
export function chooseBatch(roundTripPs: number | null, timerOverheadPs: number): number {
  if (roundTripPs === null) return LARGEST;
  let batch = 1;
  while (batch < LARGEST && batch * roundTripPs < TIMER_SHARE * timerOverheadPs) batch *= 2;
  return batch;
}
