// `<test>.csv`: n × n mean round trips in seconds, blank-separated with a trailing blank, no header. Row = first core = the
// responder; column = second core = the initiator, which is timed.
import { MAX_CPUS } from './parse-cpu-list.js';
import { parsePicoseconds } from './parse-seconds.js';

export interface LatencyCsv {
  n: number;
  /** n × n picoseconds, row by row; null where the cell is not a number. */
  cells: (number | null)[];
}

/** Undefined when it is not a square of 1 to MAX_CPUS cells a side. */
export function parseLatencyCsv(text: string): LatencyCsv | undefined {
  const rows = text.split('\n').filter((line) => line.trim() !== '');
  const n = rows.length;
  if (n === 0 || n > MAX_CPUS) return undefined;
  const cells: (number | null)[] = [];
  for (const row of rows) {
    const fields = row.trim().split(/[ \t]+/);
    if (fields.length !== n) return undefined;
    for (const field of fields) cells.push(parsePicoseconds(field) ?? null);
  }
  return { n, cells };
}
