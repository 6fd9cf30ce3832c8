import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { advanceIndex } from '@ipc-bench/server/index/advance-index';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { corpus } from '../../support/corpus.js';
import { emptyData } from '../../support/indexed.js';

const documents = corpus(12, 30);

async function opened() {
  const data = await emptyData();
  const index = new CurrentIndex(data.path);
  onTestFinished(() => index.close());
  return { ...data, index, count: () => index.read((snapshot) => snapshot.summary().results) };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('CurrentIndex', () => {
  it('says that there is no index, and finds it when it comes', async () => {
    const { path, input, commit, index, count } = await opened();
    expect(() => index.meta()).toThrow(expect.objectContaining({ code: 'no_index' }));
    await buildIndex(path, await commit(documents.slice(0, 2)), input);
    expect(count()).toBe(2);
  });

  it('answers from a rebuilt file at once', async () => {
    const { path, input, commit, index, count } = await opened();
    await buildIndex(path, await commit(documents.slice(0, 2)), input);
    expect(count()).toBe(2);
    const { revision } = index.meta();
    await buildIndex(path, await commit(documents.slice(2, 5)), input);
    expect(index.meta().revision).not.toBe(revision);
    expect(count()).toBe(5);
  });

  it('sees every one of many commits in quick succession', async () => {
    const { path, input, commit, index, count } = await opened();
    await buildIndex(path, await commit([]), input);
    for (const [at, document] of documents.entries()) {
      const { revision } = await advanceIndex(path, await commit([document]), input);
      expect(index.meta().revision).toBe(revision);
      expect(count()).toBe(at + 1);
    }
  });

  it('keeps one state for the length of a read', async () => {
    const { path, input, commit, index } = await opened();
    await buildIndex(path, await commit(documents.slice(0, 2)), input);
    const writer = new Database(path);
    writer.pragma('busy_timeout = 0');
    onTestFinished(() => void writer.close());
    index.read((snapshot) => {
      const before = snapshot.all('SELECT count(*) FROM submission', []);
      expect(() => writer.exec('DELETE FROM submission')).toThrow('locked');
      expect(snapshot.all('SELECT count(*) FROM submission', [])).toEqual(before);
    });
  });

  it('rolls back what a writer left that died in the middle of its commit', async () => {
    const { folder, path, input, commit } = await opened();
    await buildIndex(path, await commit(documents), input);
    const writer = new Database(path);
    onTestFinished(() => void writer.close());
    writer.pragma('cache_size = 1'); // pages are written before the commit
    writer.exec('BEGIN; DELETE FROM measurement; DELETE FROM submission;');
    for (const suffix of ['', '-journal']) copyFileSync(path + suffix, `${folder}/copy${suffix}`);
    const index = new CurrentIndex(`${folder}/copy`);
    onTestFinished(() => index.close());
    expect(index.read((snapshot) => snapshot.all('SELECT count(*) FROM submission', []))).toEqual([[12]]);
    expect(existsSync(`${folder}/copy-journal`)).toBe(false);
  });

  it('cannot write', async () => {
    const { path, input, commit, index } = await opened();
    await buildIndex(path, await commit(documents.slice(0, 2)), input);
    expect(() => index.read((snapshot) => snapshot.all('DELETE FROM submission RETURNING sub', []))).toThrow(
      'readonly',
    );
  });

  it('refuses a file that is no index, one of other tables, and a folder', async () => {
    const { path, input, commit, index } = await opened();
    const noIndex = expect.objectContaining({ code: 'no_index' });
    writeFileSync(path, 'no database');
    expect(() => index.meta()).toThrow(noIndex);
    await nextTurn();
    await buildIndex(path, await commit([]), input);
    const writer = new Database(path);
    writer.exec("UPDATE meta SET value = '0.0.0' WHERE name = 'version'");
    writer.close();
    await nextTurn();
    expect(() => index.meta()).toThrow('another version');
    mkdirSync(`${path}.folder`);
    expect(() => new CurrentIndex(`${path}.folder`).meta()).toThrow(noIndex);
    expect(existsSync(`${path}-journal`)).toBe(false);
  });
});
