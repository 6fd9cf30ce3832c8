// How much a run attempts: one table. Every profile keeps the same rules (repeats that fork anew, two passes, both idle
// modes); they differ in message sizes, sample counts and how many pairs of CPUs stand for one relation.

export type ProfileName = 'self-test' | 'standard' | 'full';

export interface Profile {
  name: ProfileName;
  summary: string;
  /** Blocks are planned, most telling first, while their estimates fit. */
  targetSeconds: number;
  /** No measurement begins after this time; what is left becomes `missing` with reason `time_budget`. */
  budgetSeconds: number;
  /** Fresh processes per measurement. At least 5: between-run variance is the real error. */
  repeats: number;
  /** Round trips timed one at a time per repeat. */
  samples: number;
  warmup: number;
  latencyBytes: readonly number[];
  throughputBytes: readonly number[];
  /** Length of one throughput repeat. At least 200 ms. */
  throughputMs: number;
  /** Whether blocking throughput is also measured with CPUs kept awake. */
  throughputKeptAwake: boolean;
  /** Pairs of CPUs measured per relation, where there are that many. */
  pairsPerPlacement: 1 | 2;
  /** Core-to-core matrices up to this many CPUs. */
  matrixCpus: number;
  /** Mechanisms whose matrix is taken. */
  matrixMechanisms: readonly string[];
  /** Parameter sets per mechanism beyond the first (`transport-options.ts`). */
  hasAllOptions: boolean;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  'self-test': {
    name: 'self-test',
    summary: 'under a minute; small messages',
    targetSeconds: 40,
    budgetSeconds: 52,
    repeats: 5,
    samples: 1000,
    warmup: 100,
    latencyBytes: [64, 4 * KIB],
    throughputBytes: [4 * KIB, 64 * KIB],
    throughputMs: 200,
    throughputKeptAwake: false,
    pairsPerPlacement: 1,
    matrixCpus: 8,
    matrixMechanisms: ['shm_spin'],
    hasAllOptions: false,
  },
  standard: {
    name: 'standard',
    summary: 'some minutes; larger messages, tails to p99.9',
    targetSeconds: 15 * 60,
    budgetSeconds: 20 * 60,
    repeats: 7,
    samples: 10_000,
    warmup: 500,
    latencyBytes: [64, 4 * KIB, 64 * KIB],
    throughputBytes: [64, 4 * KIB, 64 * KIB, MIB],
    throughputMs: 250,
    throughputKeptAwake: false,
    pairsPerPlacement: 2,
    matrixCpus: 64,
    matrixMechanisms: ['shm_spin', 'pipe'],
    hasAllOptions: false,
  },
  full: {
    name: 'full',
    summary: 'up to hours; every size, option and idle mode',
    targetSeconds: 4 * 3600,
    budgetSeconds: 5 * 3600,
    repeats: 9,
    samples: 10_000,
    warmup: 500,
    latencyBytes: [64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB],
    throughputBytes: [64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB],
    throughputMs: 500,
    throughputKeptAwake: true,
    pairsPerPlacement: 2,
    matrixCpus: 256,
    matrixMechanisms: ['shm_spin', 'shm_futex', 'pipe', 'unix_stream', 'tcp'],
    hasAllOptions: true,
  },
};
