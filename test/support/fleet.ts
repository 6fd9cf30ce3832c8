// A fleet of machines with known differences, for statistics: how fast a machine is depends on its CPU, on being virtual,
// on the mechanism and on chance, each by a factor that a test can look for. The same for the same seed.
import crypto from 'node:crypto';
import type { Latency, LatencyRepeat, Machine, Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { bucketOf } from '@ipc-bench/schema/histogram';
import { type CorpusResult, fileOf, randomFrom } from './corpus.js';
import { plainDocument, signDocument, testKey } from './document.js';

export interface FleetResult extends CorpusResult {
  /** Which source brings it. */
  source: string;
}

export interface FleetOptions {
  machines: number;
  seed: number;
  /** How many times slower a virtual machine is. */
  virtualFactor?: number;
  /** Results per machine, at most. */
  results?: number;
  /** How many times slower a mechanism is on machines of that kind; 1 where nothing is special. */
  special?(benchmark: string, machine: Machine): number;
}

const CPUS = [
  { name: 'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz', vendor: 'intel', family: 6, model: 45, pace: 1.6 },
  { name: 'Intel(R) Xeon(R) CPU E5-2690 0 @ 2.90GHz', vendor: 'intel', family: 6, model: 45, pace: 1.5 },
  { name: 'AMD EPYC 7763 64-Core Processor', vendor: 'amd', family: 25, model: 1, pace: 1 },
  { name: 'AMD EPYC 9654 96-Core Processor', vendor: 'amd', family: 25, model: 17, pace: 0.8 },
] as const;

/** Mechanisms with their median round trip in ps at 64 B on the fastest bare machine. */
export const MECHANISMS = [
  { benchmark: 'pipe.latency', pace: 6_000_000 },
  { benchmark: 'unix_stream.latency', pace: 7_500_000 },
  { benchmark: 'tcp.latency', pace: 15_000_000 },
  { benchmark: 'shm_futex.latency', pace: 4_000_000 },
  { benchmark: 'shm_spin.latency', pace: 70_000 },
] as const;

/** Mechanisms with the parameters that are their own, as answers call them. */
export const WAYS = {
  pipe: 'pipe',
  unix: 'unix_stream',
  tcp: 'tcp nodelay=true',
  futex: 'shm_futex read_in_place=true write_in_place=true',
  spin: 'shm_spin read_in_place=true write_in_place=true',
} as const;

const KERNELS = [
  [5, 10, 0],
  [6, 1, 0],
  [6, 12, 9],
] as const;

type Random = ReturnType<typeof randomFrom>;

/** A factor around 1, log-normal in shape. */
function chance(random: Random, spread: number): number {
  const [u, v] = [(1 + random(1e6)) / 1_000_001, random(1e6) / 1e6];
  return Math.exp(spread * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
}

function describeMachine(random: Random, isVirtual: boolean): Machine & { pace: number } {
  const { pace, ...cpu } = CPUS[random(CPUS.length)] as (typeof CPUS)[number];
  return {
    ...plainDocument().machine,
    kernel: { version: [...(KERNELS[random(KERNELS.length)] as readonly number[])], flavour: 'vanilla' },
    cpu,
    memory: { class_bytes: 2 ** (33 + random(2)) },
    virtualisation: isVirtual
      ? { verdict: 'virtual', technology: 'kvm' }
      : { verdict: 'bare_metal', technology: 'none' },
    clock: { source: 'tsc', resolution_ns: 1 },
    pace,
  };
}

function repeatAround(median: number): LatencyRepeat {
  const p50 = Math.round(median);
  if (p50 < 60_000) return { n: 2000, below_ns: 60, max_ps: 90_000 };
  const cost = { cpu_ns: Math.round((p50 * 2000) / 1500) };
  return {
    n: 2000,
    min_ps: Math.round(p50 * 0.9),
    mean_ps: Math.round(p50 * 1.1),
    p50_ps: p50,
    p90_ps: Math.round(p50 * 1.3),
    p99_ps: Math.round(p50 * 2),
    max_ps: p50 * 9,
    initiator: cost,
    responder: cost,
  };
}

function latency(random: Random, benchmark: string, size: number, ordinal: number, medianPs: number): Measurement {
  const repeats = Array.from({ length: 3 }, () => repeatAround(medianPs * chance(random, 0.02)));
  const parameters = {
    ...{ message_bytes: size, placement: 'same-llc', idle: 'natural', touch: 'read_lines', pinned: true },
    ...(benchmark.startsWith('tcp') ? { nodelay: true } : {}),
    ...(benchmark.startsWith('shm') ? { write_in_place: true, read_in_place: true } : {}),
  };
  return {
    kind: 'latency',
    benchmark,
    version: '1.0.0',
    ordinal,
    parameters,
    repeats,
    histogram: histogramOf(repeats),
  };
}

/** Ten samples in the bucket of each extreme, the others in that of the median. */
function histogramOf(repeats: readonly LatencyRepeat[]): NonNullable<Latency['histogram']> {
  const counts = new Map<number, number>();
  const add = (ps: number, count: number) => counts.set(bucketOf(ps), (counts.get(bucketOf(ps)) ?? 0) + count);
  for (const { n, min_ps, p50_ps, max_ps } of repeats) {
    add(min_ps ?? 1, 10);
    add(max_ps ?? 1, 10);
    add(p50_ps ?? 1, n - 20);
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return { grid: 'log2x16', index: sorted.map(([bucket]) => bucket), count: sorted.map(([, count]) => count) };
}

function throughput(random: Random, pace: number): Measurement {
  const repeats = Array.from({ length: 3 }, () => ({
    messages: 100_000,
    bytes: 6_553_600_000,
    elapsed_ns: Math.round(1e9 * pace * chance(random, 0.02)),
  }));
  const parameters = {
    message_bytes: 65536,
    placement: 'same-llc',
    idle: 'natural',
    touch: 'read_lines',
    pinned: true,
  };
  return { kind: 'throughput', benchmark: 'pipe.throughput', version: '1.0.0', ordinal: 0, parameters, repeats };
}

/**
 * Machines that hand in one to `results` results each. Every fifth machine shares the source of the one before; every
 * seventh is a build service that makes a new key for each run.
 */
export function fleet({
  machines,
  seed,
  virtualFactor = 1.5,
  results = 3,
  special = () => 1,
}: FleetOptions): FleetResult[] {
  const random = randomFrom(seed);
  return Array.from({ length: machines }, (_, at) => {
    const isVirtual = random(2) === 0;
    const { pace, ...machine } = describeMachine(random, isVirtual);
    const source = `sha256:${crypto
      .createHash('sha256')
      .update(`source ${seed} ${at - Number(at % 5 === 1)}`)
      .digest('hex')}`;
    const speed = pace * (isVirtual ? virtualFactor : 1) * chance(random, 0.05);
    return Array.from({ length: 1 + random(results) }, (_, run) => {
      const key = testKey(`fleet ${seed} ${at}${at % 7 === 3 ? ` run ${run}` : ''}`);
      const members = {
        day: `2026-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`,
        machine,
      };
      const document = describeRun(
        random,
        (benchmark) => speed * special(benchmark, machine),
        members,
        `${seed} ${at} ${run}`,
      );
      return { ...fileOf(signDocument(document, key)), source };
    });
  }).flat();
}

function describeRun(
  random: Random,
  speed: (benchmark: string) => number,
  members: Partial<ResultDocument>,
  name: string,
): ResultDocument {
  const nonce = crypto.createHash('sha256').update(`fleet ${name}`).digest('hex').slice(0, 32);
  const points = MECHANISMS.filter(() => random(6) > 0).flatMap(({ benchmark, pace }) =>
    [64, 4096].flatMap((size) =>
      Array.from({ length: 1 + random(3) }, (_, ordinal) =>
        latency(
          random,
          benchmark,
          size,
          ordinal,
          pace * speed(benchmark) * (size === 64 ? 1 : 1.4) * chance(random, 0.05),
        ),
      ),
    ),
  );
  const flags: ResultDocument['run']['flags'] = random(9) === 0 ? ['noisy'] : [];
  return plainDocument({
    ...members,
    nonce,
    run: { profile: 'standard', runner: '0.1.0', flags },
    measurements: [...points, throughput(random, speed('pipe.throughput'))],
  });
}
