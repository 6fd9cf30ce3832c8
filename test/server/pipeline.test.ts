// Rounds over real repositories: tools of different age, lost journals, a canonical repository that others touched.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { resultFiles } from '../support/document.js';
import { fastImport } from '../support/fast-import.js';
import { byPath, commitToFork, honestFork, RESULTS_REF } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { checkSound, digestOf, newData } from '../support/maintainer.js';
import { fileOfFormat, newerRegistry, round } from '../support/round.js';

const root = temporaryFolder(afterAll);

describe('a round', () => {
  const fork = honestFork(root, 'fork', 4);

  it('writes one commit per source, on the UTC day of the round', async () => {
    const data = await newData();
    await round(data, [fork, honestFork(root, 'second', 1)]);
    const log = git(['log', '--format=%cI %s', '--first-parent', 'data'], { cwd: join(data, 'results.git') }).split(
      '\n',
    );
    expect(log).toEqual([
      '2026-11-23T00:00:00+00:00 merge one source',
      '2026-11-23T00:00:00+00:00 merge one source',
      '1970-01-01T00:00:00+00:00 ipc-bench results root',
    ]);
  });

  it('ends at the same tree without the journal, which it makes anew from git', async () => {
    const data = await newData();
    await round(data, [fork]);
    const before = await digestOf(data);
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `journal.sqlite${end}`), { force: true });
    expect(await round(data, [fork])).toMatchObject({ tree: before.tree, sources: [{ counts: { added: 0 } }] });
    const journal = new Database(join(data, 'journal.sqlite'), { readonly: true });
    expect(journal.prepare("SELECT count(*) FROM file WHERE branch = 'data'").pluck().get()).toBe(4);
    journal.close();
  });

  it('reads everything again when the repository was replaced behind its back', async () => {
    const data = await newData();
    await round(data, [fork]);
    const before = await digestOf(data);
    rmSync(join(data, 'results.git'), { recursive: true });
    await engine.init(join(data, 'results.git'));
    expect(await round(data, [fork])).toMatchObject({ tree: before.tree, sources: [{ counts: { added: 4 } }] });
  });

  it('reads everything again when somebody took files away', async () => {
    const data = await newData();
    const [gone] = resultFiles(4, 'fork');
    await round(data, [fork]);
    const before = await digestOf(data);
    fastImport(join(data, 'results.git'), 'refs/heads/data', { files: { [gone?.path ?? '']: null } });
    expect((await digestOf(data)).count).toBe(3);
    expect(await round(data, [fork])).toMatchObject({ tree: before.tree });
  });

  it('judges what somebody else put into the repository, and takes out what does not belong there', async () => {
    const data = await newData();
    await round(data, [fork]);
    const before = await digestOf(data);
    const honest = byPath(resultFiles(2, 'pushed by hand'));
    fastImport(join(data, 'results.git'), 'refs/heads/data', {
      files: { ...honest, 'README.md': 'hello', [`results/e1/2026/11/20/${'a'.repeat(64)}.json`]: '{}' },
    });
    const { tree } = await round(data, [fork]);
    expect((await digestOf(data)).count).toBe(before.count + 2);
    const other = await newData();
    expect((await round(other, [fork, commitToFork(root, 'by-hand', honest)])).tree).toBe(tree);
    checkSound(data);
  });

  it('stores nothing of a stranger where the journal cannot be opened', async () => {
    const data = await newData();
    writeFileSync(join(data, 'journal.sqlite'), 'this is no database, but it is longer than a header needs to be');
    await expect(round(data, [fork])).rejects.toMatchObject({ name: 'ServerError', code: 'journal_broken' });
    expect((await digestOf(data)).count).toBe(0);
  });
});

describe('tools of different age', () => {
  const files = Object.fromEntries([
    fileOfFormat('2.0.0', 'a'),
    fileOfFormat('1.0.1', 'b'),
    fileOfFormat('1.0.1', 'c', { colour: 'red' }),
  ]);
  const mixed = commitToFork(root, 'mixed ages', { ...files, ...byPath(resultFiles(2, 'of today')) });

  it('keep what is newer aside, and end at the tree of the newest after an upgrade, without the source', async () => {
    const [upgraded, fresh] = [await newData(), await newData()];
    const before = await round(upgraded, [mixed]);
    expect(before.sources[0]?.counts).toMatchObject({ added: 4, deferred: 1 });
    expect(git(['ls-tree', '-r', '--name-only', 'deferred'], { cwd: join(upgraded, 'results.git') })).toMatch(
      /\.json$/,
    );

    const after = await round(upgraded, [], { registry: newerRegistry });
    const straight = await round(fresh, [mixed], { registry: newerRegistry });
    expect(straight.sources[0]?.counts).toMatchObject({ added: 4, rejected: 1, deferred: 0 });
    expect(after.tree).toBe(straight.tree);
    expect(git(['ls-tree', '-r', '--name-only', 'deferred'], { cwd: join(upgraded, 'results.git') })).toBe('');
    checkSound(upgraded);
  });

  it('pass on what they cannot read themselves', async () => {
    const [old, newer, fresh] = [await newData(), await newData(), await newData()];
    await round(old, [mixed]);
    const heard = await round(newer, [join(old, 'results.git')], { registry: newerRegistry });
    expect(heard.tree).toBe((await round(fresh, [mixed], { registry: newerRegistry })).tree);
  });

  it('go back to deferring what an older tool cannot read', async () => {
    const [data, old] = [await newData(), await newData()];
    await round(data, [mixed], { registry: newerRegistry });
    const { tree } = await round(data, [mixed]);
    expect(tree).toBe((await round(old, [mixed])).tree);
    checkSound(data);
  });

  it('fail, and try again, what finds no room; that is no verdict', async () => {
    const data = await newData();
    const full = await round(data, [mixed], { deferredRoom: { files: 0, bytes: 0 } });
    expect(full.sources[0]?.counts).toMatchObject({ added: 4, deferred: 0, failed: 1 });
    expect(full.sources[0]?.refused).toMatchObject([{ outcome: 'failed', note: expect.stringContaining('no room') }]);
    expect((await round(data, [mixed])).sources[0]?.counts).toMatchObject({ deferred: 1, failed: 0 });
  });
});

describe('a fork', () => {
  it('that renames a refused file into its place is read again', async () => {
    const [file] = resultFiles(1, 'renamed');
    const { path, bytes } = file as { path: string; bytes: Uint8Array };
    const wrong = path.replace('/20/', '/21/');
    const fork = commitToFork(root, 'renaming', { [wrong]: bytes });
    const data = await newData();
    expect((await round(data, [fork])).sources[0]?.counts).toMatchObject({ added: 0, rejected: 1 });
    fastImport(fork, RESULTS_REF, { files: { [wrong]: null, [path]: bytes } });
    expect((await round(data, [fork])).sources[0]?.counts).toMatchObject({ added: 1, rejected: 0 });
  });

  it('with the same file on several branches has it merged once', async () => {
    const files = byPath(resultFiles(2, 'twice'));
    const fork = commitToFork(root, 'twice', files);
    commitToFork(root, 'twice', files, { ref: 'refs/heads/results/ffffffff' });
    const { sources } = await round(await newData(), [fork]);
    expect(sources[0]?.counts).toMatchObject({ added: 2, unchanged: 0 });
  });
});
