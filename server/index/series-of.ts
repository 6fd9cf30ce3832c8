// Which series a measurement belongs to, and the comparability key of every number in it. Points of older benchmark
// majors are lifted, so that they stand in the series of the newest one.
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import { comparabilityKey, comparablePoint, identityParameters } from '@ipc-bench/schema/comparability';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import type { Measurement, Parameters } from '@ipc-bench/schema/document';
import { lifts as builtInLifts, type Lift } from '@ipc-bench/schema/lift';
import type { BenchmarkSpec, MetricSpec, Statistic, SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { parseVersion } from '@ipc-bench/schema/version';

export interface Series {
  /** Unique text of all that the dictionary row holds; orders points within a result. */
  name: string;
  benchmark: string;
  epoch: number;
  kind: Measurement['kind'];
  /** Identity parameters only. */
  identity: Parameters;
  mechanism: string;
  class: string;
  contrastGroup: string;
  metrics: readonly SeriesMetric[];
  /** Statistics whose numbers must be multiplied to be in the unit of the series. Empty where nothing was lifted. */
  factors: ReadonlyMap<Statistic, number>;
}

export interface SeriesMetric extends MetricSpec {
  metric: string;
  key: string;
}

/**
 * `null` where the manifest does not hold the benchmark in the version measured (a newer minor of the suite): such a
 * number has no key, so it can be compared with nothing.
 */
export function seriesOf(
  { benchmark, version, kind, parameters }: Measurement,
  manifest: SuiteManifest,
  cryptography: Cryptography,
  lifts: readonly Lift[] = builtInLifts,
): Series | null {
  const spec = Object.hasOwn(manifest.benchmarks, benchmark) ? manifest.benchmarks[benchmark] : undefined;
  if (!spec || spec.version !== version) return null;
  const identity = identityParameters(parameters, spec);
  const known = knownSeries(spec, lifts);
  const label = `${kind} ${formatCanonical(identity)}`;
  const series = known.get(label) ?? defineSeries(benchmark, spec, kind, identity, cryptography, lifts);
  known.set(label, series);
  return series;
}

/** Most measurements of a tree share a few hundred series; working out their keys again would cost most of a build. */
const memory = new WeakMap<readonly Lift[], WeakMap<BenchmarkSpec, Map<string, Series>>>();
const MAX_REMEMBERED = 10_000;

function knownSeries(spec: BenchmarkSpec, lifts: readonly Lift[]): Map<string, Series> {
  const underTheseLifts = memory.get(lifts) ?? new WeakMap<BenchmarkSpec, Map<string, Series>>();
  memory.set(lifts, underTheseLifts);
  const known = underTheseLifts.get(spec);
  if (known && known.size < MAX_REMEMBERED) return known;
  const fresh = new Map<string, Series>();
  underTheseLifts.set(spec, fresh);
  return fresh;
}

function defineSeries(
  benchmark: string,
  spec: BenchmarkSpec,
  kind: Measurement['kind'],
  identity: Parameters,
  cryptography: Cryptography,
  lifts: readonly Lift[],
): Series {
  const lifted = Object.entries(spec.metrics).map(([metric, metricSpec]) => ({
    point: comparablePoint(benchmark, spec, identity, metric, metricSpec, lifts),
    metricSpec,
    key: comparabilityKey(benchmark, spec, identity, metric, metricSpec, cryptography, lifts),
  }));
  const first = lifted[0]?.point ?? { benchmark, identity };
  const series = {
    benchmark: first.benchmark,
    epoch: parseVersion(spec.version)?.epoch ?? 0,
    kind,
    identity: first.identity,
    mechanism: spec.mechanism,
    class: spec.class,
    contrastGroup: spec.contrast_group,
    metrics: lifted.map(({ point: { metric, unit }, metricSpec, key }) => ({ ...metricSpec, metric, unit, key })),
  };
  const { metrics, mechanism, class: waiting, contrastGroup } = series;
  const definitions = formatCanonical({ metrics, mechanism, class: waiting, contrast_group: contrastGroup });
  return {
    ...series,
    name: `${series.benchmark} ${series.epoch} ${kind} ${formatCanonical(series.identity)} ${cryptography.sha256(new TextEncoder().encode(definitions))}`,
    factors: new Map(
      lifted
        .filter(({ point }) => point.factor !== 1)
        .map(({ point, metricSpec }) => [metricSpec.statistic, point.factor]),
    ),
  };
}
