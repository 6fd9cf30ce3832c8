// Rows of answers of the HTTP interface, as far as pages show them. Field by field they are described in
// /v1/openapi.json; `test/server/web` holds pages against those answers.

export interface ResultRow {
  id: string;
  path: string;
  day: string;
  format: string;
  suite: string;
  suite_epoch: number;
  verdict: 'valid' | 'provisional';
  is_signed: boolean;
  is_vouched: boolean;
  is_invalid: boolean;
  has_caveat: boolean;
  profile: string;
  runner: string;
  flags: string[];
  machine_key: string | null;
  configuration: string;
  analysis_unit: string;
  cpu_vendor: string;
  cpu_name: string | null;
  logical_cpus: number;
  sockets: number | null;
  cores: number | null;
  memory_class_bytes: number | null;
  os: string;
  architecture: string;
  kernel: string;
  kernel_flavour: string;
  kernel_release: string | null;
  virtualisation: string;
  technology: string;
  container: string;
  measurements: number;
  missing: number;
  unread: number;
  invalidated: number;
}

export type ParameterValue = string | number | boolean;

/** What a point measured: equal for all numbers of a series. */
interface SeriesRow {
  benchmark: string;
  benchmark_epoch: number;
  mechanism: string;
  class: 'blocking' | 'spinning';
  kind: string;
  /** Identity parameters. */
  parameters: Record<string, ParameterValue>;
  ordinal: number;
  repeats: number;
  n: number;
}

interface ValueRow {
  /** In `unit`; null: censored, see `below_ns`. */
  value: number | null;
  below_ns: number | null;
  unit: string;
  key: string;
}

/** One measured point of a result with all its numbers. */
export interface PointRow extends SeriesRow {
  metrics: Record<string, ValueRow>;
}

/** One number of a measured point. */
export interface MetricRow extends SeriesRow, ValueRow {
  metric: string;
  /** Lowest and highest of the repeats. */
  repeat_low: number | null;
  repeat_high: number | null;
}

export interface MeasurementRow extends MetricRow {
  better: 'lower' | 'higher';
  result: string;
  day: string;
  machine_key: string | null;
  configuration: string;
  analysis_unit: string;
  cpu_name: string | null;
  os: string;
  kernel: string;
  virtualisation: string;
  technology: string;
}

export interface BenchmarkRow {
  benchmark: string;
  version: string;
  epoch: number;
  suites: string[];
  title: string;
  mechanism: string;
  class: 'blocking' | 'spinning';
  contrast_group: string;
  kinds: string[];
  parameters: Record<string, { role: string; type: string; values?: string[] }>;
  metrics: Record<string, { statistic: string; unit: string; better: string; definition: number }>;
  results: number;
  measurements: number;
  missing: number;
}

export interface PageOf<Row> {
  revision: string;
  next: string | null;
  rows: Row[];
}

/** A quantile over units. */
export interface Estimate {
  value: number | null;
  below_ns: number | null;
}

export interface Interval {
  /** null: below the resolution. */
  low: number | null;
  high: number;
}

/** What is said of a group of units. */
export interface GroupRow {
  units: number;
  configurations: number;
  sources: number;
  results: number;
  median: Estimate;
  lower_quartile: Estimate;
  upper_quartile: Estimate;
  interval: (Interval & { coverage: number }) | null;
}

export interface ComparedGroup extends GroupRow {
  group: string;
  key: string;
  p99: Estimate | null;
}

/** What all numbers of a comparison have in common. */
export interface ComparisonHead {
  /** null: several benchmarks are compared. */
  benchmark: string | null;
  benchmark_epoch: number;
  parameters: Record<string, ParameterValue>;
  metric: string;
  unit: string;
  better: 'lower' | 'higher';
}

export interface ContrastRow {
  a: string;
  b: string;
  method: 'within_units' | 'within_cpu_models' | 'between_all_units';
  observational: boolean;
  units_a: number;
  units_b: number;
  strata: number;
  ratio: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
  p_adjusted: number | null;
  note: string | null;
}

export interface ComparisonRow extends ComparisonHead {
  groups: ComparedGroup[];
  groups_left_out: number;
  contrasts: ContrastRow[];
}

/** Numbers that were not counted, and why. */
export type LeftOutCounts = Record<string, number>;

export interface CompareAnswer {
  revision: string;
  by: string;
  comparisons: ComparisonRow[];
  comparisons_left_out: number;
  left_out: LeftOutCounts;
}

export interface StandingRow extends ComparisonHead {
  mechanism: string;
  class: 'blocking' | 'spinning';
  key: string;
  value: Estimate;
  results: number;
  /** Units that it is held against. */
  others: number;
  worse: number;
  alike: number;
  /** Percent of the others that it does better than. */
  percentile: number | null;
  everybody: GroupRow;
}

export interface StandingAnswer {
  revision: string;
  standings: StandingRow[];
  standings_left_out: number;
}

export interface ConfigurationRow {
  configuration: string;
  cpu_vendor: string;
  cpu_name: string | null;
  logical_cpus: number;
  sockets: number | null;
  cores: number | null;
  memory_class_bytes: number | null;
  virtualisation: string;
  technology: string;
  results: number;
  machines: number;
  sources: number;
  first_day: string;
  last_day: string;
}

export interface StepRow extends GroupRow {
  at: string;
}

export interface TrendRow extends ComparisonHead {
  key: string;
  lines: { group: string | null; steps: StepRow[]; steps_left_out: number }[];
  lines_left_out: number;
}

export interface TrendAnswer {
  revision: string;
  along: string;
  by: string;
  trends: TrendRow[];
  trends_left_out: number;
  left_out: LeftOutCounts;
}
