// The whole way of an export: command, files, and other people's programs that read them back.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExportManifest } from '@ipc-bench/server/export/manifest';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/git-command.js';
import { mergeInto, newData, runCommand } from '../../support/maintainer.js';

const shipped = resolve(import.meta.dirname, '../../../results-repo');
const target = join(temporaryFolder(afterAll), 'package');
let data: string;
let manifest: ExportManifest;

beforeAll(async () => {
  data = await newData(afterAll);
  await mergeInto(data, shipped);
  const { exit, out } = await runCommand('export', '--json', '--data', data, '--to', target);
  expect(exit).toBe(0);
  manifest = JSON.parse(out);
});

const fileOf = (table: string, format: string): string => {
  const found = manifest.files.find((file) => file.table === table && file.format === format);
  if (!found) throw new Error(`no ${table} as ${format}`);
  return join(target, 'files', found.name);
};

describe('export', () => {
  it('makes a folder whose checksums sha256sum agrees with', () => {
    const words = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: target, encoding: 'utf8' });
    expect(words.trim().split('\n')).toHaveLength(manifest.files.length);
    expect(words).not.toContain('FAILED');
  });

  it('lists in its Data Package every file but no other', () => {
    const { resources } = JSON.parse(readFileSync(join(target, 'datapackage.json'), 'utf8'));
    const listed = resources.flatMap(({ path }: { path: string | string[] }) => path);
    expect(listed.map((path: string) => path.replace('files/', '')).sort()).toEqual(
      readdirSync(join(target, 'files')).sort(),
    );
  });

  it('gives DuckDB the same rows as Parquet, CSV and NDJSON, as many as the index holds', async () => {
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    const count = async (sql: string) => Number((await duck.runAndReadAll(sql)).getRows()[0]?.[0]);
    for (const { name } of manifest.tables) {
      const parquet = `SELECT * FROM read_parquet('${fileOf(name, 'parquet')}')`;
      const rows = await count(`SELECT count(*) FROM (${parquet})`);
      expect(rows, name).toBe(manifest.files.find(({ table }) => table === name)?.rows);
      if (rows === 0) continue;
      const described = (await duck.runAndReadAll(`DESCRIBE ${parquet}`)).getRows();
      const columns = `columns = {${described.map(([column, type]) => `'${column}': '${type}'`).join(', ')}}`;
      for (const [format, text] of [
        ['csv', `SELECT * FROM read_csv('${fileOf(name, 'csv')}', header = true, ${columns})`],
        ['ndjson', `SELECT * FROM read_json('${fileOf(name, 'ndjson')}', ${columns})`],
      ]) {
        expect(await count(`SELECT count(*) FROM (${parquet} EXCEPT ALL ${text})`), `${name} ${format}`).toBe(0);
        expect(await count(`SELECT count(*) FROM (${text} EXCEPT ALL ${parquet})`), `${name} ${format}`).toBe(0);
      }
    }
    duck.closeSync();
    const index = new Database(fileOf('index', 'sqlite'), { readonly: true });
    expect(index.prepare('SELECT count(*) FROM measurement').pluck().get()).toBe(
      manifest.files.find(({ table }) => table === 'measurements')?.rows,
    );
    expect(index.pragma('integrity_check', { simple: true })).toBe('ok');
    index.close();
  });

  it('is the same set of files when made again', async () => {
    const { out } = await runCommand('export', '--json', '--data', data);
    expect(JSON.parse(out).files).toEqual(manifest.files);
  });
});
