// `01-<test>-headline.log` of one latency cell: `<test> <size> <count> <seconds>s`. The log was opened in append mode, so the
// last line counts.
import { parsePicoseconds } from './parse-seconds.js';

export interface LatencyHeadline {
  test: string;
  sizeBytes: number;
  /** Round trips timed: 10000, or 100 on the diagonal. */
  count: number;
  /** Mean time of one round trip, printed in whole microseconds; negative only where a clock ran backwards. */
  meanPs: number;
  /** Earlier runs were appended before this one. */
  appended: boolean;
}

/** The last line; undefined when it is not of that shape. */
export function parseLatencyHeadline(text: string): LatencyHeadline | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const match = /^(\w{1,64}) (\d{1,9}) (\d{1,9}) (\S+)s$/.exec(lines.at(-1)?.trim() ?? '');
  const meanPs = match ? parsePicoseconds(match[4] ?? '') : undefined;
  if (!match?.[1] || meanPs === undefined) return undefined;
  return { test: match[1], sizeBytes: Number(match[2]), count: Number(match[3]), meanPs, appended: lines.length > 1 };
}
