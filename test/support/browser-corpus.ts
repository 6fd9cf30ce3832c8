// Results that look like results: machines with real shapes, mechanisms with plausible costs, matrices with clusters. The
// same for the same seed. For looking at pages and for weighing them; not for judging numbers.
import crypto from 'node:crypto';
import type { Latency, Machine, Matrix, Measurement, Parameters, ResultDocument } from '@ipc-bench/schema/document';
import { bucketOf } from '@ipc-bench/schema/histogram';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { randomFrom } from './corpus.js';
import { plainDocument, resultFile, type TestFile, testKey } from './document.js';

interface Shape {
  cpu: Machine['cpu'];
  architecture: Machine['architecture'];
  sockets: number;
  /** Groups of cores that share the last level of cache, in one socket. */
  caches: number;
  /** Cores in such a group. */
  cores: number;
  threads: number;
  virtualisation: Machine['virtualisation'];
  /** Relative to a middling machine. */
  speed: number;
}

const BARE = { verdict: 'bare_metal', technology: 'none' } as const;
const KVM = { verdict: 'virtual', technology: 'kvm' } as const;
const XEN = { verdict: 'virtual', technology: 'xen' } as const;

const amd = (name: string) => ({ vendor: 'amd', name, family: 25, model: 1, stepping: 1 }) as const;
const intel = (name: string) => ({ vendor: 'intel', name, family: 6, model: 143, stepping: 8 }) as const;

/** The last one has more CPUs than are drawn cell by cell. */
export const SHAPES: readonly Shape[] = [
  shape(intel('Intel(R) Xeon(R) Processor'), 'x86_64', [1, 1, 2, 1], KVM, 1.6),
  shape(amd('AMD EPYC 7763 64-Core Processor'), 'x86_64', [1, 4, 4, 2], BARE, 0.9),
  shape(intel('Intel(R) Xeon(R) CPU E5-2670 v3 @ 2.30GHz'), 'x86_64', [2, 1, 12, 2], BARE, 1.2),
  shape(intel('Intel(R) Core(TM) i7-4770 CPU @ 3.40GHz'), 'x86_64', [1, 1, 4, 2], BARE, 0.8),
  shape({ vendor: 'arm', name: 'Neoverse-N1' }, 'aarch64', [1, 1, 16, 1], KVM, 1.1),
  shape(amd('AMD EPYC 7763 64-Core Processor'), 'x86_64', [1, 1, 4, 2], KVM, 1.3),
  shape(intel('Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz'), 'x86_64', [2, 1, 8, 2], XEN, 1.7),
  shape({ vendor: 'apple' }, 'aarch64', [1, 2, 4, 1], BARE, 0.6),
  shape(amd('AMD EPYC 7763 64-Core Processor'), 'x86_64', [2, 8, 8, 2], BARE, 1),
];

function shape(
  cpu: Machine['cpu'],
  architecture: Machine['architecture'],
  [sockets, caches, cores, threads]: readonly [number, number, number, number],
  virtualisation: Machine['virtualisation'],
  speed: number,
): Shape {
  return { cpu, architecture, sockets, caches, cores, threads, virtualisation, speed };
}

interface Place {
  cpu: number;
  socket: number;
  cache: number;
  core: number;
}

/** CPUs as Linux numbers them: first threads of all cores, then their siblings. */
function placesOf({ sockets, caches, cores, threads }: Shape): Place[] {
  const all = sockets * caches * cores;
  return Array.from({ length: all * threads }, (_, cpu) => {
    const core = cpu % all;
    return { cpu, core, cache: Math.floor(core / cores), socket: Math.floor(core / (cores * caches)) };
  });
}

function machineOf(shape: Shape, kernel: Machine['kernel']): Machine {
  const places = placesOf(shape);
  const groups = [...Map.groupBy(places, ({ cache }) => cache).values()].map((group) => group.map(({ cpu }) => cpu));
  const nodes = [...Map.groupBy(places, ({ socket }) => socket)];
  return {
    os: 'linux',
    kernel,
    architecture: shape.architecture,
    cpu: { ...shape.cpu },
    topology: {
      logical_cpus: places.length,
      sockets: shape.sockets,
      cores: places.length / shape.threads,
      threads_per_core: shape.threads,
      evidence: shape.virtualisation.verdict === 'virtual' ? 'guest_reported' : 'hardware',
      cpu_number: places.map(({ cpu }) => cpu),
      core: places.map(({ core }) => core),
      socket: places.map(({ socket }) => socket),
      node: places.map(({ socket }) => socket),
      caches: [{ level: 3, type: 'unified', size_bytes: 32 * 2 ** 20, line_bytes: 64, shared_by: groups }],
      nodes: nodes.map(([node, of]) => ({
        node,
        cpus: of.map(({ cpu }) => cpu),
        distance: nodes.map(([other]) => (other === node ? 10 : 32)),
      })),
    },
    memory: { class_bytes: 64 * 2 ** 30, page_bytes: 4096, transparent_huge_pages: 'madvise' },
    virtualisation: { ...shape.virtualisation },
    container: 'no',
    power: { governor: 'performance', idle_driver: 'intel_idle', idle_governor: 'menu' },
    mitigations: { meltdown: 'not_affected', retbleed: 'mitigated', spectre_v1: 'mitigated', srbds: 'vulnerable' },
    clock: { source: 'tsc', resolution_ns: 1 },
  };
}

