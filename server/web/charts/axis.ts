// Logarithmic axes: where the ticks are and what they say.
import { scaleLog } from 'd3-scale';

export interface Axis {
  /** Pixel of a value. */
  at(value: number): number;
  /** Labelled ticks. */
  ticks: readonly number[];
  /** Unlabelled grid lines between them. */
  minor: readonly number[];
  low: number;
  high: number;
}

/** An axis that holds all values with some room, its ends on steps of 1, 2 or 5; `most` bounds the labelled ticks. */
export function logAxis(values: readonly number[], [from, to]: readonly [number, number], most = 8): Axis {
  const known = values.filter((value) => value > 0);
  const least = known.length > 0 ? Math.min(...known) : 1;
  const greatest = known.length > 0 ? Math.max(...known) : 10;
  const low = stepBelow(least * 0.97);
  const high = stepAbove(greatest * 1.03);
  const scale = scaleLog().domain([low, high]).range([from, to]);
  const decades = stepsBetween(low, high, [1]);
  const fine = stepsBetween(low, high, [1, 2, 5]);
  const middling = stepsBetween(low, high, [1, 3]);
  const ticks = [fine, middling, decades].find(({ length }) => length <= most) ?? everySo(decades, most);
  const minor = stepsBetween(low, high, [1, 2, 3, 4, 5, 6, 7, 8, 9]).filter((value) => !ticks.includes(value));
  return { at: (value) => round(scale(value)), ticks, minor: decades.length > 4 ? [] : minor, low, high };
}

/** An axis of message sizes: a tick at each size there is. No message at all (0) has a place of its own at the left. */
export function sizeAxis(sizes: readonly number[], [from, to]: readonly [number, number], most = 10): Axis {
  const sorted = [...new Set(sizes)].sort((a, b) => a - b);
  const sent = sorted.filter((size) => size > 0);
  const low = (sent[0] ?? 1) / 1.6;
  const high = (sent.at(-1) ?? 2) * 1.6;
  const hasNone = sent.length < sorted.length;
  const scale = scaleLog()
    .domain([low, high])
    .range([hasNone ? from + NOTHING_WIDTH : from, to]);
  const at = (size: number) => round(size > 0 ? scale(size) : from + NOTHING_WIDTH / 3);
  return { at, ticks: [...(hasNone ? [0] : []), ...everySo(sent, most)], minor: [], low, high };
}

/** Pixels for what has no size. */
const NOTHING_WIDTH = 64;

export function round(pixel: number): number {
  return Math.round(pixel * 10) / 10;
}

function stepsBetween(low: number, high: number, digits: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at))
    .flatMap((decade) => digits.map((digit) => Number((digit * decade).toPrecision(1))))
    .filter((value) => value >= low * 0.999 && value <= high * 1.001);
}

function stepBelow(value: number): number {
  return stepsBetween(value / 10, value, [1, 2, 5]).at(-1) ?? value;
}

function stepAbove(value: number): number {
  return stepsBetween(value, value * 10, [1, 2, 5])[0] ?? value;
}

/** At most so many of them, evenly, the first and the last kept where possible. */
function everySo<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.ceil(items.length / most);
  return items.filter((_, at) => at % step === 0);
}
