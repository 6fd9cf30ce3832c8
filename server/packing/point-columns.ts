// The points of one series, column by column: what comparisons walk. A column of a chunk is one blob, so a hundred
// thousand points are read in a few rows; the index writes them, the queries read them.
import { NumberReader, NumberWriter } from './whole-numbers.js';

/** Statistics that are kept in columns; others are read from table `measurement`. */
export const COLUMN_STATISTICS = ['p50', 'p99', 'batched_mean', 'cpu'] as const;
export type ColumnStatistic = (typeof COLUMN_STATISTICS)[number];

/** Points of one chunk, in ascending order of `sub`; a result with several points stands there several times. */
export interface PointColumns {
  subs: number[];
  /** Bits of `quality-flags.ts`. */
  flags: number[];
  /** Numbers as table `measurement` packs them: `null` is none, -b is below b ns. */
  numbers: Record<ColumnStatistic, (number | null)[]>;
}

export interface PackedPoints {
  subs: Buffer;
  flags: Buffer;
  /** `null` where no point of the chunk has such a number. */
  numbers: Record<ColumnStatistic, Buffer | null>;
}

export function emptyPoints(): PointColumns {
  return { subs: [], flags: [], numbers: { p50: [], p99: [], batched_mean: [], cpu: [] } };
}

/** `first` is the least `sub`; the others follow as differences. */
export function packPoints({ subs, flags, numbers }: PointColumns): PackedPoints {
  return {
    subs: packSubs(subs),
    flags: Buffer.from(flags),
    numbers: {
      p50: packNumbers(numbers.p50),
      p99: packNumbers(numbers.p99),
      batched_mean: packNumbers(numbers.batched_mean),
      cpu: packNumbers(numbers.cpu),
    },
  };
}

export function packSubs(subs: readonly number[]): Buffer {
  const writer = new NumberWriter();
  subs.forEach((sub, at) => {
    writer.push(sub - (subs[at - 1] ?? 0));
  });
  return writer.bytes();
}

/** Appends the subs of a chunk to `into`. */
export function unpackSubs(bytes: Uint8Array, count: number, into: number[]): void {
  const reader = new NumberReader(bytes);
  let sub = 0;
  for (let at = 0; at < count; at++) {
    sub += reader.next();
    into.push(sub);
  }
}

/** Appends the numbers of a column to `into`, as they were packed. */
export function unpackNumbers(bytes: Uint8Array | null, count: number, into: (number | null)[]): void {
  const reader = bytes && new NumberReader(bytes);
  for (let at = 0; at < count; at++) into.push(reader ? readNumber(reader) : null);
}

const NONE = 0;
const CENSORED = 1;
/** Values begin here. */
const VALUE = 2;
/** A larger value could not be told exactly; it is left out, as where it was measured. */
const LARGEST = Number.MAX_SAFE_INTEGER - VALUE;

function packNumbers(numbers: readonly (number | null)[]): Buffer | null {
  if (numbers.every((value) => value === null)) return null;
  const writer = new NumberWriter();
  for (const value of numbers) {
    if (value === null || value > LARGEST) writer.push(NONE);
    else if (value >= 0) writer.push(value + VALUE);
    else {
      writer.push(CENSORED);
      writer.push(-value);
    }
  }
  return writer.bytes();
}

function readNumber(reader: NumberReader): number | null {
  const code = reader.next();
  if (code === NONE) return null;
  return code === CENSORED ? -reader.next() : code - VALUE;
}
