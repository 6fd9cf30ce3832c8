// Writes readings into an index file, and takes them out again. Knows SQL and the dictionaries, nothing of git.
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import type { Parameters } from '@ipc-bench/schema/document';
import type { ErratumOnRecord } from '@ipc-bench/schema/erratum';
import type { Database, Statement } from 'better-sqlite3';
import { packCells, packCpus } from '../packing/matrix-blob.js';
import { STATISTIC_COLUMNS } from './measurement-numbers.js';
import { markOffReplicates } from './off-replicates.js';
import type { IndexedResult, LeftOut, MatrixPoint, MeasuredPoint, MissingPoint } from './read-result.js';
import { columnNumbers, dropEmptySeries, seriesColumns } from './series-columns.js';
import { seriesCounts } from './series-counts.js';
import type { Series } from './series-of.js';
import type { SubmissionRow } from './submission-row.js';
import { INSERT_SUBMISSION_TEXT } from './tables.js';

const MEASUREMENT_COLUMNS = [
  'sub',
  'series',
  'ord',
  'repeats',
  'n',
  ...STATISTIC_COLUMNS,
  'p50_low',
  'p50_high',
  'flags',
];
const TABLES_OF_RESULT = [
  'measurement',
  'core_matrix',
  'missing',
  'coverage',
  'off_replicates',
  'erratum_effect',
  'submission_text',
  'submission',
];
/** Rows of one INSERT: fewer calls are 3 x faster than one row each. */
const BATCH = 50;

export interface IndexWriter {
  add(result: IndexedResult): void;
  addLeftOut(file: LeftOut): void;
  /** What maintainers have said; once, in an index that is built. */
  addErrata(errata: readonly ErratumOnRecord[]): void;
  /** Takes out whatever the file at this path put in. */
  remove(path: string): void;
  /** What can only be said of all results together; call once, after the last change. */
  finish(): void;
}

