import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PushOptions, pushBranch } from 'ipc-bench/git/push-branch';
import { ROOT_COMMIT } from 'ipc-bench/git/root-commit';
import { writeBundle } from 'ipc-bench/git/write-bundle';
import { floorToDay } from 'ipc-bench/git/write-commit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { git, temporaryFolder } from '../../support/git-command.js';
import { type GitHttpBackendOptions, startGitHttpBackend } from '../../support/git-http.js';

const REF = 'refs/heads/results/0123abcd';
const DAY = floorToDay(new Date('2026-11-20T17:45:12Z'));

async function serve(options: Partial<GitHttpBackendOptions> = {}) {
  const root = temporaryFolder();
  const gitdir = join(root, 'fork.git');
  git(['init', '--quiet', '--bare', gitdir]);
  const server = await startGitHttpBackend({ root, receivePack: true, ...options });
  onTestFinished(() => server.close());
  return { gitdir, url: `${server.url}/fork.git`, base: server.url, requests: server.requests };
}

function push(url: string, names: readonly string[], overrides: Partial<PushOptions> = {}) {
  const files = names.map((name) => ({
    path: `results/e1/2026/11/20/${name}.json`,
    bytes: Buffer.from(`{"a":"${name}"}`),
  }));
  return pushBranch({
    url,
    ref: REF,
    files,
    describe: (count) => `Add ${count}\n`,
    timestamp: DAY,
    token: null,
    signal: new AbortController().signal,
    review: async () => true,
    ...overrides,
  });
}

