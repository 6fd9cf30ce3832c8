// One repeat of one case: a fresh shim process, measured again where noise spoiled it.
import type { BatchedRepeat, ThroughputRepeat } from '@ipc-bench/schema/document';
import type { Case } from '../plan/plan.js';
import { MATRIX_SAMPLES } from '../plan/plan-run.js';
import type { Profile } from '../plan/profile.js';
import { latencyArguments, matrixArguments, throughputArguments } from '../shim-driver/arguments.js';
import { callShim } from '../shim-driver/call-shim.js';
import {
  type Answer,
  type MatrixAnswer,
  parseBatchedAnswer,
  parseLatencyAnswer,
  parseMatrixAnswer,
  parseThroughputAnswer,
  type TimedRepeat,
} from '../shim-driver/shim-repeat.js';
import { type Counted, isSpoiled } from './noise-evidence.js';

/** What measuring needs of the world. */
export interface Bench {
  program: string;
  profile: Profile;
  /** Time one call may take, in ms. */
  deadlineMs(expectedMs: number): number;
  signal: AbortSignal;
  /** Counts repeats that were measured again, and repeats that were kept although spoiled. */
  tally: { discarded: number; spoiled: number };
}

export interface NoNumber {
  status: 'unsupported' | 'failed' | 'skipped';
  reason: string;
  limit?: number;
  /** For a person only. */
  words?: string;
}

export type Attempt<Value> = { value: Value } | { none: NoNumber };

/** Times a repeat is measured again before a spoiled one is kept. */
const MAX_RERUNS = 2;

export function measureLatency(bench: Bench, one: Case): Promise<Attempt<TimedRepeat>> {
  const deadline = bench.deadlineMs(one.repeatMs);
  const args = latencyArguments(one, bench.profile, 1, deadline);
  return attempt(bench, one, args, deadline, parseLatencyAnswer, ({ repeat }) => repeat);
}

/** As many batches as keep the time of the pass near that of the first. */
export function measureBatched(bench: Bench, one: Case, batch: number): Promise<Attempt<BatchedRepeat>> {
  const { samples, warmup } = bench.profile;
  const deadline = bench.deadlineMs(one.repeatMs);
  const batches = Math.max(20, Math.round((4 * samples) / batch));
  const args = latencyArguments(one, { samples: batches, warmup }, batch, deadline);
  return attempt(bench, one, args, deadline, parseBatchedAnswer, (repeat) => repeat);
}

export function measureThroughput(bench: Bench, one: Case): Promise<Attempt<ThroughputRepeat>> {
  const deadline = bench.deadlineMs(one.repeatMs);
  const args = throughputArguments(one, bench.profile, deadline);
  return attempt(bench, one, args, deadline, parseThroughputAnswer, (repeat) => repeat);
}

/** A matrix has no repeats: a cell is the median of its own round trips. */
export async function measureMatrix(bench: Bench, one: Case): Promise<Attempt<MatrixAnswer>> {
  const deadline = bench.deadlineMs(one.repeatMs);
  const args = matrixArguments(one, MATRIX_SAMPLES, deadline);
  return attempt(bench, one, args, deadline, parseMatrixAnswer, () => ({}));
}

async function attempt<Value>(
  bench: Bench,
  one: Case,
  args: readonly string[],
  deadlineMs: number,
  parse: (answer: Answer) => Value,
  countedOf: (value: Value) => Counted,
): Promise<Attempt<Value>> {
  const { first, second } = cpusOf(one);
  for (let rerun = 0; ; rerun++) {
    const outcome = await callShim(bench.program, args, { deadlineMs, signal: bench.signal });
    if (outcome.status !== 'ok') return { none: outcome };
    const value = parse(outcome.answer);
    if (!isSpoiled(countedOf(value), first === second)) return { value };
    if (rerun === MAX_RERUNS) {
      bench.tally.spoiled++;
      return { value };
    }
    bench.tally.discarded++;
  }
}

function cpusOf({ parameters }: Case) {
  return {
    first: parameters.initiator_cpu ?? parameters.writer_cpu,
    second: parameters.responder_cpu ?? parameters.reader_cpu,
  };
}