export function indexWriter(database: Database): IndexWriter {
  const seriesIds = new Map<string, number>();
  const benchmarkIds = new Map<string, number>();
  const insertBatch = database.prepare(insertMeasurements(BATCH));
  const insertOne = database.prepare(insertMeasurements(1));
  const insert = preparedInserts(database);
  const columns = seriesColumns(database);
  const counts = seriesCounts(database);
  const changedConfigurations = new Set<string>();
  const changedRuns = new Set<string>();
  const shrunkSeries = new Set<number>();
  let insertSubmission: Statement | undefined;

  function seriesId(series: Series): number {
    const known = seriesIds.get(series.name);
    if (known !== undefined) return known;
    const id = (insert.seriesByName.get(series.name) as number | undefined) ?? addSeries(series);
    seriesIds.set(series.name, id);
    return id;
  }

  function addSeries(series: Series): number {
    const { name, benchmark, epoch, kind, identity, mechanism } = series;
    const { message_bytes, placement, idle } = identity;
    const { lastInsertRowid } = insert.series.run(
      ...[name, benchmark, epoch, mechanism, series.class, series.contrastGroup, kind, formatCanonical(identity)],
      ...[integerOrNull(message_bytes), textOrNull(placement), textOrNull(idle)],
    );
    const id = Number(lastInsertRowid);
    for (const { metric, statistic, key, unit, better, definition } of series.metrics)
      insert.seriesKey.run(id, metric, statistic, key, unit, better, definition);
    return id;
  }

  function benchmarkId(name: string, epoch: number): number {
    const label = `${name} ${epoch}`;
    const known = benchmarkIds.get(label) ?? (insert.benchmarkByName.get(name, epoch) as number | undefined);
    const id = known ?? Number(insert.benchmark.run(name, epoch).lastInsertRowid);
    benchmarkIds.set(label, id);
    return id;
  }

  function addMeasured(sub: number, points: readonly MeasuredPoint[]): void {
    const sorted = points.map((point) => ({ ...point, id: seriesId(point.series) })).sort(bySeriesAndOrdinal);
    const rows = sorted.map(({ id, ordinal, numbers, flags }) => [sub, id, ordinal, ...numbers, flags]);
    for (const { id, numbers, flags, histogram } of sorted) {
      columns.add(id, sub, { flags, histogram, numbers: columnNumbers(numbers) });
      counts.add(id, numbers);
    }
    let at = 0;
    for (; at + BATCH <= rows.length; at += BATCH) insertBatch.run(rows.slice(at, at + BATCH).flat());
    for (; at < rows.length; at++) insertOne.run(rows[at] ?? []);
  }

  function addMatrices(sub: number, points: readonly MatrixPoint[]): void {
    for (const { series, matrix } of points)
      insert.matrix.run(
        ...[sub, seriesId(series), matrix.ordinal, matrix.statistic, matrix.n, matrix.below_ns ?? null],
        ...[packCpus(matrix.cpus), packCells(matrix, series.factors.get(matrix.statistic))],
      );
  }

  function addMissing(sub: number, points: readonly MissingPoint[]): void {
    for (const { series, missing } of points)
      insert.missing.run(
        ...[sub, seriesId(series), missing.ordinal, missing.status, missing.reason, missing.limit ?? null],
      );
  }

  function addCoverage(sub: number, { measured, matrices, missing }: IndexedResult): void {
    const coverage = new Map<number, { measurements: number; missing: number }>();
    const count = (points: readonly { series: Series }[], what: 'measurements' | 'missing') => {
      for (const { series } of points) {
        const id = benchmarkId(series.benchmark, series.epoch);
        const entry = coverage.get(id) ?? { measurements: 0, missing: 0 };
        entry[what]++;
        coverage.set(id, entry);
      }
    };
    count(measured, 'measurements');
    count(matrices, 'measurements');
    count(missing, 'missing');
    for (const [id, counts] of coverage) insert.coverage.run(id, sub, counts.measurements, counts.missing);
  }

  function noteChange({ configuration, run_key }: SubmissionRow): void {
    changedConfigurations.add(String(configuration));
    if (run_key) changedRuns.add(String(run_key));
  }

  return {
    add(result) {
      insertSubmission ??= database.prepare(insertNamed('submission', Object.keys(result.submission)));
      const sub = Number(insertSubmission.run(Object.values(result.submission)).lastInsertRowid);
      insert.submissionText.run(sub);
      if (result.submission.cpu_name !== '') insert.cpu.run(result.submission.cpu_name);
      addMeasured(sub, result.measured);
      addMatrices(sub, result.matrices);
      addMissing(sub, result.missing);
      addCoverage(sub, result);
      for (const [erratum, points] of result.errata) insert.erratumEffect.run(sub, erratum, points);
      noteChange(result.submission);
    },
    addLeftOut({ path, verdict, rule, pointer, message }) {
      insert.leftOut.run(path, verdict, rule, pointer, message);
    },
    addErrata(errata) {
      for (const { id, state, erratum } of errata) {
        const { effect, maintainer_key, subject, machine_key, benchmark, benchmark_version, runner, reason } = erratum;
        insert.erratum.run(
          ...[id, effect, state, maintainer_key],
          ...[subject, machine_key, benchmark, benchmark_version, runner, reason].map((word) => word ?? null),
        );
      }
    },
    remove(path) {
      database.prepare('DELETE FROM left_out WHERE path = ?').run(path);
      const row = database.prepare<[string], SubmissionRow>('SELECT * FROM submission WHERE path = ?').get(path);
      if (!row) return;
      for (const series of insert.seriesOfResult.all(row.sub)) shrunkSeries.add(Number(series));
      counts.subtract(Number(row.sub));
      for (const table of TABLES_OF_RESULT) database.prepare(`DELETE FROM ${table} WHERE sub = ?`).run(row.sub);
      noteChange(row);
    },
    finish() {
      columns.flush();
      counts.flush();
      dropEmptySeries(database, shrunkSeries);
      database.prepare(MARK_SUPERSEDED).run();
      for (const run of changedRuns)
        for (const other of insert.configurationsOfRun.all(run)) changedConfigurations.add(String(other));
      markOffReplicates(database, changedConfigurations);
    },
  };
}

