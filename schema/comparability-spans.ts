// Which versions of a benchmark give numbers that may be compared, metric by metric: the comparability table. Worked out
// from manifests and lifts alone, so that it says what the keys say.
import { comparablePoint } from './comparability.js';
import type { Registry } from './registry.js';
import type { BenchmarkSpec, MetricSpec } from './suite-manifest.js';
import { compareVersions, parseVersion, type Version } from './version.js';

/** One version of a benchmark as far as one metric goes. */
export interface SpanVersion {
  /** Id at that version: a lift may have renamed the benchmark since. */
  benchmark: string;
  version: string;
  /** Suites that hold this version, oldest first. */
  suites: string[];
  /** Its metric and unit; values in the unit of the span are its values times `factor`. */
  metric: string;
  unit: string;
  factor: number;
}

/** Numbers of one metric that share a comparability key wherever their identity parameters are equal. */
export interface Span {
  benchmark: string;
  epoch: number;
  metric: string;
  definition: number;
  unit: string;
  better: 'lower' | 'higher';
  /** Oldest first; at least one. */
  versions: SpanVersion[];
}

/** All spans, by benchmark and metric, oldest first. */
export function comparabilitySpans({ suites, lifts }: Pick<Registry, 'suites' | 'lifts'>): Span[] {
  const spans = new Map<string, Span>();
  for (const { manifest } of [...suites].sort((a, b) => compareVersions(a.version, b.version)))
    for (const [benchmark, spec] of Object.entries(manifest.benchmarks))
      for (const [metric, metricSpec] of Object.entries(spec.metrics)) {
        const span = spanOf(benchmark, spec, metric, metricSpec, lifts);
        const known = spans.get(nameOf(span)) ?? { ...span, versions: [] };
        spans.set(nameOf(span), known);
        for (const version of span.versions) addVersion(known, version, manifest.suite.version);
      }
  return [...spans.values()].sort(compareSpans);
}

function spanOf(
  benchmark: string,
  spec: BenchmarkSpec,
  metric: string,
  { unit, definition, better }: MetricSpec,
  lifts: Registry['lifts'],
): Span {
  const { version } = spec;
  const point = comparablePoint(benchmark, spec, {}, metric, { unit }, lifts);
  return {
    benchmark: point.benchmark,
    epoch: versionOf(version).epoch,
    metric: point.metric,
    definition,
    unit: point.unit,
    better,
    versions: [{ benchmark, version, suites: [], metric, unit, factor: point.factor }],
  };
}

function addVersion({ versions }: Span, added: SpanVersion, suite: string): void {
  const known = versions.find(({ benchmark, version }) => benchmark === added.benchmark && version === added.version);
  if (known) known.suites.push(suite);
  else versions.push({ ...added, suites: [suite] });
}

/** What the comparability key names beside the identity parameters. */
function nameOf({ benchmark, epoch, metric, definition, unit }: Span): string {
  return [benchmark, epoch, metric, definition, unit].join(' ');
}

function compareSpans(a: Span, b: Span): number {
  return (
    compareText(a.benchmark, b.benchmark) ||
    compareText(a.metric, b.metric) ||
    a.epoch - b.epoch ||
    a.definition - b.definition ||
    compareText(a.unit, b.unit)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function versionOf(text: string): Version {
  const version = parseVersion(text);
  if (!version) throw new TypeError(`malformed benchmark version ${text}`);
  return version;
}
