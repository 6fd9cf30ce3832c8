// Latency matrices as measurements. Every cell goes into a matrix per statistic: the median of the per-iteration times where
// their summary was kept, and the printed mean. The pairs that statistics of a configuration are made of also become points
// with all that is known of them: every ordered pair up to MAX_CPUS_ALL_PAIRS, on larger machines those with CPU 0, since
// one document holds 4,096 measurements. What was printed as 0 is censored; mempipe's diagonal, which is scheduler quanta
// and no latency, is left out.
import type {
  BatchedLatency,
  BatchedRepeat,
  Latency,
  LatencyRepeat,
  Measurement,
  Missing,
  Parameters,
} from '@ipc-bench/schema/document';
import { GRID } from '@ipc-bench/schema/histogram';
import { HISTORIC_BENCHMARK_VERSION, LATENCY_BENCHMARKS } from './historic-benchmarks.js';
import type { HistoricRun } from './historic-run.js';
import { isDiagonal, type LatencyMatrix } from './latency-matrix.js';
import { type OrdinalCounter, ordinalCounter } from './ordinals.js';
import type { TscSummary } from './parse-tsc-summary.js';
import { placementFinder } from './placement.js';
import type { RawTscSummary } from './raw-tsc-reader.js';

export const MAX_CPUS_ALL_PAIRS = 16;

/** The suite printed seconds with six decimals. */
const PRINTED_STEP_NS = 1000;
/** Per-iteration times are printed with seven digits; a zero is below a nanosecond. */
const TSC_STEP_NS = 1;
/** Round trips per cell where the log that says so is missing. */
const USUAL_COUNT = 10_000;
const USUAL_DIAGONAL_COUNT = 100;
/** Samples beyond a quantile without which the format does not take it. */
const MIN_TAIL = 10;

export function describeLatency(run: HistoricRun): Measurement[] {
  const ordinalOf = ordinalCounter();
  const placementOf = placementFinder(run);
  return run.latency.flatMap((matrix) => [
    ...describeMatrix(matrix, 'p50', (index) => medianOf(matrix, index), TSC_STEP_NS, ordinalOf),
    ...describeMatrix(matrix, 'batched_mean', (index) => meanOf(matrix, index), PRINTED_STEP_NS, ordinalOf),
    ...describePoints(matrix, placementOf, ordinalOf),
  ]);
}

// What is known of one cell: a number of ps, 0 when it was printed as 0, null when there is none --------------------------

function medianOf(matrix: LatencyMatrix, index: number): number | null {
  return (matrix.tsc[index] ?? soundRaw(matrix, index))?.medianPs ?? null;
}

/** Samples stand for a cell only when each line was one: what is missing would be missing from one end. */
function soundRaw({ raw }: LatencyMatrix, index: number): RawTscSummary | undefined {
  return raw[index]?.rejected === 0 ? raw[index] : undefined;
}

function meanOf({ meanPs }: LatencyMatrix, index: number): number | null {
  const mean = meanPs[index] ?? null;
  return mean !== null && mean < 0 ? null : mean;
}

function isLeftOut(matrix: LatencyMatrix, index: number): boolean {
  return matrix.test === 'mempipe_lat' && isDiagonal(matrix, index);
}

function countOf(matrix: LatencyMatrix, index: number): number {
  return matrix.counts[index] || (isDiagonal(matrix, index) ? USUAL_DIAGONAL_COUNT : USUAL_COUNT);
}

/** The summary leaves out the first 5 % of the round trips, a raw log none. */
function sampleCount(matrix: LatencyMatrix, index: number): number {
  const count = countOf(matrix, index);
  return matrix.tsc[index] ? count - Math.floor(count / 20) : (soundRaw(matrix, index)?.samples ?? count);
}

// Matrices ----------------------------------------------------------------------------------------------------------------

function describeMatrix(
  matrix: LatencyMatrix,
  statistic: 'p50' | 'batched_mean',
  readCell: (index: number) => number | null,
  belowNs: number,
  ordinalOf: OrdinalCounter,
): Measurement[] {
  const { n, test, sizeBytes } = matrix;
  const { id, fixed } = LATENCY_BENCHMARKS[test];
  const parameters: Parameters = { message_bytes: sizeBytes, ...fixed };
  const values_ps: number[] = [];
  const censored: number[] = [];
  const missing: number[] = [];
  for (let index = 0; index < n * n; index++) {
    const value = isLeftOut(matrix, index) ? null : readCell(index);
    values_ps.push(value ?? 0);
    if (value === null) missing.push(index);
    else if (value === 0) censored.push(index);
  }
  if (missing.length === n * n) return [];
  const sample = Math.min(1, n * n - 1);
  return [
    {
      kind: 'matrix',
      benchmark: id,
      version: HISTORIC_BENCHMARK_VERSION,
      ordinal: ordinalOf(`${id} ${statistic}`, parameters),
      parameters,
      row: 'responder',
      column: 'initiator',
      statistic,
      cpus: Array.from({ length: n }, (_, cpu) => cpu),
      n: statistic === 'p50' ? sampleCount(matrix, sample) : countOf(matrix, sample),
      values_ps,
      censored,
      missing,
      ...(censored.length > 0 ? { below_ns: belowNs } : {}),
    },
  ];
}