/** Round trip of the smallest message on neighbouring cores, ns, on a middling machine; and ns per KiB on top. */
const COSTS: Readonly<Record<string, readonly [number, number]>> = {
  pipe: [3800, 210],
  fifo: [3900, 215],
  unix_stream: [4900, 260],
  unix_seqpacket: [5000, 270],
  unix_dgram: [4800, 255],
  tcp: [9400, 320],
  udp: [8200, 300],
  posix_mq: [3500, 240],
  sysv_mq: [3300, 250],
  eventfd: [2900, 0],
  signal: [5600, 0],
  shm_spin: [160, 60],
  shm_futex: [2600, 60],
  shm_ring_spin: [190, 70],
  shm_ring_futex: [2900, 70],
  shm_arena: [4400, 30],
  vmsplice: [5900, 25],
  process_vm_readv: [4600, 90],
  membarrier_roundtrip: [2100, 0],
};

const PLACEMENTS = ['same-cpu', 'smt', 'same-llc', 'same-socket', 'cross-socket'] as const;
type Placement = (typeof PLACEMENTS)[number];
const FACTORS: Readonly<Record<Placement, readonly [sleeping: number, spinning: number]>> = {
  'same-cpu': [0.5, 0],
  smt: [0.8, 0.5],
  'same-llc': [1, 1],
  'same-socket': [1.2, 1.9],
  'cross-socket': [1.7, 3.6],
};

function relationOf(a: Place, b: Place): Placement {
  if (a.cpu === b.cpu) return 'same-cpu';
  if (a.core === b.core) return 'smt';
  if (a.cache === b.cache) return 'same-llc';
  return a.socket === b.socket ? 'same-socket' : 'cross-socket';
}

type Random = ReturnType<typeof randomFrom>;

/** Between 0.9 and 1.1. */
const jitter = (random: Random) => 0.9 + random(2001) / 10_000;

function parametersOf(benchmark: string, size: number, placement: Placement, idle: string): Parameters {
  const manifest = builtInRegistry.suites.find(({ manifest: { suite } }) => suite.version === '1.0.0')?.manifest;
  const spec = manifest?.benchmarks[benchmark];
  const flags = Object.entries(spec?.parameters ?? {}).flatMap(([name, { required, type }]) =>
    required && type === 'boolean' ? [[name, !['huge_pages', 'read_in_place'].includes(name)] as const] : [],
  );
  return { ...Object.fromEntries(flags), message_bytes: size, placement, idle, touch: 'read_lines', pinned: true };
}

const SIZES = [64, 1024, 4096, 65_536, 1_048_576];

function latencies(shape: Shape, random: Random): Measurement[] {
  const offered = new Set(placesOf(shape).flatMap((a, _, all) => all.slice(0, 40).map((b) => relationOf(a, b))));
  return Object.entries(COSTS).flatMap(([mechanism, [base, perKib]]) => {
    const isSpinning = mechanism.endsWith('_spin') || mechanism === 'membarrier_roundtrip';
    const sizes = perKib === 0 ? [mechanism === 'membarrier_roundtrip' ? 0 : 8] : SIZES;
    return PLACEMENTS.filter(
      (placement) => offered.has(placement) && !(isSpinning && placement === 'same-cpu'),
    ).flatMap((placement) =>
      sizes.flatMap((size) =>
        (isSpinning ? ['natural'] : ['natural', 'kept_awake']).map((idle) => {
          const wakeUp = idle === 'natural' && !isSpinning && placement !== 'same-cpu' ? 9000 : 0;
          const factor = FACTORS[placement][isSpinning ? 1 : 0];
          const ns = (base * factor + wakeUp + (perKib * size) / 1024) * shape.speed * jitter(random);
          const benchmark = `${mechanism}.latency`;
          return latency(benchmark, parametersOf(benchmark, size, placement, idle), ns, random);
        }),
      ),
    );
  });
}

function latency(benchmark: string, parameters: Parameters, ns: number, random: Random): Latency {
  const repeats = Array.from({ length: 5 }, () => {
    const p50 = Math.round(ns * jitter(random) * 1000);
    const p99 = Math.round(p50 * (1.5 + random(300) / 100));
    return {
      n: 2000,
      min_ps: Math.round(p50 * 0.8),
      p50_ps: p50,
      p90_ps: Math.round(p50 * 1.2),
      p99_ps: p99,
      max_ps: p99 * 4,
    };
  });
  const ends = repeats.flatMap(({ min_ps, p50_ps, max_ps }) => [min_ps, p50_ps, max_ps]).map(bucketOf);
  const index = [...new Set(ends)].sort((a, b) => a - b);
  const count = index.map((_, at) => (at === 0 ? 10_000 - index.length + 1 : 1));
  const histogram = { grid: 'log2x16', index, count } as const;
  return { kind: 'latency', benchmark, version: '1.0.0', ordinal: 0, parameters, repeats, histogram };
}

