// `01-<test>-tsc.log`: what the original suite printed about the per-iteration times of one cell, in seconds, the first 5 %
// dropped. Only the block `Distribution of all values:` counts, and of several the last, since logs were appended to; slices
// and outlier blocks may hold `-nan`.
import { parsePicoseconds } from './parse-seconds.js';

/** Picoseconds per round trip. */
export interface TscSummary {
  meanPs: number | undefined;
  minPs: number | undefined;
  medianPs: number;
  maxPs: number | undefined;
}

/** Undefined when the block is missing, its median is not a number, or its numbers contradict each other. */
export function parseTscSummary(text: string): TscSummary | undefined {
  const start = [...text.matchAll(/^Distribution of all values:[ \t]*\n/gm)].at(-1);
  if (!start) return undefined;
  const lines = text.slice(start.index + start[0].length).split('\n');
  const end = lines.findIndex((line) => !/^[ \t]/.test(line));
  const block = (end < 0 ? lines : lines.slice(0, end)).join('\n');
  const median = /^\s+5% \S+, median (\S+), 95% \S+\s*$/m.exec(block);
  const medianPs = parsePicoseconds(median?.[1] ?? '');
  if (medianPs === undefined) return undefined;
  const mean = /^\s+Mean ([^\s,]+)/m.exec(block);
  const quintiles = /^\s+Quintiles: (.*)$/m.exec(block)?.[1]?.split(', ') ?? [];
  const summary: TscSummary = {
    meanPs: parsePicoseconds(mean?.[1] ?? ''),
    minPs: parsePicoseconds(quintiles[0] ?? ''),
    medianPs,
    maxPs: parsePicoseconds(quintiles[5]?.trim() ?? ''),
  };
  return isOrdered(summary) ? summary : undefined;
}

function isOrdered({ meanPs = 0, minPs = 0, medianPs, maxPs = Number.POSITIVE_INFINITY }: TscSummary): boolean {
  return minPs >= 0 && minPs <= medianPs && medianPs <= maxPs && (meanPs === 0 || (minPs <= meanPs && meanPs <= maxPs));
}
