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
  /** Lines that are not blank and not a point: other column counts, another unit, not numbers. */
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

function parseRow(fields: string[]): ThroughputRow | undefined {
  const [test, ...rest] = fields;
  const unit = rest.pop();
  if (fields.length !== 12 || unit !== 'Mbps' || !test || !/^\w{1,64}$/.test(test)) return undefined;
  if (!rest.every((field) => /^-?\d{1,12}$/.test(field))) return undefined;
  const [readerCpu, writerCpu, numaNode, sizeBytes, produceMethod, writeInPlace, readInPlace, verify, count, mbps] =
    rest.map(Number) as [number, number, number, number, number, number, number, number, number, number];
  return {
    test,
    readerCpu,
    writerCpu,
    numaNode,
    sizeBytes,
    produceMethod,
    writeInPlace,
    readInPlace,
    verify,
    count,
    mbps,
  };
}