function throughputs(shape: Shape, random: Random): Measurement[] {
  return Object.entries(COSTS).flatMap(([mechanism, [base, perKib]]) =>
    perKib === 0 || ['shm_spin', 'shm_futex'].includes(mechanism)
      ? []
      : SIZES.map((size) => {
          const benchmark = `${mechanism}.throughput`;
          const nsPerMessage = (base * 0.12 + (perKib * size) / 1024) * shape.speed;
          const repeats = Array.from({ length: 5 }, () => ({
            messages: 100_000,
            bytes: 100_000 * size,
            elapsed_ns: Math.round(100_000 * nsPerMessage * jitter(random)),
            writer: { cpu_ns: Math.round(60_000 * nsPerMessage) },
            reader: { cpu_ns: Math.round(70_000 * nsPerMessage) },
          }));
          const parameters = parametersOf(benchmark, size, 'same-llc', 'natural');
          return { kind: 'throughput', benchmark, version: '1.0.0', ordinal: 0, parameters, repeats } as const;
        }),
  );
}

function matrix(shape: Shape, mechanism: 'shm_spin' | 'pipe', random: Random): Matrix {
  const places = placesOf(shape);
  const isSpinning = mechanism === 'shm_spin';
  const [base] = COSTS[mechanism] ?? [1000];
  const missing: number[] = [];
  const values = places.flatMap((responder, row) =>
    places.map((initiator, column) => {
      const relation = relationOf(responder, initiator);
      const factor = FACTORS[relation][isSpinning ? 1 : 0];
      if (factor === 0) missing.push(row * places.length + column);
      return Math.round(base * factor * shape.speed * jitter(random) * 1000);
    }),
  );
  const benchmark = `${mechanism}.latency`;
  const { placement: _, ...parameters } = parametersOf(benchmark, 64, 'same-llc', 'natural');
  return {
    ...{ kind: 'matrix', benchmark, version: '1.0.0', ordinal: 0, parameters },
    ...{ row: 'responder', column: 'initiator', statistic: 'p50', cpus: places.map(({ cpu }) => cpu), n: 1000 },
    values_ps: values,
    censored: [],
    missing,
  };
}

const KERNELS: readonly Machine['kernel'][] = [
  { version: [5, 15, 0], flavour: 'ubuntu', release: '91' },
  { version: [6, 1, 0], flavour: 'debian', release: '18' },
  { version: [6, 8, 12], flavour: 'fedora' },
  { version: [6, 12, 4], flavour: 'vanilla' },
];

/** One result of a machine: number `machine` of its shape, `run` counts its results. */
export function browserResult(shapeAt: number, machine: number, run: number): TestFile {
  const shape = SHAPES[shapeAt % SHAPES.length] as Shape;
  const name = `browser ${shapeAt} ${machine}`;
  const random = randomFrom(shapeAt * 1000 + machine * 10 + run);
  const kernel = KERNELS[(machine + run) % KERNELS.length] as Machine['kernel'];
  const day = new Date(Date.UTC(2025, 3 * (run % 8), 1 + ((shapeAt * 7 + machine) % 27))).toISOString().slice(0, 10);
  const cpus = placesOf(shape).length;
  const missing = {
    ...{ kind: 'missing', benchmark: 'vmsplice.latency', version: '1.0.0', ordinal: 9 },
    ...{ parameters: { message_bytes: 64 }, status: 'unsupported', reason: 'no_huge_pages' },
  } as Measurement;
  const document: ResultDocument = plainDocument({
    day,
    nonce: crypto.createHash('sha256').update(`${name} ${run}`).digest('hex').slice(0, 32),
    run: {
      profile: 'standard',
      runner: '0.1.0',
      duration_ns: 812_000_000_000,
      discarded_repeats: run,
      flags: machine % 3 === 0 ? ['noisy'] : [],
      shim: {
        compiler: 'gcc',
        compiler_version: '12.2.0',
        flags: ['-O2', '-std=c11'],
        libc: 'glibc',
        libc_version: '2.36',
        prebuilt: false,
      },
    },
    machine: machineOf(shape, kernel),
    measurements:
      cpus > 128
        ? [matrix(shape, 'shm_spin', random), ...latencies(shape, random).slice(0, 120)]
        : [
            ...latencies(shape, random),
            ...throughputs(shape, random),
            matrix(shape, 'shm_spin', random),
            ...(cpus <= 64 ? [matrix(shape, 'pipe', random)] : []),
            missing,
          ],
  });
  return resultFile(document, testKey(name));
}

/** Results of `machines` machines of all shapes. */
export function browserCorpus(machines: number): TestFile[] {
  return Array.from({ length: machines }, (_, at) =>
    browserResult(at % SHAPES.length, Math.floor(at / SHAPES.length), at % 3),
  );
}
