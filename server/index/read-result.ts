// From a file of the tree to what the index keeps of it, through the validator and the migrations. Pure.
import { type Chain, migrate } from '@ipc-bench/migrations/migrate';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import type { Matrix, Missing, ResultDocument } from '@ipc-bench/schema/document';
import type { SparseHistogram } from '@ipc-bench/schema/histogram';
import { judge } from '@ipc-bench/schema/judge';
import type { Registry } from '@ipc-bench/schema/registry';
import type { SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { compareToRegistry, parseVersion } from '@ipc-bench/schema/version';
import type { FactSubject, Facts, ResultFacts } from './facts.js';
import { type Measured, type MeasurementNumbers, measurementNumbers, statisticsIn } from './measurement-numbers.js';
import { pointFlags } from './point-flags.js';
import type { SourceOf } from './provenance.js';
import { type Series, seriesOf } from './series-of.js';
import { type SubmissionRow, submissionRow } from './submission-row.js';

export interface ReadOptions {
  registry: Registry;
  /** How documents of older formats are read; defaults to what this build knows. */
  chain?: Chain;
  cryptography: Cryptography;
  facts: Facts;
  sourceOf: SourceOf;
}

export interface MeasuredPoint {
  series: Series;
  ordinal: number;
  numbers: MeasurementNumbers;
  flags: number;
  histogram: SparseHistogram | null;
}

export interface MatrixPoint {
  series: Series;
  matrix: Matrix;
}

export interface MissingPoint {
  series: Series;
  missing: Missing;
}

export interface IndexedResult {
  submission: SubmissionRow;
  measured: MeasuredPoint[];
  matrices: MatrixPoint[];
  missing: MissingPoint[];
  /** Errata that speak of it, by id, with the number of its measurements they speak of. */
  errata: ReadonlyMap<string, number>;
}

/** A file of the tree that cannot be indexed, and why. */
export interface LeftOut {
  path: string;
  verdict: 'invalid' | 'deferred';
  rule: string | null;
  pointer: string | null;
  message: string;
}

export type Reading = { result: IndexedResult } | { leftOut: LeftOut };

/** Reads one file; `blob` is its git object id. Never throws on bad data. */
export function readResult(file: { path: string; blob: string }, bytes: Uint8Array, options: ReadOptions): Reading {
  const { registry, chain, cryptography, facts, sourceOf } = options;
  const report = judge(bytes, { cryptography, registry, path: file.path });
  if (report.verdict === 'invalid') {
    const [{ rule, pointer, message }] = report.findings;
    return { leftOut: { path: file.path, verdict: 'invalid', rule, pointer, message } };
  }
  if (report.verdict === 'deferred') {
    const message = `format ${report.needs.format}, suite ${report.needs.suite}: newer than this tool`;
    return { leftOut: { path: file.path, verdict: 'deferred', rule: null, pointer: null, message } };
  }
  const { document, from } = migrate(report.document, chain);
  const { id, verdict } = report;
  const subject: FactSubject = {
    subject: report.subject,
    machineKey: report.envelope.machineKey,
    runner: document.run.runner,
  };
  const said = facts.on(subject);
  const points = pointsOf(document, options, (benchmark, version) => {
    const effects = said.onBenchmark(benchmark, version);
    return effects.has('invalid') || effects.has('split');
  });
  const contents = {
    statistics: statisticsIn(points.measured.map(({ numbers }) => numbers)),
    measurements: points.measured.length + points.matrices.length,
    missing: points.missing.length,
    unread: points.unread,
    invalidated: points.invalidated,
    point_flags: points.measured.reduce((bits, { flags }) => bits | flags, 0),
  };
  const provenance = {
    ...file,
    source: sourceOf(file.path),
    id,
    verdict,
    format: from,
    effects: said.effects,
  };
  const submission = submissionRow(document, provenance, contents, cryptography);
  return { result: { ...points, submission, errata: countErrata(document, said) } };
}

/** How many measurements of a document each erratum speaks of. */
function countErrata({ measurements }: ResultDocument, said: ResultFacts): Map<string, number> {
  const points = new Map(said.aboutWhole.map((id) => [id, measurements.length]));
  for (const { benchmark, version } of measurements)
    for (const id of said.aboutBenchmark(benchmark, version)) points.set(id, (points.get(id) ?? 0) + 1);
  return points;
}

type Points = Omit<IndexedResult, 'submission' | 'errata'> & { unread: number; invalidated: number };

function pointsOf(
  { measurements, suite, run }: ResultDocument,
  { registry, cryptography }: ReadOptions,
  isInvalid: (benchmark: string, version: string) => boolean,
): Points {
  const manifest = manifestFor(suite.version, registry);
  const points: Points = { measured: [], matrices: [], missing: [], unread: 0, invalidated: 0 };
  for (const measurement of measurements) {
    const series = manifest && seriesOf(measurement, manifest, cryptography, registry.lifts);
    if (!series) points.unread++;
    else if (isInvalid(measurement.benchmark, measurement.version)) points.invalidated++;
    else if (measurement.kind === 'matrix') points.matrices.push({ series, matrix: measurement });
    else if (measurement.kind === 'missing') points.missing.push({ series, missing: measurement });
    else points.measured.push(measuredPoint(measurement, series, run));
  }
  return points;
}

function measuredPoint(measurement: Measured, series: Series, run: ResultDocument['run']): MeasuredPoint {
  const numbers = measurementNumbers(measurement, series.factors);
  return {
    series,
    ordinal: measurement.ordinal,
    numbers,
    flags: pointFlags(measurement.kind, numbers, series, run),
    histogram: measurement.kind === 'latency' ? (measurement.histogram ?? null) : null,
  };
}

/** The manifest that the validator judged a suite version by: itself, or the newest minor known of its line. */
function manifestFor(suiteVersion: string, registry: Registry): SuiteManifest | null {
  const version = parseVersion(suiteVersion);
  const versions = registry.suites.map((suite) => suite.version);
  const base = version && compareToRegistry(version, versions).base;
  return registry.suites.find((suite) => suite.version === base)?.manifest ?? null;
}
