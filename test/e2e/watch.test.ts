// Watching as a maintainer does it: real repositories over real `git http-backend`, the forge's API by its double.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { resultFiles } from '../support/document.js';
import { byPath, commitToFork, honestFork } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf, newData, runCommand } from '../support/maintainer.js';
import { startForge, watchOnce } from '../support/watching.js';

const addSource = (data: string, ...names: string[]) => runCommand('sources', 'add', '--data', data, ...names);

describe('sources', () => {
  it('are listed, added, removed, denied and allowed; the file is the same whatever the order', async () => {
    const [data, other] = [await newData(), await newData()];
    await addSource(data, 'https://forge.example/b.git/', 'github:ipc-bench/results');
    await addSource(other, 'github:ipc-bench/results');
    await addSource(other, 'https://forge.example/b.git', 'https://forge.example/b.git');
    await runCommand('sources', 'deny', '--data', data, 'github.com/7');
    const list = async (which: string) => JSON.parse((await runCommand('sources', '--json', '--data', which)).out);
    const sources = ['github:ipc-bench/results', 'https://forge.example/b.git'];
    expect(await list(data)).toEqual({ sources, denied: ['github.com/7'] });
    expect(await list(other)).toEqual({ sources, denied: [] });
    await runCommand('sources', 'allow', '--data', data, 'github.com/7');
    await runCommand('sources', 'remove', '--data', data, 'https://forge.example/b.git');
    expect(await list(data)).toEqual({ sources: ['github:ipc-bench/results'], denied: [] });
  });

  it.each(['results', 'github:results', 'https://user:secret@forge.example/x', 'ssh://forge.example/x', './here'])(
    'refuses %s in words, and never repeats a password',
    async (name) => {
      const { exit, err } = await addSource(await newData(), name);
      expect(exit).toBe(2);
      expect(err).not.toContain('secret');
    },
  );

  it('a list that is no list stops a round, in words, and nothing is guessed', async () => {
    const data = await newData();
    writeFileSync(join(data, 'sources.json'), '{"source": ["https://forge.example/x"]}');
    const { exit, err } = await watchOnce(data);
    expect(exit).toBe(1);
    expect(err).toContain('sources.json');
  });
});

