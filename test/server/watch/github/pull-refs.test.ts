// Heads of pull requests, listed from a real repository over real smart HTTP.
import { engine } from '@ipc-bench/server/git/engine';
import { isomorphicGit } from '@ipc-bench/server/git/isomorphic';
import { listPullHeads, type PullHead, type PullRefOptions } from '@ipc-bench/server/watch/github/pull-refs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fastImport } from '../../../support/fast-import.js';
import { git, temporaryFolder } from '../../../support/git-command.js';
import { startGitHttpBackend } from '../../../support/git-http.js';

/** A repository with these pull requests, each with the head and merge refs that a forge keeps. */
async function startUpstream(numbers: readonly number[]) {
  const root = temporaryFolder();
  const gitdir = `${root}/upstream.git`;
  const oid = fastImport(gitdir, 'refs/heads/main', { files: { a: 'a' } });
  const refs = numbers.flatMap((number) => [`refs/pull/${number}/head`, `refs/pull/${number}/merge`]);
  const input = [...refs, 'refs/heads/results/12345678', 'refs/pull/x/head', 'refs/pull/007/head']
    .map((ref) => `create ${ref} ${oid}\n`)
    .join('');
  git(['update-ref', '--stdin'], { cwd: gitdir, input });
  git(['pack-refs', '--all'], { cwd: gitdir });
  const backend = await startGitHttpBackend({ root });
  onTestFinished(() => backend.close());
  return { url: `${backend.url}/upstream.git`, backend, oid };
}

const numbersOf = (heads: readonly PullHead[]) => heads.map(({ number }) => number).sort((a, b) => a - b);

describe.each([
  ['the engine', engine],
  ['isomorphic-git', isomorphicGit],
])('by %s', (_name, git) => {
  async function list(url: string, options: PullRefOptions = {}): Promise<PullHead[]> {
    const heads: PullHead[] = [];
    for await (const head of listPullHeads(git, url, { remote: { allowLoopback: true }, ...options })) heads.push(head);
    return heads;
  }

  test('lists every head once, and nothing else', async () => {
    const { url, oid } = await startUpstream([1, 2, 10, 19, 120, 99_999]);
    const heads = await list(url);
    expect(numbersOf(heads)).toEqual([1, 2, 10, 19, 120, 99_999]);
    expect(heads.find(({ number }) => number === 10)).toEqual({ ref: 'refs/pull/10/head', number: 10, oid });
  });

  test('a repository without pull requests has none', async () => {
    const { url } = await startUpstream([]);
    expect(await list(url)).toEqual([]);
  });

  test('buckets that do not fit one answer are cut until they do, and nothing is lost or listed twice', async () => {
    const numbers = Array.from({ length: 350 }, (_, index) => index + 1);
    const { url, backend } = await startUpstream(numbers);
    expect(numbersOf(await list(url))).toEqual(numbers);
    const whole = backend.requests.length;
    backend.requests.length = 0;
    expect(numbersOf(await list(url, { bucketBytes: 4_000 }))).toEqual(numbers);
    expect(backend.requests.length).toBeGreaterThan(whole);
  });

  test('a cap makes the listing fail, never short', async () => {
    const { url } = await startUpstream([1, 2, 3, 4, 5]);
    expect(numbersOf(await list(url, { maxHeads: 5 }))).toEqual([1, 2, 3, 4, 5]);
    await expect(list(url, { maxHeads: 4 })).rejects.toMatchObject({ name: 'GitError', code: 'limit_exceeded' });
    await expect(list(url, { bucketBytes: 10 })).rejects.toMatchObject({ name: 'GitError', code: 'limit_exceeded' });
  });

  test('what cannot be reached is an error, and an abort ends the listing', async () => {
    const { url } = await startUpstream([1, 2]);
    await expect(list(url.replace('upstream', 'absent'))).rejects.toMatchObject({ code: 'unreachable' });
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(list(url, { signal: stop.signal })).rejects.toThrow('enough');
  });
});
