/** Moves labels apart so that neighbours are at least `gap` from each other, as near their places as the bounds allow. */
export function spreadLabels(
  places: readonly number[],
  gap: number,
  [top, bottom]: readonly [number, number],
): number[] {
  const order = [...places.keys()].sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const spread = order.map((index) => places[index] ?? 0);
  for (let at = 1; at < spread.length; at++) spread[at] = Math.max(spread[at] ?? 0, (spread[at - 1] ?? 0) + gap);
  let ceiling = bottom;
  for (let at = spread.length - 1; at >= 0; at--) {
    spread[at] = Math.max(top + at * gap, Math.min(spread[at] ?? 0, ceiling));
    ceiling = (spread[at] ?? 0) - gap;
  }
  const moved: number[] = [];
  for (const [at, index] of order.entries()) moved[index] = spread[at] ?? 0;
  return moved;
}
