// From the shim's words to the document's: field by field, so that nothing the shim says beyond them gets through.
import type {
  BatchedRepeat,
  LatencyRepeat,
  NoiseProbe,
  ProcessCost,
  ThroughputRepeat,
} from '@ipc-bench/schema/document';
import type { SparseHistogram } from '@ipc-bench/schema/histogram';
import { RunnerError } from '../errors.js';

export type Answer = Readonly<Record<string, unknown>>;

export interface TimedRepeat {
  repeat: LatencyRepeat;
  histogram: SparseHistogram | null;
  timerOverheadPs: number;
}

export interface MatrixAnswer {
  statistic: 'p50' | 'batched_mean';
  n: number;
  cpus: number[];
  values_ps: number[];
  censored: number[];
  missing: number[];
  below_ns?: number;
}

/** Throws `shim_failed` where a field is missing or no whole number. */
export function parseLatencyAnswer(answer: Answer): TimedRepeat {
  requireVerified(answer);
  return {
    repeat: {
      n: whole(answer, 'n'),
      ...pick(answer, ['min_ps', 'mean_ps', 'p50_ps', 'p90_ps', 'p99_ps', 'p999_ps', 'max_ps', 'below_ns']),
      ...cost(answer, 'initiator'),
      ...cost(answer, 'responder'),
      ...pick(answer, ['steal_ns', 'elapsed_ns']),
    },
    histogram: histogramOf(answer),
    timerOverheadPs: whole(answer, 'timer_overhead_ps'),
  };
}

export function parseBatchedAnswer(answer: Answer): BatchedRepeat {
  requireVerified(answer);
  return {
    n: whole(answer, 'n'),
    batch: whole(answer, 'batch'),
    ...pick(answer, ['min_ps', 'mean_ps', 'below_ns']),
    ...cost(answer, 'initiator'),
    ...cost(answer, 'responder'),
    ...pick(answer, ['steal_ns', 'elapsed_ns']),
  };
}

export function parseThroughputAnswer(answer: Answer): ThroughputRepeat {
  requireVerified(answer);
  return {
    messages: whole(answer, 'messages'),
    bytes: whole(answer, 'bytes'),
    elapsed_ns: whole(answer, 'elapsed_ns'),
    ...pick(answer, ['lost']),
    ...cost(answer, 'writer'),
    ...cost(answer, 'reader'),
    ...pick(answer, ['steal_ns']),
  };
}

export function parseMatrixAnswer(answer: Answer): MatrixAnswer {
  return {
    statistic: answer.statistic === 'batched_mean' ? 'batched_mean' : 'p50',
    n: whole(answer, 'n'),
    cpus: list(answer, 'cpus'),
    values_ps: list(answer, 'values_ps'),
    censored: list(answer, 'censored'),
    missing: list(answer, 'missing'),
    ...pick(answer, ['below_ns']),
  };
}

export function parseNoiseAnswer(answer: Answer): NoiseProbe {
  return {
    duration_ns: whole(answer, 'duration_ns'),
    timer_overhead_ps: whole(answer, 'timer_overhead_ps'),
    timer_resolution_ns: whole(answer, 'timer_resolution_ns'),
    ...pick(answer, ['jitter_p99_ns', 'jitter_max_ns', 'gaps', 'steal_ns', 'involuntary_switches']),
  };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function whole(answer: Answer, field: string): number {
  const value = answer[field];
  if (!isWhole(value)) throw new RunnerError('shim_failed', `Its answer has no whole number ${field}.`);
  return value;
}

/** The fields that are present. */
function pick<Field extends string>(answer: Answer, fields: readonly Field[]): { [name in Field]?: number } {
  const present = fields.filter((field) => answer[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, whole(answer, field)])) as { [name in Field]?: number };
}

function list(answer: Answer, field: string): number[] {
  const values = answer[field];
  if (!Array.isArray(values) || !values.every(isWhole))
    throw new RunnerError('shim_failed', `Its answer has no list ${field}.`);
  return values;
}

function cost<End extends string>(answer: Answer, end: End): { [name in End]?: ProcessCost } {
  const value = answer[end];
  if (typeof value !== 'object' || value === null) return {};
  const fields = value as Answer;
  const entry: ProcessCost = {
    cpu_ns: whole(fields, 'cpu_ns'),
    ...pick(fields, ['voluntary_switches', 'involuntary_switches', 'migrations']),
  };
  return { [end]: entry } as { [name in End]: ProcessCost };
}

function histogramOf({ histogram }: Answer): SparseHistogram | null {
  if (typeof histogram !== 'object' || histogram === null) return null;
  return { index: list(histogram as Answer, 'index'), count: list(histogram as Answer, 'count') };
}

/** A timed run counts only after the verified copy of it has passed. */
function requireVerified({ verified }: Answer): void {
  if (verified !== true) throw new RunnerError('shim_failed', 'It did not verify what was received.');
}