// Points ------------------------------------------------------------------------------------------------------------------

function describePoints(
  matrix: LatencyMatrix,
  placementOf: ReturnType<typeof placementFinder>,
  ordinalOf: OrdinalCounter,
): Measurement[] {
  const { n, test, sizeBytes } = matrix;
  const { id, fixed } = LATENCY_BENCHMARKS[test];
  const points: Measurement[] = [];
  for (let index = 0; index < n * n; index++) {
    const [responder, initiator] = [Math.floor(index / n), index % n];
    if (isLeftOut(matrix, index) || (n > MAX_CPUS_ALL_PAIRS && responder !== 0 && initiator !== 0)) continue;
    const known = describeCell(matrix, index);
    if (!known) continue;
    const placement = placementOf(responder, initiator);
    const identity: Parameters = {
      message_bytes: sizeBytes,
      ...fixed,
      ...(placement === undefined ? {} : { placement }),
    };
    points.push({
      benchmark: id,
      version: HISTORIC_BENCHMARK_VERSION,
      ordinal: ordinalOf(id, identity),
      parameters: { ...identity, responder_cpu: responder, initiator_cpu: initiator },
      ...known,
    });
  }
  return points;
}

type Known =
  | Pick<Latency, 'kind' | 'repeats' | 'batched' | 'histogram'>
  | Pick<BatchedLatency, 'kind' | 'batched'>
  | Pick<Missing, 'kind' | 'status' | 'reason'>;

function describeCell(matrix: LatencyMatrix, index: number): Known | undefined {
  const mean = meanOf(matrix, index);
  const batch = countOf(matrix, index);
  const batched: BatchedRepeat[] =
    mean === null || batch < 2
      ? []
      : [{ n: 1, batch, ...(mean === 0 ? { below_ns: PRINTED_STEP_NS } : { mean_ps: mean }) }];
  const n = sampleCount(matrix, index);
  const tsc = matrix.tsc[index];
  const raw = tsc ? undefined : soundRaw(matrix, index);
  if ((tsc || raw) && n >= 2 * MIN_TAIL) {
    return {
      kind: 'latency',
      repeats: [tsc ? summarisedRepeat(n, tsc) : rawRepeat(raw as RawTscSummary)],
      ...(batched.length > 0 ? { batched } : {}),
      ...(raw ? { histogram: { grid: GRID, ...raw.histogram } } : {}),
    };
  }
  if (batched.length > 0) return { kind: 'batched_latency', batched };
  const isNegative = (matrix.meanPs[index] ?? 0) < 0;
  return isNegative ? { kind: 'missing', status: 'failed', reason: 'negative_sample' } : undefined;
}

function summarisedRepeat(n: number, { minPs, meanPs, medianPs, maxPs }: TscSummary): LatencyRepeat {
  return repeat(n, { min_ps: minPs, mean_ps: meanPs, p50_ps: medianPs, max_ps: maxPs });
}

function rawRepeat({ samples, minPs, meanPs, medianPs, p90Ps, p99Ps, p999Ps, maxPs }: RawTscSummary): LatencyRepeat {
  return repeat(samples, {
    min_ps: minPs,
    mean_ps: meanPs,
    p50_ps: medianPs,
    ...(samples >= 10 * MIN_TAIL ? { p90_ps: p90Ps } : {}),
    ...(samples >= 100 * MIN_TAIL ? { p99_ps: p99Ps } : {}),
    ...(samples >= 1000 * MIN_TAIL ? { p999_ps: p999Ps } : {}),
    max_ps: maxPs,
  });
}

/** Leaves out what is unknown or was printed as 0, and says so for the median. */
function repeat(n: number, statistics: Readonly<Record<string, number | undefined>>): LatencyRepeat {
  const given = Object.fromEntries(Object.entries(statistics).filter(([, value]) => value !== undefined && value > 0));
  return { n, ...given, ...(statistics.p50_ps === 0 ? { below_ns: TSC_STEP_NS } : {}) };
}