/**
 * Of the packings of one historic run one is shown: not one declared invalid, one that is vouched for, the one with most
 * measurements, the one with the smallest id, in this order. Anybody may add a packing, so richness alone decides last.
 */
const MARK_SUPERSEDED = `
UPDATE submission SET is_superseded = EXISTS (
  SELECT 1 FROM submission AS better
  WHERE better.run_key = submission.run_key AND better.suite_epoch = 0
    AND (better.is_invalid, -better.is_vouched, -better.measurements, better.id)
      < (submission.is_invalid, -submission.is_vouched, -submission.measurements, submission.id)
) WHERE run_key IS NOT NULL AND suite_epoch = 0`;

function preparedInserts(database: Database) {
  const prepare = (sql: string) => database.prepare<unknown[]>(sql);
  return {
    submissionText: prepare(INSERT_SUBMISSION_TEXT),
    seriesOfResult: prepare('SELECT DISTINCT series FROM measurement WHERE sub = ?').pluck(),
    configurationsOfRun: prepare('SELECT DISTINCT configuration FROM submission WHERE run_key = ?').pluck(),
    series: prepare(`INSERT INTO series (name, benchmark, benchmark_epoch, mechanism, class, contrast_group,
      kind, parameters,
      message_bytes, placement, idle) VALUES (${marks(11)})`),
    seriesByName: prepare('SELECT series FROM series WHERE name = ?').pluck(),
    seriesKey: prepare(`INSERT INTO series_key (series, metric, statistic, key, unit, better, definition)
      VALUES (${marks(7)})`),
    benchmark: prepare('INSERT INTO benchmark (name, epoch) VALUES (?, ?)'),
    benchmarkByName: prepare('SELECT benchmark FROM benchmark WHERE name = ? AND epoch = ?').pluck(),
    matrix: prepare(`INSERT INTO core_matrix (sub, series, ord, statistic, n, below_ns, cpus, cells)
      VALUES (${marks(8)})`),
    missing: prepare(`INSERT INTO missing (sub, series, ord, status, reason, "limit") VALUES (${marks(6)})`),
    coverage: prepare(`INSERT INTO coverage (benchmark, sub, measurements, missing) VALUES (${marks(4)})`),
    erratum: prepare(`INSERT INTO erratum (id, effect, state, maintainer_key, subject, machine_key, benchmark,
      benchmark_version, runner, reason) VALUES (${marks(10)})`),
    erratumEffect: prepare('INSERT INTO erratum_effect (sub, erratum, points) VALUES (?, ?, ?)'),
    cpu: prepare('INSERT OR IGNORE INTO cpu (name) VALUES (?)'),
    leftOut: prepare(`INSERT INTO left_out (path, verdict, rule, pointer, message) VALUES (${marks(5)})`),
  };
}

function insertMeasurements(rows: number): string {
  const tuple = `(${marks(MEASUREMENT_COLUMNS.length)})`;
  return `INSERT INTO measurement (${MEASUREMENT_COLUMNS.join(', ')}) VALUES ${Array(rows).fill(tuple).join(', ')}`;
}

function insertNamed(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks(columns.length)})`;
}

function marks(count: number): string {
  return Array(count).fill('?').join(', ');
}

/** The order of the primary key within one result, so that rows are appended. */
function bySeriesAndOrdinal(a: { id: number; ordinal: number }, b: { id: number; ordinal: number }): number {
  return a.id - b.id || a.ordinal - b.ordinal;
}

function integerOrNull(value: Parameters[string] | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function textOrNull(value: Parameters[string] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