describe('watch --once', () => {
  it('merges what is listed, and finds nothing new the second time, for one request', async () => {
    const root = temporaryFolder();
    const backend = await startGitHttpBackend({ root });
    honestFork(root, 'ada', 3);
    const data = await newData();
    await addSource(data, `${backend.url}/ada.git`);
    expect(await watchOnce(data)).toMatchObject({ exit: 0, added: 3 });
    const { tree } = await digestOf(data);
    backend.requests.length = 0;
    const second = await watchOnce(data);
    expect(second).toMatchObject({ exit: 0, added: 0 });
    expect(second.sources).toMatchObject([{ status: 'done', branches: 1 }]);
    expect((await digestOf(data)).tree).toBe(tree);
    // The greeting is remembered per process; this one has greeted before.
    expect(backend.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
    await backend.close();
  });

  it('brings a source over its quota in several rounds, and none of it is lost', async () => {
    const data = await newData();
    await addSource(data, honestFork(temporaryFolder(), 'many', 7));
    const { turns, added, exit } = await watchOnce(data, { IPC_BENCH_SOURCE_FILES: '3' });
    expect({ exit, added }).toEqual({ exit: 0, added: 7 });
    expect(turns.map(({ round }) => round.sources[0].delayed)).toEqual([4, 1, 0]);
    const straight = await newData();
    await runCommand('merge', '--data', straight, honestFork(temporaryFolder(), 'many', 7));
    expect((await digestOf(data)).tree).toBe((await digestOf(straight)).tree);
  });

  it('visits so many sources per round, and all of them in the end', async () => {
    const data = await newData();
    const root = temporaryFolder();
    await addSource(data, ...['a', 'b', 'c'].map((name) => honestFork(root, name, 1)));
    const { turns, added } = await watchOnce(data, { IPC_BENCH_SOURCES_PER_ROUND: '2' });
    expect(turns.map(({ round }) => round.sources.length)).toEqual([2, 1]);
    expect(added).toBe(3);
  });

  it('does not visit what is denied, keeps what it brought, and reads it when it is allowed again', async () => {
    const data = await newData();
    const root = temporaryFolder();
    const fork = honestFork(root, 'denied', 1);
    await addSource(data, fork);
    await watchOnce(data);
    const { tree } = await digestOf(data);
    await runCommand('sources', 'deny', '--data', data, fork);
    commitToFork(root, 'denied', byPath(resultFiles(2, 'denied later')));
    const denied = await watchOnce(data);
    expect(denied).toMatchObject({ added: 0, sources: [], turns: [{ watched: 0, denied: 1 }] });
    expect((await digestOf(data)).tree).toBe(tree);
    await runCommand('sources', 'allow', '--data', data, fork);
    expect(await watchOnce(data)).toMatchObject({ added: 2 });
  });

  it('a source that fails stops nobody, waits ever longer, and is read when it is back', async () => {
    const data = await newData();
    const root = temporaryFolder();
    const [good, bad] = [honestFork(root, 'good', 1), join(root, 'bad.git')];
    await addSource(data, good, bad);
    expect(await watchOnce(data)).toMatchObject({ exit: 69, added: 1, turns: [{ failing: 1 }] });
    honestFork(root, 'bad', 2);
    expect(await watchOnce(data)).toMatchObject({ exit: 0, added: 2, turns: [{ failing: 0 }] });
  });
});

describe.each([
  ['by GraphQL', false],
  ['by REST, without a token', true],
])('a network of forks, %s', (_name, isAnonymous) => {
  async function watched() {
    const forge = await startForge({ isAnonymous });
    const data = await newData();
    await addSource(data, forge.entry);
    return { forge, data, look: () => watchOnce(data, forge.environment) };
  }

  it('is merged, forks of forks as well, and costs no git request for what has not changed', async () => {
    const { forge, data, look } = await watched();
    const [a, b] = [forge.fork(), forge.fork()];
    const c = forge.fork(b);
    for (const [at, fork] of [a, b, c].entries()) forge.push(fork, `machine ${at}`, at + 1);
    expect(await look()).toMatchObject({ exit: 0, added: 6 });
    const log = git(['log', '--format=%B', 'data'], { cwd: join(data, 'results.git') });
    for (const fork of [a, b, c]) expect(log).toContain(`Source: ${forge.keyOf(fork)}`);
    expect(log).not.toContain('contributor');

    forge.backend.requests.length = 0;
    const again = await look();
    expect(again).toMatchObject({ exit: 0, added: 0 });
    expect(forge.backend.requests.filter(({ path }) => path.includes('contributor'))).toEqual([]);
    checkSound(data);
  });

  it('a push to a fork is picked up, a forced one too, and nothing merged is lost by it', async () => {
    const { forge, data, look } = await watched();
    const fork = forge.fork();
    forge.push(fork, 'before', 2);
    await look();
    forge.push(fork, 'after', 1);
    expect(await look()).toMatchObject({ exit: 0, added: 1 });
    forge.push(fork, 'forced', 1, { force: true });
    expect(await look()).toMatchObject({ exit: 0, added: 1 });
    expect((await digestOf(data)).count).toBe(4);
  });

  it('a renamed fork keeps its number and its history; a deleted or private one fails nobody', async () => {
    const { forge, data, look } = await watched();
    const [renamed, deleted, hidden] = [forge.fork(), forge.fork(), forge.fork()];
    for (const [at, fork] of [renamed, deleted, hidden].entries()) forge.push(fork, `fork ${at}`);
    await look();
    renameSync(join(forge.root, renamed.owner, 'results.git'), join(forge.root, renamed.owner, 'numbers.git'));
    forge.world.rename(renamed.id, 'numbers');
    forge.push(renamed, 'renamed', 1);
    for (const gone of [deleted, hidden]) rmSync(join(forge.root, gone.owner), { recursive: true });
    forge.world.remove(deleted.id);
    forge.world.hide(hidden.id);
    const after = await look();
    expect(after).toMatchObject({ exit: 0, added: 1 });
    expect(after.sources.filter(({ counts }) => counts.added > 0)).toMatchObject([{ source: forge.keyOf(renamed) }]);
    expect((await digestOf(data)).count).toBe(4);
  });

  it('a fork that vanishes between discovery and visit fails alone', async () => {
    const { forge, look } = await watched();
    const [gone, good] = [forge.fork(), forge.fork()];
    forge.push(gone, 'gone');
    forge.push(good, 'good');
    rmSync(join(forge.root, gone.owner), { recursive: true });
    const { exit, added, sources } = await look();
    expect({ exit, added }).toEqual({ exit: 69, added: 1 });
    expect(sources.filter(({ status }) => status === 'failed')).toMatchObject([
      { source: forge.keyOf(gone), error: { code: 'unreachable' } },
    ]);
  });

  it('pull requests bring results without a fork, and are no fault where they are about something else', async () => {
    const { forge, data, look } = await watched();
    const commit = (ref: string, files: Record<string, Uint8Array | string>) =>
      commitToFork(join(forge.root, 'ipc-bench'), 'results', files, { ref, parents: [] });
    commit('refs/pull/1/head', byPath(resultFiles(2, 'by pull request')));
    commit('refs/pull/2/head', { 'README.md': 'a better word' });
    const { exit, added } = await look();
    expect({ exit, added }).toEqual({ exit: 0, added: 2 });
    expect((await digestOf(data)).count).toBe(2);
  });

  it('survives the death of the process between discovery and visit: what was found stays due', async () => {
    const { forge, data, look } = await watched();
    const fork = forge.fork();
    forge.push(fork, 'found', 2);
    // Another writer holds the lock, so the turn polls and then fails.
    const { takeWriterLock } = await import('@ipc-bench/server/journal/writer-lock');
    const lock = await takeWriterLock(join(data, 'writer.lock'), 0);
    vi.stubEnv('IPC_BENCH_LOCK_WAIT_MS', '0');
    expect((await look()).exit).toBe(75);
    lock.close();
    vi.unstubAllEnvs();
    forge.double.requests.length = 0;
    expect(await look()).toMatchObject({ exit: 0, added: 2 });
    expect(existsSync(join(data, 'index.sqlite'))).toBe(true);
  });

  it('an API that fails is said, and what is listed beside it is merged all the same', async () => {
    const { forge, data, look } = await watched();
    await addSource(data, honestFork(temporaryFolder(), 'beside', 1));
    forge.double.faults.push({ kind: 'status', status: 401 });
    const { exit, added, turns } = await look();
    expect({ exit, added }).toEqual({ exit: 69, added: 1 });
    expect(turns[0].polls).toMatchObject([{ network: forge.entry, error: 'unauthorized' }]);
    expect(JSON.stringify(turns)).not.toContain(forge.double.token);
  });
});
