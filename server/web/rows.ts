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
