// `01-<test>-tsc.log`: what the original suite printed about the per-iteration times of one cell, in seconds, the first 5 %
// dropped. Only the block `Distribution of all values:` counts; slices and outlier blocks may hold `-nan`.
import { parsePicoseconds } from './parse-seconds.js';

/** Picoseconds per round trip. */
export interface TscSummary {
  meanPs: number | undefined;
  minPs: number | undefined;
  p5Ps: number | undefined;
  medianPs: number;
  p95Ps: number | undefined;
  maxPs: number | undefined;
}

/** Undefined when the block is missing, its median is not a number, or its numbers contradict each other. */
export function parseTscSummary(text: string): TscSummary | undefined {
  const start = /^Distribution of all values:[ \t]*$/m.exec(text);
  if (!start) return undefined;
  const lines = text
    .slice(start.index + start[0].length)
    .split('\n')
    .slice(1);
  const end = lines.findIndex((line) => !/^[ \t]/.test(line));
  const block = (end < 0 ? lines : lines.slice(0, end)).join('\n');
  const quantiles = /^\s+5% (\S+), median (\S+), 95% (\S+)\s*$/m.exec(block);
  const medianPs = parsePicoseconds(quantiles?.[2] ?? '');
  if (medianPs === undefined) return undefined;
  const mean = /^\s+Mean ([^\s,]+)/m.exec(block);
  const quintiles = /^\s+Quintiles: (.*)$/m.exec(block)?.[1]?.split(', ') ?? [];
  const summary: TscSummary = {
    meanPs: parsePicoseconds(mean?.[1] ?? ''),
    minPs: parsePicoseconds(quintiles[0] ?? ''),
    p5Ps: parsePicoseconds(quantiles?.[1] ?? ''),
    medianPs,
    p95Ps: parsePicoseconds(quantiles?.[3] ?? ''),
    maxPs: parsePicoseconds(quintiles[5]?.trim() ?? ''),
  };
  return isOrdered(summary) ? summary : undefined;
}

function isOrdered({ meanPs, minPs, p5Ps, medianPs, p95Ps, maxPs }: TscSummary): boolean {
  const quantiles = [0, minPs, p5Ps, medianPs, p95Ps, maxPs].filter((value) => value !== undefined);
  const mean = meanPs ?? medianPs;
  return (
    quantiles.every((value, at) => at === 0 || value >= (quantiles[at - 1] ?? 0)) &&
    mean >= (minPs ?? mean) &&
    mean <= (maxPs ?? mean)
  );
}
