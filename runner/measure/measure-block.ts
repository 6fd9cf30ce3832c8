// One block: every case repeat by repeat in turn, the order rotated each time, then the batched pass where one round trip
// is too short for the clock. What could not be measured leaves its reason.
import type { BatchedRepeat, Measurement, ThroughputRepeat } from '@ipc-bench/schema/document';
import { GRID, mergeHistograms } from '@ipc-bench/schema/histogram';
import { statisticsOf } from '@ipc-bench/schema/metrics';
import type { Block, Case } from '../plan/plan.js';
import type { MatrixAnswer, TimedRepeat } from '../shim-driver/shim-repeat.js';
import { chooseBatch } from './batch-size.js';
import {
  type Attempt,
  type Bench,
  measureBatched,
  measureLatency,
  measureMatrix,
  measureThroughput,
  type NoNumber,
} from './measure-case.js';

interface Progress {
  one: Case;
  timed: TimedRepeat[];
  batched: BatchedRepeat[];
  streamed: ThroughputRepeat[];
  matrix: MatrixAnswer | null;
  none: NoNumber | null;
}

export interface BlockHooks {
  /** Whether time is left for another repeat of this case. */
  hasTime(one: Case): boolean;
  /** Told before each call of the shim. */
  onRepeat(one: Case, repeat: number, of: number): void;
  /** Told when a case has no number, or no batched mean. */
  onMissing(one: Case, none: NoNumber): void;
}

export const OUT_OF_TIME: NoNumber = { status: 'skipped', reason: 'time_budget' };

/** Throws `interrupted` and `shim_failed`; whatever else goes wrong becomes a `missing` measurement. */
export async function measureBlock(bench: Bench, { cases }: Block, hooks: BlockHooks): Promise<Measurement[]> {
  const all = cases.map<Progress>((one) => ({ one, timed: [], batched: [], streamed: [], matrix: null, none: null }));
  const { repeats } = bench.profile;
  await inTurn(all, repeats, async (progress, repeat) => {
    if (progress.matrix !== null) return false; // once is all: each of its cells is a fresh pair of processes
    progress.none = await attemptOne(bench, progress, repeat, hooks);
    if (progress.none !== null) hooks.onMissing(progress.one, progress.none);
    return progress.none === null;
  });
  const batches = new Map(all.map((progress) => [progress, batchOf(progress)]));
  const short = all.filter((progress) => progress.none === null && (batches.get(progress) ?? 1) > 1);
  await inTurn(short, repeats, async (progress, repeat) => {
    if (!hooks.hasTime(progress.one)) return dropBatched(progress, OUT_OF_TIME, hooks);
    hooks.onRepeat(progress.one, repeat, repeats);
    const attempt = await measureBatched(bench, progress.one, batches.get(progress) ?? 2);
    const none = keep(attempt, (value) => progress.batched.push(value));
    return none === null || dropBatched(progress, none, hooks);
  });
  return all.map(measurementOf);
}

/** Visits every item `rounds` times, round by round, each round beginning with another item; false drops the item. */
async function inTurn<Item>(
  items: readonly Item[],
  rounds: number,
  visit: (item: Item, round: number) => Promise<boolean>,
): Promise<void> {
  const dropped = new Set<Item>();
  for (let round = 0; round < rounds; round++) {
    const order = items.map((_, at) => items[(at + round) % items.length] as Item);
    for (const item of order) if (!dropped.has(item) && !(await visit(item, round))) dropped.add(item);
  }
}

async function attemptOne(
  bench: Bench,
  progress: Progress,
  repeat: number,
  hooks: BlockHooks,
): Promise<NoNumber | null> {
  const { one } = progress;
  if (!hooks.hasTime(one)) return OUT_OF_TIME;
  hooks.onRepeat(one, repeat, one.kind === 'matrix' ? 1 : bench.profile.repeats);
  switch (one.kind) {
    case 'latency':
      return keep(await measureLatency(bench, one), (value) => progress.timed.push(value));
    case 'throughput':
      return keep(await measureThroughput(bench, one), (value) => progress.streamed.push(value));
    case 'matrix':
      return keep(await measureMatrix(bench, one), (value) => {
        progress.matrix = value;
      });
  }
}

function keep<Value>(attempt: Attempt<Value>, take: (value: Value) => void): NoNumber | null {
  if ('none' in attempt) return attempt.none;
  take(attempt.value);
  return null;
}

/** Too few batched repeats are none: the first pass stands without them. */
function dropBatched(progress: Progress, none: NoNumber, hooks: BlockHooks): false {
  progress.batched = [];
  hooks.onMissing(progress.one, none);
  return false;
}

/** 1 where the first pass says all, or gave nothing. */
function batchOf(progress: Progress): number {
  const { one, timed } = progress;
  if (one.kind !== 'latency' || timed.length === 0) return 1;
  const p50 = statisticsOf(latencyOf(progress)).get('p50');
  return chooseBatch(p50?.value ?? null, Math.max(...timed.map(({ timerOverheadPs }) => timerOverheadPs)));
}

function latencyOf({ one, timed, batched }: Progress): Measurement {
  const histograms = timed.map(({ histogram }) => histogram).filter((histogram) => histogram !== null);
  return {
    kind: 'latency',
    ...headOf(one),
    repeats: timed.map(({ repeat }) => repeat),
    ...(batched.length > 0 ? { batched } : {}),
    ...(histograms.length === timed.length ? { histogram: { grid: GRID, ...mergeHistograms(histograms) } } : {}),
  };
}

function measurementOf(progress: Progress): Measurement {
  const { one, streamed, matrix, none } = progress;
  if (none !== null) return missingOf(one, none);
  if (matrix !== null) return { kind: 'matrix', ...headOf(one), row: 'responder', column: 'initiator', ...matrix };
  if (one.kind === 'throughput') return { kind: 'throughput', ...headOf(one), repeats: streamed };
  return latencyOf(progress);
}

/** What a case becomes that gave no number. */
export function missingOf(one: Case, { status, reason, limit }: NoNumber): Measurement {
  return { kind: 'missing', ...headOf(one), status, reason, ...(limit === undefined ? {} : { limit }) };
}

function headOf({ benchmark, version, ordinal, parameters }: Case) {
  return { benchmark, version, ordinal, parameters };
}
