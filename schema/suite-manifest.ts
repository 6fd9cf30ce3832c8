// The shape of schema/suite/<E.M.m>.json: the benchmarks of one release of the suite. Manifests are ours, immutable and
// checked by tests, so they are typed here rather than validated at run time.

export type ParameterSpec = { role: 'identity' | 'condition'; required: boolean } & (
  | { type: 'integer'; minimum: number; maximum: number }
  | { type: 'choice'; values: readonly string[] }
  | { type: 'boolean' }
);

/** Which number of a measurement a metric is; `metrics.ts` computes them. */
export type Statistic = 'p50' | 'p90' | 'p99' | 'p999' | 'min' | 'mean' | 'max' | 'batched_mean' | 'cpu';

export interface MetricSpec {
  statistic: Statistic;
  unit: string;
  better: 'lower' | 'higher';
  /** Raised when the way it is computed changes: old and new are not comparable. */
  definition: number;
}

export type MeasurementKind = 'latency' | 'batched_latency' | 'throughput' | 'rate' | 'matrix';

export interface BenchmarkSpec {
  version: string;
  title: string;
  mechanism: string;
  /** Whether a waiting process sleeps in the kernel or burns its CPU. */
  class: 'blocking' | 'spinning';
  /** Benchmarks may be contrasted with each other only inside one group. */
  contrast_group: string;
  kinds: readonly MeasurementKind[];
  parameters: Readonly<Record<string, ParameterSpec>>;
  metrics: Readonly<Record<string, MetricSpec>>;
}

export interface SuiteManifest {
  suite: { name: string; version: string };
  /** Words that `missing` measurements may give as their reason. */
  reasons: readonly string[];
  /** Words that `run.left_out` may hold. */
  left_out: readonly string[];
  benchmarks: Readonly<Record<string, BenchmarkSpec>>;
}
