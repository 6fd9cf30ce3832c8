import { join } from 'node:path';
import { applyPlan } from '@ipc-bench/server/canonical/apply-plan';
import { readBranch } from '@ipc-bench/server/canonical/branch-tree';
import { digestFiles } from '@ipc-bench/server/canonical/digest';
import { engine } from '@ipc-bench/server/git/engine';
import type { Oid } from '@ipc-bench/server/git/port';
import { EMPTY_TREE } from '@ipc-bench/server/git/root-commit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { git, temporaryFolder } from '../../support/git-command.js';

const HEADER = { message: 'test\n', timeSeconds: 0 };
const NONE = { puts: [], removes: [] };
const STILL = { puts: [], moves: [], removes: [] };
const put = (path: string, text: string) => ({ path, bytes: Buffer.from(text) });

async function made() {
  const repository = await engine.init(join(temporaryFolder(), 'results.git'));
  onTestFinished(() => repository.close());
  return repository;
}

describe('readBranch', () => {
  it('knows of a branch that does not exist yet that nothing is there', async () => {
    const branch = await readBranch(await made(), 'refs/heads/data');
    expect(branch).toMatchObject({ commit: null, tree: null });
    expect(await branch.treeOf('results')).toBeNull();
    expect(await branch.hasFile('results/x', EMPTY_TREE)).toBe(false);
  });

  it('tells files and folders at a path from others, and from other contents', async () => {
    const repository = await made();
    const plan = { data: { puts: [put('results/a/x', '1')], removes: [] }, deferred: NONE, suspended: STILL };
    await applyPlan(repository, { data: null, deferred: null, suspended: null }, plan, HEADER);
    const branch = await readBranch(repository, 'refs/heads/data');
    const folder = await branch.treeOf('results/a');
    const [file] = await repository.readTree(folder as NonNullable<typeof folder>);
    expect(file && (await branch.hasFile('results/a/x', file.oid))).toBe(true);
    expect(file && (await branch.hasTree('results/a/x', file.oid))).toBe(false);
    expect(file && (await branch.hasFile('results/a/y', file.oid))).toBe(false);
    expect(folder && (await branch.hasTree('results/a', folder))).toBe(true);
    expect(await branch.hasFile('results/a/x', EMPTY_TREE)).toBe(false);
  });
});

describe('applyPlan', () => {
  it('writes to the branch a file moves to before it leaves the other', async () => {
    const repository = await made();
    const start = {
      data: { puts: [put('a', '1')], removes: [] },
      deferred: { puts: [put('b', '2')], removes: [] },
      suspended: STILL,
    };
    const first = await applyPlan(repository, { data: null, deferred: null, suspended: null }, start, HEADER);
    const swap = {
      data: { puts: [put('b', '2')], removes: ['a'] },
      deferred: { puts: [put('a', '1')], removes: ['b'] },
      suspended: STILL,
    };
    const expected = { data: first.data?.commit ?? null, deferred: first.deferred?.commit ?? null, suspended: null };
    const stale = { ...expected, data: null };
    // The move fails half-way: `data` is not where it was expected. Nothing is lost, both files are there.
    await expect(applyPlan(repository, stale, swap, HEADER)).rejects.toMatchObject({ code: 'ref_moved' });
    const ls = (branch: string) => git(['ls-tree', '--name-only', branch], { cwd: repository.path });
    expect([ls('data'), ls('deferred')]).toEqual(['a', 'a\nb']);

    const deferred = await repository.readRef('refs/heads/deferred');
    await applyPlan(repository, { ...expected, deferred }, swap, HEADER);
    expect([ls('data'), ls('deferred')]).toEqual(['b', 'a']);
  });

  it('moves files from `data` by their ids, and they are on the other branch before they leave', async () => {
    const repository = await made();
    const start = { data: { puts: [put('a', '1')], removes: [] }, deferred: NONE, suspended: STILL };
    const none = { data: null, deferred: null, suspended: null };
    const { data } = await applyPlan(repository, none, start, HEADER);
    const [file] = await repository.readTree((data as { tree: Oid }).tree);
    const moves = [{ path: 'a', oid: (file as { oid: Oid }).oid }];
    const away = { data: { puts: [], removes: ['a'] }, deferred: NONE, suspended: { ...STILL, moves } };
    await expect(applyPlan(repository, none, away, HEADER)).rejects.toMatchObject({ code: 'ref_moved' });
    const suspended = await repository.readRef('refs/heads/suspended');
    expect(git(['show', 'suspended:a'], { cwd: repository.path })).toBe('1');
    await applyPlan(repository, { ...none, data: data?.commit ?? null, suspended }, away, HEADER);
    expect(git(['ls-tree', '--name-only', 'data'], { cwd: repository.path })).toBe('');
    expect(git(['ls-tree', '--name-only', 'suspended'], { cwd: repository.path })).toBe('a');
  });

  it('commits nothing where nothing changes', async () => {
    const repository = await made();
    const applied = await applyPlan(
      repository,
      { data: null, deferred: null, suspended: null },
      { data: NONE, deferred: NONE, suspended: STILL },
      HEADER,
    );
    expect(applied).toEqual({ data: null, deferred: null, suspended: null });
    expect(await repository.readRef('refs/heads/data')).toBeNull();
  });
});

describe('digestFiles', () => {
  it('depends on the files, not on the history', async () => {
    const [one, two] = [await made(), await made()];
    const both = { data: { puts: [put('a', '1'), put('b', '2')], removes: [] }, deferred: NONE, suspended: STILL };
    await applyPlan(one, { data: null, deferred: null, suspended: null }, both, HEADER);
    const a = { data: { puts: [put('a', '1'), put('c', '3')], removes: [] }, deferred: NONE, suspended: STILL };
    const { data } = await applyPlan(two, { data: null, deferred: null, suspended: null }, a, HEADER);
    const b = { data: { puts: [put('b', '2')], removes: ['c'] }, deferred: NONE, suspended: STILL };
    expect((await digestFiles(two)).digest).not.toBe((await digestFiles(one)).digest);
    await applyPlan(two, { data: data?.commit ?? null, deferred: null, suspended: null }, b, HEADER);
    expect(await digestFiles(two)).toEqual(await digestFiles(one));
    expect((await digestFiles(one)).count).toBe(2);
  });

  it('exists for an empty database, too', async () => {
    expect(await digestFiles(await made())).toMatchObject({ count: 0, tree: EMPTY_TREE });
  });
});
