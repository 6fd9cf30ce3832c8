// Publishing to a real repository over real HTTP: alone, in a race, and beside a maintainer who trusts others.
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import { openEngineTarget } from '@ipc-bench/server/publish/engine-target';
import { isSshRemote, openGitTarget } from '@ipc-bench/server/publish/git-target';
import type { PublishTarget } from '@ipc-bench/server/publish/publish-target';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resultFiles } from '../support/document.js';
import { fastImport } from '../support/fast-import.js';
import { byPath, commitToFork, honestFork } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf, newData, runCommand } from '../support/maintainer.js';
import { fileOfFormat } from '../support/round.js';
import { watchOnce } from '../support/watching.js';

async function startRemote(onPush?: () => void) {
  const root = temporaryFolder();
  const path = join(root, 'shared.git');
  git(['init', '--quiet', '--bare', path]);
  const backend = await startGitHttpBackend({
    root,
    receivePack: true,
    onRequest(request) {
      if (request.method === 'POST' && request.url?.endsWith('/git-receive-pack')) onPush?.();
      return false;
    },
  });
  onTestFinished(() => backend.close());
  const treeOf = (ref: string) => git(['rev-parse', `${ref}^{tree}`], { cwd: path });
  const pushes = () => backend.requests.filter(({ path: url }) => url.endsWith('/git-receive-pack')).length;
  return { path, backend, treeOf, pushes, environment: { IPC_BENCH_PUBLISH_TO: `${backend.url}/shared.git` } };
}

async function maintainerOf(...sources: string[]): Promise<string> {
  const data = await newData();
  await runCommand('sources', 'add', '--data', data, ...sources);
  return data;
}

describe('publishing', () => {
  it('puts data and deferred elsewhere, and sends nothing while nothing has changed', async () => {
    const remote = await startRemote();
    const root = temporaryFolder();
    const newer = commitToFork(root, 'newer', Object.fromEntries([fileOfFormat('2.0.0', 'a')]));
    const data = await maintainerOf(honestFork(root, 'honest', 3), newer);
    expect((await watchOnce(data, remote.environment)).turns).toMatchObject([{ published: 'pushed' }]);
    const own = (ref: string) => git(['rev-parse', ref], { cwd: join(data, 'results.git') });
    for (const ref of ['data', 'deferred']) expect(git(['rev-parse', ref], { cwd: remote.path })).toBe(own(ref));
    expect(git(['fsck', '--strict', '--no-dangling'], { cwd: remote.path })).toBe('');

    remote.backend.requests.length = 0;
    expect((await watchOnce(data, remote.environment)).turns).toMatchObject([{ published: 'unchanged' }]);
    expect(remote.backend.requests).toEqual([]);
  });

  it('two maintainers who publish to one place converge, and the place with them', async () => {
    const remote = await startRemote();
    const root = temporaryFolder();
    const [a, b] = [await maintainerOf(honestFork(root, 'a', 2)), await maintainerOf(honestFork(root, 'b', 3))];
    await watchOnce(a, remote.environment);
    await watchOnce(b, remote.environment);
    expect((await digestOf(b)).count).toBe(5);
    honestFork(root, 'a', 4);
    await watchOnce(a, remote.environment);
    expect((await digestOf(a)).count).toBe(7);
    honestFork(root, 'b', 3);
    await runCommand('sources', 'add', '--data', b, remote.path);
    await watchOnce(b, remote.environment);
    const { tree } = await digestOf(a);
    expect((await digestOf(b)).tree).toBe(tree);
    expect(remote.treeOf('data')).toBe(tree);
    for (const data of [a, b]) checkSound(data);
  });

  it('merges what somebody else pushed in the very moment, and pushes again', async () => {
    let isFirst = true;
    const other = byPath(resultFiles(2, 'the quicker one'));
    const remote = await startRemote(() => {
      if (isFirst) fastImport(remote.path, 'refs/heads/data', { files: other });
      isFirst = false;
    });
    const data = await maintainerOf(honestFork(temporaryFolder(), 'slower', 1));
    expect((await watchOnce(data, remote.environment)).turns).toMatchObject([{ published: 'pushed' }]);
    expect((await digestOf(data)).count).toBe(3);
    expect(remote.treeOf('data')).toBe((await digestOf(data)).tree);
    expect(remote.pushes()).toBe(2); // the one that lost, and the one that won
  });

  it('at the same time from two sides ends at one tree', async () => {
    const remote = await startRemote();
    const root = temporaryFolder();
    const all = [];
    for (const name of ['a', 'b', 'c']) all.push(await maintainerOf(honestFork(root, name, 1), `${remote.path}`));
    for (let turn = 0; turn < 2; turn++) await Promise.all(all.map((data) => watchOnce(data, remote.environment)));
    const trees = new Set(await Promise.all(all.map(async (data) => (await digestOf(data)).tree)));
    expect([...trees]).toEqual([remote.treeOf('data')]);
    expect((await digestOf(all[0] as string)).count).toBe(3);
  });

  it('is no war with a maintainer who holds another tree', async () => {
    const remote = await startRemote();
    const root = temporaryFolder();
    const [a, b] = [await maintainerOf(honestFork(root, 'a', 1)), await maintainerOf(honestFork(root, 'b', 1))];
    const both = async () => {
      await watchOnce(a, remote.environment);
      await watchOnce(b, remote.environment);
    };
    await both();
    expect((await digestOf(a)).tree).not.toBe((await digestOf(b)).tree); // a does not read what b publishes
    const pushes = remote.pushes();
    for (let turn = 0; turn < 3; turn++) await both();
    expect(remote.pushes()).toBe(pushes);
  });

  it('that fails is said, undoes nothing, and is tried again', async () => {
    const remote = await startRemote();
    const data = await maintainerOf(honestFork(temporaryFolder(), 'kept', 1));
    const { exit, err } = await watchOnce(data, { IPC_BENCH_PUBLISH_TO: `${remote.backend.url}/absent.git` });
    expect(exit).toBe(69);
    expect(err).toContain('publish_failed');
    expect((await digestOf(data)).count).toBe(1);
    expect((await watchOnce(data, remote.environment)).turns).toMatchObject([{ published: 'pushed' }]);
  });

  it('sends the token to that host, and prints it nowhere', async () => {
    const seen: (string | undefined)[] = [];
    const remote = await startRemote();
    remote.backend.close();
    const backend = await startGitHttpBackend({
      root: join(remote.path, '..'),
      receivePack: true,
      onRequest: (request) => {
        seen.push(request.headers.authorization);
        return false;
      },
    });
    onTestFinished(() => backend.close());
    const environment = {
      IPC_BENCH_PUBLISH_TO: `${backend.url}/shared.git`,
      IPC_BENCH_PUBLISH_TOKEN: 'a-secret-token',
    };
    const data = await maintainerOf(honestFork(temporaryFolder(), 'with a token', 1));
    const said = await watchOnce(data, environment);
    expect(said.turns).toMatchObject([{ published: 'pushed' }]);
    expect(new Set(seen)).toEqual(
      new Set([`Basic ${Buffer.from('x-access-token:a-secret-token').toString('base64')}`]),
    );
    expect(JSON.stringify(said)).not.toContain('secret');
  });
});

