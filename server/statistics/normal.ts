/** The 97.5 % point of the standard normal distribution: a two-sided 95 % interval. */
export const Z_95 = 1.959963984540054;

/**
 * P(|Z| ≥ |z|) for a standard normal Z: the two-sided P of a test statistic. Relative error about 1e-12.
 * Source: Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.2.11 (series) and 26.2.14 (continued
 * fraction).
 */
export function twoSidedNormal(z: number): number {
  const x = Math.abs(z);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let i = 3; term > sum * 1e-17; i += 2) {
      term *= (x * x) / i;
      sum += term;
    }
    return 1 - 2 * density * sum;
  }
  let fraction = x;
  for (let i = 100; i > 0; i--) fraction = x + i / fraction;
  return (2 * density) / fraction;
}
