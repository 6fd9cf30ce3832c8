// What a tool makes of a stored document: verdict, view in the newest format, and its numbers under their comparability keys.
// A golden document is one for which all three are written down; whatever changes any of them shows.
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import { comparabilityKey, comparablePoint, identityParameters } from '@ipc-bench/schema/comparability';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import type { Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { judge } from '@ipc-bench/schema/judge';
import { statisticsOf } from '@ipc-bench/schema/metrics';
import type { Registry } from '@ipc-bench/schema/registry';
import { formatVersion } from '@ipc-bench/schema/version';
import { builtInChain, type Chain, type Migrated, migrate } from './migrate.js';

export interface Replay {
  verdict: 'valid' | 'provisional';
  /** The newest format of the document's epoch. */
  format: string;
  /** The migrated document as canonical JSON. */
  view: string;
  /** What its schema has against the view; `null`: nothing. */
  objection: string | null;
  /** `key ordinal value` of every number, sorted; a censored one is `< bound in ns`. */
  numbers: string[];
}

export interface ReplayTools {
  registry: Registry;
  cryptography: Cryptography;
  chain?: Chain;
  /** Another way to the same function: the gate goes through a sealed context. */
  migrateWith?: (document: ResultDocument) => Migrated;
}

/** Throws where the document is refused or deferred. */
export function replay(bytes: Uint8Array, tools: ReplayTools): Replay {
  const { registry, cryptography, chain = builtInChain } = tools;
  const migrateWith = tools.migrateWith ?? ((document: ResultDocument) => migrate(document, chain));
  const report = judge(bytes, { registry, cryptography });
  if (report.verdict === 'invalid') throw new Error(`refused: ${JSON.stringify(report.findings)}`);
  if (report.verdict === 'deferred') throw new Error(`deferred: ${JSON.stringify(report.needs)}`);
  const { document, to } = migrateWith(report.document);
  return {
    verdict: report.verdict,
    format: to,
    view: formatCanonical(document),
    objection: objectionTo(document, registry),
    numbers: document.measurements.flatMap((one) => numbersOf(one, document.suite.version, tools)).sort(),
  };
}

function objectionTo(document: ResultDocument, { formats }: Registry): string | null {
  const format = formats.find(({ version }) => formatVersion(version) === document.schema);
  if (!format) return `there is no format ${document.schema}`;
  return format.validate(document) ? null : JSON.stringify(format.validate.errors);
}

function numbersOf(measurement: Measurement, suite: string, { registry, cryptography }: ReplayTools): string[] {
  const { benchmark, ordinal, parameters } = measurement;
  const manifest = registry.suites.find(({ version }) => formatVersion(version) === suite)?.manifest;
  const spec = manifest?.benchmarks[benchmark];
  if (!spec) return [];
  const statistics = statisticsOf(measurement);
  const identity = identityParameters(parameters, spec);
  return Object.entries(spec.metrics).flatMap(([metric, metricSpec]) => {
    const number = statistics.get(metricSpec.statistic);
    if (!number) return [];
    const key = comparabilityKey(benchmark, spec, identity, metric, metricSpec, cryptography, registry.lifts);
    const { factor } = comparablePoint(benchmark, spec, identity, metric, metricSpec, registry.lifts);
    return [`${key} ${ordinal} ${number.value === null ? `< ${number.belowNs}` : Math.round(number.value * factor)}`];
  });
}
