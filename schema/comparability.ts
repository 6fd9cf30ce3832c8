// The comparability key: the name of what a number measures. Two numbers may be compared exactly when their keys are
// equal; machine, kernel and virtualisation are what is compared, so they are not in it, nor is the format version.
import { canonicalBytes } from './canonical-json.js';
import type { Cryptography } from './cryptography.js';
import type { Parameters } from './document.js';
import { type Lift, liftPoint, lifts, type Point } from './lift.js';
import type { BenchmarkSpec, MetricSpec } from './suite-manifest.js';
import { parseVersion } from './version.js';

/** The identity parameters of a measurement, as the manifest tags them. */
export function identityParameters(parameters: Parameters, spec: BenchmarkSpec): Parameters {
  const identity = Object.entries(parameters).filter(([name]) => spec.parameters[name]?.role === 'identity');
  return Object.fromEntries(identity);
}

/** The newest statement of a point within its benchmark epoch; its `factor` scales measured values to its `unit`. */
export function comparablePoint(
  benchmark: string,
  { version }: Pick<BenchmarkSpec, 'version'>,
  identity: Parameters,
  metric: string,
  { unit }: Pick<MetricSpec, 'unit'>,
  chain: readonly Lift[] = lifts,
): Point {
  return liftPoint({ benchmark, identity, metric, unit, factor: 1 }, version, chain);
}

/** SHA-256 of `[benchmark, its epoch, identity parameters, metric, metric definition, unit]` after lifting, 64 hex digits. */
export function comparabilityKey(
  benchmark: string,
  spec: Pick<BenchmarkSpec, 'version'>,
  identity: Parameters,
  metric: string,
  metricSpec: Pick<MetricSpec, 'definition' | 'unit'>,
  { sha256 }: Cryptography,
  chain: readonly Lift[] = lifts,
): string {
  const epoch = parseVersion(spec.version)?.epoch;
  if (epoch === undefined) throw new TypeError(`the manifest gives ${benchmark} a malformed version ${spec.version}`);
  const point = comparablePoint(benchmark, spec, identity, metric, metricSpec, chain);
  return sha256(
    canonicalBytes([point.benchmark, epoch, point.identity, point.metric, metricSpec.definition, point.unit]),
  );
}
