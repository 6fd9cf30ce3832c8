import { advanceIndex } from '@ipc-bench/server/index/advance-index';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { COLUMN_STATISTICS, unpackNumbers, unpackSubs } from '@ipc-bench/server/packing/point-columns';
import { unpackHistograms } from '@ipc-bench/server/packing/sample-histograms';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { corpus } from '../../support/corpus.js';
import { resultFiles } from '../../support/document.js';
import { emptyData } from '../../support/indexed.js';

const documents = corpus(90, 31);

/** What the chunks hold of results that are still there, as rows: series, result, number per statistic, flags. */
function pointsIn(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const ids = new Map(database.prepare('SELECT sub, id FROM submission').raw().all() as [number, string][]);
  const names = new Map(database.prepare('SELECT series, name FROM series').raw().all() as [number, string][]);
  const rows: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: rows of a table, field by field
  for (const row of database.prepare('SELECT * FROM series_points ORDER BY series, chunk').all() as any[]) {
    const subs: number[] = [];
    unpackSubs(row.subs, row.points, subs);
    const columns = COLUMN_STATISTICS.map((name) => {
      const numbers: (number | null)[] = [];
      unpackNumbers(row[name], row.points, numbers);
      return numbers;
    });
    subs.forEach((sub, at) => {
      const id = ids.get(sub);
      if (id) rows.push([names.get(row.series), id, ...columns.map((column) => column[at]), row.flags[at]].join(' '));
    });
  }
  database.close();
  return rows.sort();
}

/** The same from the rows of table `measurement`. */
function rowsIn(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const rows = database
    .prepare(
      `SELECT e.name, s.id, m.p50, m.p99, m.batched_mean, m.cpu, m.flags
      FROM measurement m JOIN submission s USING (sub) JOIN series e USING (series)`,
    )
    .raw()
    .all() as unknown[][];
  database.close();
  return rows.map((row) => row.join(' ')).sort();
}

/** Every histogram with its result, as text. */
function samplesIn(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const ids = new Map(database.prepare('SELECT sub, id FROM submission').raw().all() as [number, string][]);
  const found: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: rows of a table, field by field
  for (const row of database.prepare('SELECT * FROM series_samples').all() as any[]) {
    const subs: number[] = [];
    unpackSubs(row.subs, row.points, subs);
    unpackHistograms(row.histograms, row.points).forEach((histogram, at) => {
      const id = ids.get(subs[at] as number);
      if (id) found.push(`${id} ${JSON.stringify(histogram)}`);
    });
  }
  database.close();
  return found.sort();
}

describe('series columns', () => {
  it('hold the points and histograms of all results, however the index came to be', async () => {
    const { path, input, commit } = await emptyData();
    await advanceIndex(path, await commit(documents.slice(0, 30)), input);
    for (let at = 30; at < 60; at += 3) await advanceIndex(path, await commit(documents.slice(at, at + 3)), input);
    await advanceIndex(path, await commit(documents.slice(5, 15).map(({ path }) => ({ path, bytes: null }))), input);
    const head = await commit([...documents.slice(60), ...documents.slice(8, 12)]);
    await advanceIndex(path, head, input);
    const rows = rowsIn(path);
    expect(rows.length).toBeGreaterThan(200);
    expect(pointsIn(path)).toEqual(rows);
    await buildIndex(`${path}.rebuilt`, head, input);
    expect(pointsIn(`${path}.rebuilt`)).toEqual(rows);
    expect(samplesIn(path)).toEqual(samplesIn(`${path}.rebuilt`));
    const wanted = [...documents.slice(0, 5), ...documents.slice(15), ...documents.slice(8, 12)].flatMap(
      ({ id, document }) =>
        document.measurements.flatMap((measurement) =>
          measurement.kind === 'latency' && measurement.histogram
            ? [`${id} ${JSON.stringify({ index: measurement.histogram.index, count: measurement.histogram.count })}`]
            : [],
        ),
    );
    expect(samplesIn(path)).toEqual(wanted.sort());
  });

  it('are cut into chunks of bounded size', async () => {
    const { path, input, commit } = await emptyData();
    await buildIndex(path, await commit(resultFiles(600, 'chunks')), input);
    const database = new Database(path, { readonly: true });
    const sizes = (table: string) => database.prepare(`SELECT points FROM ${table} ORDER BY chunk`).pluck().all();
    expect(sizes('series_points')).toEqual([512, 88]);
    expect(sizes('series_samples')).toEqual([128, 128, 128, 128, 88]);
    database.close();
    expect(pointsIn(path)).toEqual(rowsIn(path));
    expect(samplesIn(path)).toHaveLength(600);
  });
});
