// What lists must answer, worked out from the documents themselves by the plainest means: no SQL, no shared code beyond
// the schema package.

import { comparabilityKey, identityParameters } from '@ipc-bench/schema/comparability';
import { statisticsOf } from '@ipc-bench/schema/metrics';
import { analysisUnit, configurationDigest } from '@ipc-bench/server/index/configuration';
import { type CorpusResult, corpusRegistry } from './corpus.js';
import { cryptography } from './document.js';

export type Row = Record<string, unknown>;
type Given = Readonly<Record<string, string>>;

const manifestOf = (suite: string) =>
  corpusRegistry.suites.find(({ manifest }) => manifest.suite.version === (suite.startsWith('0.') ? '0.77.0' : '1.0.0'))
    ?.manifest;

const orNull = (value: unknown) => (value === undefined ? null : value);

export function resultRow({ id, path, document, verdict }: CorpusResult): Row {
  const { machine, run, suite, day } = document;
  const { cpu, topology, kernel } = machine;
  const known = document.measurements.filter(({ benchmark }) => manifestOf(suite.version)?.benchmarks[benchmark]);
  const configuration = configurationDigest(machine, cryptography);
  return {
    id,
    path,
    day,
    format: document.schema,
    suite: suite.version,
    suite_epoch: Number(suite.version.split('.')[0]),
    verdict,
    is_signed: document.signature !== undefined,
    is_vouched: false,
    is_invalid: false,
    has_caveat: false,
    profile: run.profile,
    runner: run.runner,
    flags: run.flags,
    machine_key: orNull(document.machine_key),
    configuration,
    analysis_unit: analysisUnit(document.machine_key ?? null, configuration, cryptography),
    cpu_vendor: cpu.vendor,
    cpu_name: orNull(cpu.name),
    cpu_family: orNull(cpu.family),
    cpu_model: orNull(cpu.model),
    cpu_stepping: orNull(cpu.stepping),
    logical_cpus: topology.logical_cpus,
    sockets: orNull(topology.sockets),
    cores: orNull(topology.cores),
    memory_class_bytes: orNull(machine.memory.class_bytes),
    os: machine.os,
    architecture: machine.architecture,
    kernel: kernel.version.join('.'),
    kernel_flavour: kernel.flavour,
    kernel_release: orNull(kernel.release),
    virtualisation: machine.virtualisation.verdict,
    technology: machine.virtualisation.technology,
    container: machine.container,
    measurements: known.filter(({ kind }) => kind !== 'missing').length,
    missing: known.filter(({ kind }) => kind === 'missing').length,
    unread: document.measurements.length - known.length,
    invalidated: 0,
  };
}

/** The numbers of one result, in the order of the list. */
export function metricRows({ document }: CorpusResult): Row[] {
  const manifest = manifestOf(document.suite.version);
  const rows = document.measurements.flatMap((measurement) => {
    const { benchmark, kind, ordinal, parameters } = measurement;
    const spec = manifest?.benchmarks[benchmark];
    if (!spec || kind === 'missing' || kind === 'matrix') return [];
    const identity = identityParameters(parameters, spec);
    const statistics = statisticsOf(measurement);
    const repeats = 'repeats' in measurement ? measurement.repeats : measurement.batched;
    const medians =
      kind === 'latency'
        ? measurement.repeats.map(({ p50_ps }) => p50_ps ?? null)
        : kind === 'throughput'
          ? measurement.repeats.map(({ bytes, elapsed_ns }) => Number((BigInt(bytes) * 10n ** 9n) / BigInt(elapsed_ns)))
          : [];
    const spread =
      medians.includes(null) || medians.length === 0
        ? [null, null]
        : [Math.min(...(medians as number[])), Math.max(...(medians as number[]))];
    return Object.entries(spec.metrics).flatMap(([metric, metricSpec]) => {
      const found = statistics.get(metricSpec.statistic);
      if (!found) return [];
      const isMedian = metricSpec.statistic === 'p50';
      return [
        {
          benchmark,
          benchmark_epoch: Number(spec.version.split('.')[0]),
          mechanism: spec.mechanism,
          class: spec.class,
          kind,
          parameters: identity,
          ordinal,
          metric,
          value: found.value,
          below_ns: found.value === null ? orNull(found.belowNs) : null,
          unit: metricSpec.unit,
          better: metricSpec.better,
          definition: metricSpec.definition,
          key: comparabilityKey(benchmark, spec, identity, metric, metricSpec, cryptography),
          repeats: repeats.length,
          n:
            kind === 'throughput'
              ? 1000 * repeats.length
              : repeats.reduce((sum, repeat) => sum + ('n' in repeat ? repeat.n : 0), 0),
          repeat_low: isMedian ? spread[0] : null,
          repeat_high: isMedian ? spread[1] : null,
        },
      ];
    });
  });
  return rows;
}

export function measurementRows(result: CorpusResult): Row[] {
  const row = resultRow(result);
  const names = [
    'day',
    'machine_key',
    'configuration',
    'analysis_unit',
    'cpu_name',
    'os',
    'kernel',
    'virtualisation',
    'technology',
  ];
  const shared = Object.fromEntries(names.map((name) => [name, row[name]]));
  return metricRows(result).map((metric) => ({ result: result.id, ...shared, ...metric }));
}

/** Packings of one historic run of which a richer one exists. */
export function supersededIds(results: readonly CorpusResult[]): Set<string> {
  const rank = (result: CorpusResult) => Number(resultRow(result).measurements);
  const historic = results.filter(({ document }) => document.suite.version.startsWith('0.') && document.run.run_key);
  return new Set(
    historic
      .filter((one) =>
        historic.some(
          (other) =>
            other.document.run.run_key === one.document.run.run_key &&
            (rank(other) > rank(one) || (rank(other) === rank(one) && other.id < one.id)),
        ),
      )
      .map(({ id }) => id),
  );
}

/** Whether a result passes every filter given; a filter of numbers is not looked at. */
export function passes(result: CorpusResult, given: Given): boolean {
  const row = resultRow(result);
  const equal: Readonly<Record<string, string>> = {
    vendor: 'cpu_vendor',
    os: 'os',
    flavour: 'kernel_flavour',
    architecture: 'architecture',
    virtualisation: 'virtualisation',
    technology: 'technology',
    container: 'container',
    machine_key: 'machine_key',
    configuration: 'configuration',
    suite_epoch: 'suite_epoch',
    profile: 'profile',
    verdict: 'verdict',
  };
  const day = String(row.day);
  const isHistoric = row.suite_epoch === 0;
  return (
    Object.entries(equal).every(([name, column]) => given[name] === undefined || String(row[column]) === given[name]) &&
    day >= (given.day_from ?? '') &&
    day <= (given.day_to ?? '~') &&
    (given.cpu === undefined ||
      String(row.cpu_name ?? '')
        .toLowerCase()
        .includes(given.cpu.toLowerCase())) &&
    (given.kernel === undefined || hasKernel(result, given.kernel)) &&
    { include: true, only: isHistoric }[given.historic ?? ''] !== false &&
    (['include', 'only'].includes(given.historic ?? '') || !isHistoric) &&
    given.invalid !== 'only'
  );
}

function hasKernel({ document }: CorpusResult, prefix: string): boolean {
  const version = document.machine.kernel.version;
  return prefix.split('.').every((number, at) => Number(number) === (version[at] ?? 0));
}

export function kernelNumbers({ document }: CorpusResult): number[] {
  return [0, 1, 2, 3].map((at) => document.machine.kernel.version[at] ?? 0);
}
