// What a repeat will take, from figures of a small virtual machine: an estimate for people and for the time budget.
// During a run it is corrected by what the finished blocks really took.

import type { Placement } from './placement.js';
import type { Block, Case } from './plan.js';
import type { Profile } from './profile.js';

/** Starting a program and forking both sides. */
const START_MS = 10;
/** Verified round trips that the shim makes before the timed ones. */
const VERIFY_ROUND_TRIPS = 1000;
/** A stream lasts until this many times the mechanism's buffers have passed, however slow that is. */
const CAPACITIES = 100;
const CAPACITY_BYTES: Readonly<Record<string, number>> = { unix_stream: 208 * 1024, tcp: 650 * 1024 };
const USUAL_CAPACITY_BYTES = 64 * 1024;
/** Time of one small message in a stream. */
const MESSAGE_US = 1.5;
/** Share of latency time that the batched pass adds, where it is needed at all. */
const BATCHED_SHARE = 0.5;

interface Guess {
  mechanism: string;
  waiting: 'blocking' | 'spinning';
  placement: Placement | null;
  idle: 'natural' | 'kept_awake';
  bytes: number;
}

/** Microseconds of one round trip. */
function roundTripUs({ waiting, placement, idle, bytes, mechanism }: Guess): number {
  const copyUs = bytes / 4000;
  if (waiting === 'spinning') return 0.3 + copyUs;
  const network = mechanism === 'tcp' || mechanism === 'udp' ? 2 : 1;
  if (placement === 'same-cpu') return 3 * network + copyUs;
  return (idle === 'natural' ? 65 : 38) * (network === 2 ? 1.15 : 1) + copyUs;
}

export function latencyRepeatMs(guess: Guess, { samples, warmup }: Profile): number {
  return START_MS + ((samples + warmup + VERIFY_ROUND_TRIPS) * roundTripUs(guess)) / 1000;
}

export function throughputRepeatMs({ mechanism, bytes }: Pick<Guess, 'mechanism' | 'bytes'>, profile: Profile): number {
  const capacity = CAPACITY_BYTES[mechanism] ?? USUAL_CAPACITY_BYTES;
  const capacitiesMs = (((CAPACITIES * capacity) / bytes) * MESSAGE_US) / 1000;
  return START_MS + 1.1 * Math.max(profile.throughputMs, capacitiesMs);
}

export function matrixMs(guess: Omit<Guess, 'placement' | 'idle'>, cpus: number, samples: number): number {
  const cellMs =
    ((samples * 1.2 + Math.min(samples, VERIFY_ROUND_TRIPS)) *
      roundTripUs({ ...guess, placement: null, idle: 'natural' })) /
    1000;
  return START_MS + cpus * cpus * (cellMs + 3);
}

/** Time of a case over all repeats and passes. */
function caseMs({ kind, repeatMs, waiting }: Case, repeats: number): number {
  if (kind === 'matrix') return repeatMs;
  const batched = kind === 'latency' && waiting === 'spinning' ? 1 + BATCHED_SHARE : 1;
  return repeatMs * repeats * batched;
}

/** Time of a block over all its cases. */
export function blockMs({ cases }: Block, { repeats }: Profile): number {
  return cases.reduce((sum, one) => sum + caseMs(one, repeats), 0);
}