const TARGETS: readonly (readonly [string, (path: string) => PublishTarget])[] = [
  ['the engine', (path) => openEngineTarget(path, engine, {})],
  ['git, as for ssh', openGitTarget],
];

describe.each(TARGETS)('a target by %s', (_name, open) => {
  it('lists, pushes by compare-and-swap only, and can be read', async () => {
    const folder = temporaryFolder();
    const [ours, theirs] = [join(folder, 'ours.git'), join(folder, 'theirs.git')];
    git(['init', '--quiet', '--bare', theirs]);
    const repository = await engine.init(ours);
    onTestFinished(() => repository.close());
    const header = { message: 'x\n', timeSeconds: 0 };
    const ref = 'refs/heads/data';
    const write = async (expected: Parameters<typeof repository.commit>[1], text: string) =>
      (await repository.commit(ref, expected, [{ path: 'a', bytes: Buffer.from(text) }], header)).commit;
    const first = await write(null, 'one');
    const target = open(theirs);
    expect(await target.list([ref])).toEqual(new Map());
    await target.push(repository, ref, null);
    expect(await target.list([ref])).toEqual(new Map([[ref, first]]));
    const second = await write(first, 'two');
    await expect(target.push(repository, ref, null)).rejects.toMatchObject({ code: 'ref_moved' });
    await expect(target.push(repository, ref, second)).rejects.toMatchObject({ code: 'ref_moved' });
    await target.push(repository, ref, first);
    expect(await target.list([ref])).toEqual(new Map([[ref, second]]));
    const found = await target.reading(async (location) => {
      const remote = engine.remote(location);
      const { root } = await remote.fetchTrees(second);
      await remote.close();
      return root;
    });
    expect(found).toBe((await repository.readCommit(second)).tree);
    await expect(open(join(folder, 'absent.git')).list([ref])).rejects.toMatchObject({ name: 'GitError' });
  });
});

it.each([
  ['ssh://git@forge.example/x.git', true],
  ['git@forge.example:ada/x.git', true],
  ['https://forge.example/x.git', false],
  ['/srv/x.git', false],
  ['--upload-pack=touch@x:y', false],
])('%s is an ssh remote: %s', (text, isSsh) => {
  expect(isSshRemote(text)).toBe(isSsh);
});
