// The values that a plan is made of. A plan says everything that a run will do, before it does it.
import type { Parameters } from '@ipc-bench/schema/document';
import type { Profile } from './profile.js';

export interface Case {
  kind: 'latency' | 'throughput' | 'matrix';
  /** Benchmark id of the suite. */
  benchmark: string;
  /** Version of the benchmark. */
  version: string;
  mechanism: string;
  waiting: 'blocking' | 'spinning';
  parameters: Parameters;
  /** Tells apart cases that share benchmark, kind and identity parameters. */
  ordinal: number;
  /** CPUs of a matrix. */
  cpus: readonly number[];
  /** Expected time of one repeat, processes included. */
  repeatMs: number;
}

/** Cases that are measured together, repeat by repeat in turn, so that they share what the machine does meanwhile. */
export interface Block {
  title: string;
  cases: readonly Case[];
}

export interface Plan {
  profile: Profile;
  /** CPU that the noise probes watch. */
  noiseCpu: number;
  /** Most telling first: when time runs out, the last are missing. */
  blocks: readonly Block[];
  /** Benchmarks of the suite that this shim does not have; each is missing from the result. */
  notOffered: readonly Pick<Case, 'benchmark' | 'version'>[];
  /** Words of the manifest. */
  leftOut: readonly string[];
  /** Titles of blocks that did not fit the profile's target time. */
  dropped: readonly string[];
  estimateMs: number;
}