describe('pushBranch', () => {
  it('begins a branch with the fixed root commit and one neutral commit', async () => {
    const { gitdir, url } = await serve();
    const pushed = await push(url, ['a', 'b']);
    expect(git(['rev-list', '--parents', REF], { cwd: gitdir }).split('\n')).toEqual([
      `${pushed.outcome === 'pushed' && pushed.written.commit} ${ROOT_COMMIT}`,
      ROOT_COMMIT,
    ]);
    expect(git(['cat-file', 'commit', ROOT_COMMIT], { cwd: gitdir })).toBe(
      'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n' +
        'author ipc-bench <root@ipc-bench.invalid> 0 +0000\n' +
        'committer ipc-bench <root@ipc-bench.invalid> 0 +0000\n\nipc-bench results root',
    );
    expect(git(['log', '-1', '--format=%an <%ae> %ad|%cn <%ce> %cd|%B', '--date=raw', REF], { cwd: gitdir })).toBe(
      `ipc-bench <root@ipc-bench.invalid> ${DAY} +0000|ipc-bench <root@ipc-bench.invalid> ${DAY} +0000|Add 2\n`,
    );
    expect(DAY % 86_400).toBe(0);
    expect(git(['fsck', '--strict'], { cwd: gitdir })).toBe('');
  });

  it('shows for review exactly what the repository then holds', async () => {
    const { gitdir, url } = await serve();
    let text = '';
    const pushed = await push(url, ['a'], {
      review: async (written) => {
        text = written.text;
        return true;
      },
    });
    const commit = pushed.outcome === 'pushed' ? pushed.written.commit : '';
    expect(`${git(['cat-file', 'commit', commit], { cwd: gitdir })}\n`).toBe(text);
  });

  it('sends nothing when the review says no', async () => {
    const { gitdir, url } = await serve();
    expect(await push(url, ['a'], { review: async () => false })).toEqual({ outcome: 'declined' });
    expect(git(['count-objects'], { cwd: gitdir })).toMatch(/^0 objects/);
  });

  it('adds to what is there, and pushes no file twice', async () => {
    const { gitdir, url } = await serve();
    await push(url, ['a']);
    const second = await push(url, ['a', 'b']);
    expect(second).toMatchObject({ outcome: 'pushed', written: { files: [{ path: 'results/e1/2026/11/20/b.json' }] } });
    expect(await push(url, ['a', 'b'])).toEqual({ outcome: 'unchanged' });
    const names = git(['ls-tree', '-r', '--name-only', REF], { cwd: gitdir }).split('\n');
    expect(names).toEqual(['results/e1/2026/11/20/a.json', 'results/e1/2026/11/20/b.json']);
    expect(git(['fsck', '--strict'], { cwd: gitdir })).toBe('');
  });

  it.each([true, false])('leaves other branches alone, whether the server filters (%s)', async (filter) => {
    const { gitdir, url } = await serve({ filter });
    const blob = git(['hash-object', '-w', '--stdin'], { cwd: gitdir, input: 'x'.repeat(100_000) });
    const tree = git(['mktree'], { cwd: gitdir, input: `100644 blob ${blob}\tREADME\n` });
    const main = git(['commit-tree', '-m', 'main', tree], { cwd: gitdir });
    git(['update-ref', 'refs/heads/main', main], { cwd: gitdir });
    await push(url, ['a']);
    await push(url, ['b']);
    expect(git(['rev-parse', 'main'], { cwd: gitdir })).toBe(main);
    expect(git(['fsck', '--strict'], { cwd: gitdir })).toBe('');
  });

  it('downloads trees, not results', async () => {
    const { gitdir, url, requests } = await serve();
    const random = () => Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(Math.random() * 256)));
    const files = [{ path: 'results/e1/2026/11/20/large.json', bytes: random() }];
    await push(url, [], { files });
    requests.length = 0;
    await push(url, ['b']);
    expect(requests.reduce((sum, { responseBytes }) => sum + responseBytes, 0)).toBeLessThan(20_000);
    expect(git(['fsck', '--strict'], { cwd: gitdir })).toBe('');
  });

  it('fetches again and builds anew when another machine was faster', async () => {
    const { gitdir, url } = await serve();
    await push(url, ['a']);
    let reviews = 0;
    const review = async () => {
      reviews++;
      await push(url, ['other']);
      return true;
    };
    expect(await push(url, ['mine'], { review })).toMatchObject({ outcome: 'pushed' });
    expect(reviews).toBe(1);
    expect(git(['ls-tree', '-r', '--name-only', REF], { cwd: gitdir }).split('\n')).toHaveLength(3);
    expect(git(['rev-list', '--count', REF], { cwd: gitdir })).toBe('4');
  });

  it('gives up with `contended` when the branch never stands still', async () => {
    const { gitdir, url } = await serve();
    await push(url, ['a']);
    // The repository itself refuses, with the words of a lost race.
    mkdirSync(join(gitdir, 'hooks'), { recursive: true });
    writeFileSync(join(gitdir, 'hooks/update'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    writeFileSync(join(gitdir, `${REF}.lock`), '');
    await expect(push(url, ['b'])).rejects.toMatchObject({ code: 'contended' });
  });

  it('repeats the words of a server that refuses', async () => {
    const { gitdir, url } = await serve();
    mkdirSync(join(gitdir, 'hooks'), { recursive: true });
    writeFileSync(join(gitdir, 'hooks/update'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(push(url, ['a'])).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('hook'),
    });
  });

  it.each([
    ['asks for a token', 401, 'forbidden'],
    ['says no', 403, 'forbidden'],
    ['has no such repository', 404, 'forbidden'],
    ['is broken', 500, 'unreachable'],
  ])('says who must act when the server %s', async (_name, status, code) => {
    const { url } = await serve({
      onRequest(_request, response) {
        response.writeHead(status).end();
        return true;
      },
    });
    await expect(push(url, ['a'])).rejects.toMatchObject({ code });
  });

  it('offers the token, and follows no redirect with it', async () => {
    const seen: (string | undefined)[] = [];
    const { url } = await serve({
      onRequest(request, response) {
        seen.push(request.headers.authorization);
        response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere/info/refs' }).end();
        return true;
      },
    });
    await expect(push(url, ['a'], { token: 'secret' })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('moved to http://127.0.0.1:9/elsewhere'),
    });
    expect(seen).toEqual([`Basic ${Buffer.from('x-access-token:secret').toString('base64')}`]);
  });

  it('calls a page that is no repository by its name', async () => {
    const { url } = await serve({
      onRequest(_request, response) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
        return true;
      },
    });
    await expect(push(url, ['a'])).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('calls a closed port unreachable', async () => {
    await expect(push('http://127.0.0.1:9/x.git', ['a'])).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('stops when asked to', async () => {
    const stop = new AbortController();
    const { url } = await serve({
      onRequest() {
        stop.abort();
        return true;
      },
    });
    await expect(push(url, ['a'], { signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('writeBundle', () => {
  it('holds a branch that git verifies, clones and finds in order', async () => {
    const folder = temporaryFolder();
    const files = [{ path: 'results/e1/2026/11/20/a.json', bytes: Buffer.from('{}') }];
    const made = await writeBundle(REF, { files, describe: (count) => `Add ${count}\n`, timestamp: DAY });
    const file = join(folder, 'x.bundle');
    writeFileSync(file, made?.bundle ?? '');
    git(['clone', '--quiet', '--mirror', file, join(folder, 'clone.git')]);
    expect(git(['rev-parse', REF], { cwd: join(folder, 'clone.git') })).toBe(made?.written.commit);
    expect(git(['fsck', '--strict'], { cwd: join(folder, 'clone.git') })).toBe('');
  });
});
