import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import type { Oid } from '@ipc-bench/server/git/port';
import { expect, onTestFinished, test } from 'vitest';
import { fastImport } from '../../support/fast-import.js';
import { git, temporaryFolder } from '../../support/git-command.js';
import { startGitHttpBackend } from '../../support/git-http.js';

const DATA = 'refs/heads/data';
const HEADER = { message: 'x\n', timeSeconds: 1 };
const put = (path: string) => ({ path, bytes: Buffer.from(path) });

async function forge(onRequest?: (path: string) => void) {
  const root = temporaryFolder();
  const path = join(root, 'mirror.git');
  git(['init', '-q', '--bare', '-b', 'data', path]);
  const server = await startGitHttpBackend({
    root,
    receivePack: true,
    onRequest: (request) => {
      onRequest?.(`${request.method} ${request.url}`);
      return false;
    },
  });
  onTestFinished(() => server.close());
  return { path, url: `${server.url}/mirror.git`, server };
}

async function filled(files: number) {
  const repository = await engine.init(join(temporaryFolder(), 'results.git'));
  onTestFinished(() => repository.close());
  const changes = Array.from({ length: files }, (_, at) => put(`results/${at % 30}/${at}.json`));
  return { repository, first: (await repository.commit(DATA, null, changes, HEADER)).commit };
}

test('a first push of thousands of files is streamed, and what follows sends only what is new', async () => {
  const { path, url, server } = await forge();
  const { repository, first } = await filled(3000);
  await repository.push(url, DATA, null, { allowLoopback: true });
  expect(git(['rev-parse', DATA], { cwd: path })).toBe(first);
  const stored = () =>
    Number(/in-pack: (\d+)/.exec(git(['count-objects', '-v'], { cwd: path }))?.[1]) +
    Number(/count: (\d+)/.exec(git(['count-objects', '-v'], { cwd: path }))?.[1]);
  const before = stored();
  const { commit } = await repository.commit(DATA, first, [put('results/7/new.json')], HEADER);
  await repository.push(url, DATA, first, { allowLoopback: true });
  expect(git(['rev-parse', DATA], { cwd: path })).toBe(commit);
  expect(stored() - before, 'blob, three trees, commit').toBe(5);
  expect(server.requests.length).toBe(4);
  expect(git(['fsck', '--strict', '--full', '--no-progress'], { cwd: path })).toBe('');
});

test('a branch that moves between greeting and push is not overwritten', async () => {
  let moved = '';
  const { path, url } = await forge((request) => {
    if (request.startsWith('POST')) moved = fastImport(path, DATA, { files: { theirs: 'x' } });
  });
  const { repository, first } = await filled(3);
  await repository.push(url, DATA, null, { allowLoopback: true }).catch(() => {});
  expect(git(['rev-parse', DATA], { cwd: path })).toBe(moved);
  await expect(repository.push(url, DATA, moved as Oid, { allowLoopback: true })).rejects.toMatchObject({
    code: 'ref_moved',
  });
  expect(first).not.toBe(moved);
});

test('a push of what is there already does nothing', async () => {
  const { url, server } = await forge();
  const { repository, first } = await filled(3);
  await repository.push(url, DATA, null, { allowLoopback: true });
  await repository.push(url, DATA, first, { allowLoopback: true });
  expect(server.requests.length).toBe(3);
});

test('a path of this machine can be pushed to', async () => {
  const { path } = await forge();
  const { repository, first } = await filled(300);
  await repository.push(path, DATA, null);
  expect(git(['rev-parse', DATA], { cwd: path })).toBe(first);
});

test('a refusal by the other side is told in its words', async () => {
  const { path, url } = await forge();
  git(['config', 'receive.denyDeletes', 'true'], { cwd: path });
  git(['config', 'receive.denyNonFastForwards', 'true'], { cwd: path });
  const { repository, first } = await filled(3);
  await repository.push(url, DATA, null, { allowLoopback: true });
  const { commit } = await repository.commit(DATA, first, [put('x')], HEADER);
  await repository.push(url, DATA, first, { allowLoopback: true });
  await repository.snapshot(DATA, commit, HEADER);
  await expect(repository.push(url, DATA, commit, { allowLoopback: true })).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('non-fast-forward'),
  });
});
