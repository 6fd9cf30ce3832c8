// The comparability key: the name of what a number measures. Two numbers may be compared exactly when their keys are
// equal; machine, kernel and virtualisation are what is compared, so they are not in it, nor is the format version.
import { canonicalBytes } from './canonical-json.js';
import type { Cryptography } from './cryptography.js';
import type { Parameters } from './document.js';
import type { BenchmarkSpec, MetricSpec } from './suite-manifest.js';
import { parseVersion } from './version.js';

/** The identity parameters of a measurement, as the manifest tags them. */
export function identityParameters(parameters: Parameters, spec: BenchmarkSpec): Parameters {
  const identity = Object.entries(parameters).filter(([name]) => spec.parameters[name]?.role === 'identity');
  return Object.fromEntries(identity);
}

/** SHA-256 of `[benchmark, its epoch, identity parameters, metric, metric definition, unit]`, 64 hex digits. */
export function comparabilityKey(
  benchmark: string,
  spec: BenchmarkSpec,
  identity: Parameters,
  metric: string,
  { definition, unit }: MetricSpec,
  { sha256 }: Cryptography,
): string {
  const epoch = parseVersion(spec.version)?.epoch;
  if (epoch === undefined) throw new TypeError(`the manifest gives ${benchmark} a malformed version ${spec.version}`);
  return sha256(canonicalBytes([benchmark, epoch, identity, metric, definition, unit]));
}
