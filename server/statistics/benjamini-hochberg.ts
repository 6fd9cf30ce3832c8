/**
 * P values adjusted for being the best of many: an adjusted P below 0.05 keeps the expected share of false findings
 * among all pairs of one answer below 5 %. In the order given.
 * Source: Benjamini & Hochberg, Journal of the Royal Statistical Society B 57 (1995).
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const descending = p.map((_, at) => at).sort((i, j) => (p[j] as number) - (p[i] as number));
  const adjusted = new Array<number>(p.length);
  let smallest = 1;
  descending.forEach((at, above) => {
    const rank = p.length - above;
    smallest = Math.min(smallest, ((p[at] as number) * p.length) / rank);
    adjusted[at] = smallest;
  });
  return adjusted;
}
