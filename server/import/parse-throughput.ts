// `results/01-<test>-headline.log`: one line per point, 12 blank-separated fields, the last the literal `Mbps`. Data flows
// second_core → first_core: the first core reads, the second writes and holds the clock.

export interface ThroughputRow {
  test: string;
  readerCpu: number;
  writerCpu: number;
  /** Node of the shared segment; −1 where there is none. */
  numaNode: number;
  sizeBytes: number;
  /** 1 memset, 2 `rep stosq`, 3 byte loop. */
  produceMethod: number;
  writeInPlace: number;
  /** 1: read where it lies ("unsafe"); 0: copied out first ("safe"). */
  readInPlace: number;
  verify: number;
  count: number;
  /** Payload, 10⁶ bit/s, truncated twice by the original. */
  mbps: number;
}

export interface ThroughputLog {
  rows: ThroughputRow[];
  /** Lines that are not blank and not a point: other column counts, another unit, a number out of range. */
  rejectedLines: number;
}

export function parseThroughput(text: string): ThroughputLog {
  const rows: ThroughputRow[] = [];
  let rejectedLines = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const row = parseRow(line.trim().split(/[ \t]+/));
    if (row) rows.push(row);
    else rejectedLines++;
  }
  return { rows, rejectedLines };
}

/** The ten numbers between test and unit, in the order of the line, with the range of each. */
const FIELDS: readonly (readonly [keyof Omit<ThroughputRow, 'test'>, number, number])[] = [
  ['readerCpu', 0, 65_535],
  ['writerCpu', 0, 65_535],
  ['numaNode', -1, 65_535],
  ['sizeBytes', 1, 2 ** 29],
  ['produceMethod', 0, 9],
  ['writeInPlace', 0, 1],
  ['readInPlace', 0, 1],
  ['verify', 0, 1],
  ['count', 0, 999_999_999],
  ['mbps', -999_999_999, 999_999_999],
];

function parseRow([test, ...rest]: string[]): ThroughputRow | undefined {
  if (rest.length !== 11 || rest[10] !== 'Mbps' || !test || !/^\w{1,64}$/.test(test)) return undefined;
  const row: Record<string, string | number> = { test };
  for (const [at, [name, least, most]] of FIELDS.entries()) {
    const text = rest[at] ?? '';
    const value = Number(text);
    if (!/^-?\d{1,9}$/.test(text) || value < least || value > most) return undefined;
    row[name] = value;
  }
  return row as unknown as ThroughputRow;
}
