import { formatCanonical } from '../canonical-json.js';
import { identityParameters } from '../comparability.js';
import type { Measurement, ResultDocument } from '../document.js';
import { type Finding, finding } from '../findings.js';
import type { BenchmarkSpec, ParameterSpec } from '../suite-manifest.js';
import type { Rule, RuleContext } from './rule.js';

function acceptsValue(spec: ParameterSpec, value: unknown): boolean {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && value >= spec.minimum && value <= spec.maximum;
    case 'choice':
      return spec.values.includes(value as string);
  }
}

function checkParameters({ kind, parameters }: Measurement, spec: BenchmarkSpec, pointer: string): Finding[] {
  const findings: Finding[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = Object.hasOwn(spec.parameters, name) ? spec.parameters[name] : undefined;
    if (!parameter) findings.push(finding('unknown_parameter', `${pointer}/${name}`, name));
    else if (!acceptsValue(parameter, value))
      findings.push(finding('parameter_value', `${pointer}/${name}`, `not a value of ${name}`));
  }
  if (kind === 'missing') return findings;
  for (const [name, { required }] of Object.entries(spec.parameters))
    if (required && !Object.hasOwn(parameters, name))
      findings.push(finding('missing_parameter', `${pointer}/${name}`, name));
  return findings;
}

function checkMeasurement(measurement: Measurement, pointer: string, context: RuleContext): Finding[] {
  const { manifest, manifestIsExact } = context;
  const { benchmark, version, kind } = measurement;
  const spec = Object.hasOwn(manifest.benchmarks, benchmark) ? manifest.benchmarks[benchmark] : undefined;
  if (!spec) return manifestIsExact ? [finding('unknown_benchmark', `${pointer}/benchmark`, benchmark)] : [];
  if (spec.version !== version)
    return manifestIsExact
      ? [finding('benchmark_version', `${pointer}/version`, `${version}; the suite holds ${spec.version}`)]
      : [];
  const findings = checkParameters(measurement, spec, `${pointer}/parameters`);
  if (kind === 'missing') {
    if (manifestIsExact && !manifest.reasons.includes(measurement.reason))
      findings.push(finding('unknown_word', `${pointer}/reason`, measurement.reason));
  } else if (!spec.kinds.includes(kind)) {
    findings.push(finding('benchmark_kind', `${pointer}/kind`, kind));
  }
  return findings;
}

function findDuplicates({ measurements }: ResultDocument, { manifest }: RuleContext): Finding[] {
  const seen = new Map<string, number>();
  return measurements.flatMap(({ benchmark, kind, ordinal, parameters, ...rest }, at) => {
    const spec = manifest.benchmarks[benchmark];
    const identity = spec ? identityParameters(parameters, spec) : parameters;
    const statistic = 'statistic' in rest ? rest.statistic : null;
    const point = formatCanonical([benchmark, kind, statistic, ordinal, identity]);
    const first = seen.get(point);
    seen.set(point, first ?? at);
    return first === undefined
      ? []
      : [finding('duplicate_point', `/measurements/${at}`, `same point as /measurements/${first}`)];
  });
}

export const suiteMembership: Rule = {
  name: 'suite-membership',
  description: 'Benchmarks, their versions, kinds, parameters, values and words are those of the suite manifest.',
  check(document, context) {
    const leftOut = (document.run.left_out ?? []).flatMap((word, at) =>
      !context.manifestIsExact || context.manifest.left_out.includes(word)
        ? []
        : [finding('unknown_word', `/run/left_out/${at}`, word)],
    );
    const measurements = document.measurements.flatMap((measurement, at) =>
      checkMeasurement(measurement, `/measurements/${at}`, context),
    );
    return [...leftOut, ...measurements, ...findDuplicates(document, context)];
  },
};
