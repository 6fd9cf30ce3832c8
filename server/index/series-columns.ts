// Fills the column chunks that comparisons walk. Points are appended to the last chunk of their series, so an index that
// is advanced holds the same points as one that was rebuilt, cut differently.
import type { SparseHistogram } from '@ipc-bench/schema/histogram';
import type { Database } from 'better-sqlite3';
import {
  COLUMN_STATISTICS,
  type ColumnStatistic,
  emptyPoints,
  type PointColumns,
  packPoints,
  packSubs,
  unpackNumbers,
  unpackSubs,
} from '../packing/point-columns.js';
import { packHistograms, unpackHistograms } from '../packing/sample-histograms.js';
import { type MeasurementNumbers, STATISTIC_COLUMNS } from './measurement-numbers.js';

export interface ColumnPoint {
  flags: number;
  numbers: Readonly<Record<ColumnStatistic, number | null>>;
  histogram: SparseHistogram | null;
}

/** Those numbers of a row of table `measurement` that have a column. */
export function columnNumbers([, , ...statistics]: MeasurementNumbers): ColumnPoint['numbers'] {
  const number = (name: ColumnStatistic) => statistics[STATISTIC_COLUMNS.indexOf(name)] ?? null;
  return { p50: number('p50'), p99: number('p99'), batched_mean: number('batched_mean'), cpu: number('cpu') };
}

export interface SeriesColumns {
  /** The points of one result, by ordinal. `sub` may not be less than that of an earlier call. */
  add(series: number, sub: number, point: ColumnPoint): void;
  /** Writes what is still open. */
  flush(): void;
}

/** A chunk is rewritten when something is added to it: large ones read fast, small ones grow cheaply. */
const CHUNK_POINTS = 512;
const CHUNK_HISTOGRAMS = 128;

/** The last chunk of a series. */
interface Open {
  pointsChunk: number;
  points: PointColumns;
  samplesChunk: number;
  samples: { subs: number[]; histograms: SparseHistogram[] };
  isChanged: boolean;
}

export function seriesColumns(database: Database): SeriesColumns {
  const open = new Map<number, Open>();
  const names = ['series', 'chunk', 'points', 'subs', 'flags', ...COLUMN_STATISTICS];
  const putPoints = database.prepare(
    `INSERT OR REPLACE INTO series_points (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const putSamples = database.prepare(
    'INSERT OR REPLACE INTO series_samples (series, chunk, points, subs, histograms) VALUES (?, ?, ?, ?, ?)',
  );

  function writePoints(series: number, { points, pointsChunk }: Open): void {
    const { subs, flags, numbers } = packPoints(points);
    const columns = COLUMN_STATISTICS.map((name) => numbers[name]);
    putPoints.run(series, pointsChunk, points.subs.length, subs, flags, ...columns);
  }

  function writeSamples(series: number, { samples, samplesChunk }: Open): void {
    const { subs, histograms } = samples;
    putSamples.run(series, samplesChunk, subs.length, packSubs(subs), packHistograms(histograms));
  }

  function lastOf(series: number): Open {
    const known = open.get(series);
    if (known) return known;
    const last = readLast(database, series);
    open.set(series, last);
    return last;
  }

  return {
    add(series, sub, { flags, numbers, histogram }) {
      const last = lastOf(series);
      if (last.points.subs.length >= CHUNK_POINTS) {
        writePoints(series, last);
        last.points = emptyPoints();
        last.pointsChunk++;
      }
      last.isChanged = true;
      last.points.subs.push(sub);
      last.points.flags.push(flags);
      for (const name of COLUMN_STATISTICS) last.points.numbers[name].push(numbers[name]);
      if (!histogram) return;
      if (last.samples.subs.length >= CHUNK_HISTOGRAMS) {
        writeSamples(series, last);
        last.samples = { subs: [], histograms: [] };
        last.samplesChunk++;
      }
      last.samples.subs.push(sub);
      last.samples.histograms.push(histogram);
    },
    flush() {
      for (const [series, last] of open) {
        if (!last.isChanged) continue;
        writePoints(series, last);
        if (last.samples.subs.length > 0) writeSamples(series, last);
        last.isChanged = false;
      }
    },
  };
}

function readLast(database: Database, series: number): Open {
  const points = emptyPoints();
  const samples: Open['samples'] = { subs: [], histograms: [] };
  const pointRow = database.prepare<[number], ChunkRow>(LAST_POINTS).get(series);
  if (pointRow) {
    unpackSubs(pointRow.subs, pointRow.points, points.subs);
    points.flags.push(...pointRow.flags);
    for (const name of COLUMN_STATISTICS) unpackNumbers(pointRow[name], pointRow.points, points.numbers[name]);
  }
  const sampleRow = database.prepare<[number], SampleRow>(LAST_SAMPLES).get(series);
  if (sampleRow) {
    unpackSubs(sampleRow.subs, sampleRow.points, samples.subs);
    samples.histograms = unpackHistograms(sampleRow.histograms, sampleRow.points);
  }
  return {
    pointsChunk: pointRow?.chunk ?? 0,
    points,
    samplesChunk: sampleRow?.chunk ?? 0,
    samples,
    isChanged: false,
  };
}

const LAST_POINTS = 'SELECT * FROM series_points WHERE series = ? ORDER BY chunk DESC LIMIT 1';
const LAST_SAMPLES = 'SELECT * FROM series_samples WHERE series = ? ORDER BY chunk DESC LIMIT 1';

interface ChunkRow extends Record<ColumnStatistic, Buffer | null> {
  chunk: number;
  points: number;
  subs: Buffer;
  flags: Buffer;
}

interface SampleRow {
  chunk: number;
  points: number;
  subs: Buffer;
  histograms: Buffer;
}

/** Drops the chunks of those series that only hold points of results that are gone. */
export function dropEmptySeries(database: Database, series: Iterable<number>): void {
  const chunks = database.prepare<[number], [number, Buffer]>(
    'SELECT points, subs FROM series_points WHERE series = ? ORDER BY chunk DESC',
  );
  const isThere = database.prepare<[number]>('SELECT 1 FROM submission WHERE sub = ?').pluck();
  for (const id of series) {
    const isInUse = chunks
      .raw()
      .all(id)
      .some(([points, packed]) => {
        const subs: number[] = [];
        unpackSubs(packed, points, subs);
        return subs.some((sub) => isThere.get(sub) !== undefined);
      });
    if (isInUse) continue;
    for (const table of ['series_points', 'series_samples'])
      database.prepare(`DELETE FROM ${table} WHERE series = ?`).run(id);
  }
}
