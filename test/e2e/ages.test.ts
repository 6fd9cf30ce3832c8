// Tools of different age over real HTTP, with the releases of the evolution: an old one merges, forwards and serves newer
// minors, keeps newer majors untouched and forwards them, says what to upgrade to; and after the upgrade the same bytes are
// valid without having been submitted again.
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import { indexVersion } from '@ipc-bench/server/index/meta';
import { queries } from '@ipc-bench/server/query/queries';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cryptography } from '../support/document.js';
import { type File, fileOf, measured } from '../support/evolution/played-by.js';
import { type Release, releases } from '../support/evolution/releases.js';
import { commitToFork } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { checkSound, newData, runCommand } from '../support/maintainer.js';
import { round } from '../support/round.js';

const { first, minor, format11 } = releases;
const root = temporaryFolder(afterAll);
const air = { cooling: 'air' };
const today = fileOf({ format: '1.0.0', suite: '1.0.0' }, [measured('pipe.latency', '1.0.0', 9_000_000)]);
const newerMinor = fileOf({ format: '1.0.1', suite: '1.0.0', machine: air }, [
  measured('pipe.latency', '1.0.0', 9_100_000),
]);
const newerMajor = fileOf({ format: '1.1.0', suite: '1.0.0', machine: air }, [
  measured('pipe.latency', '1.0.0', 9_200_000),
]);
const newerSuite = fileOf({ format: '1.0.0', suite: '2.0.0' }, []);
const files = [today, newerMinor, newerMajor, newerSuite];

let server: GitHttpBackend;
const url = (path: string) => `${server.url}/${path}`;

beforeAll(async () => {
  commitToFork(root, 'fork', Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])));
  server = await startGitHttpBackend({ root });
  return () => server.close();
});

/** A maintainer whose repository is served to others. */
async function maintainer(name: string): Promise<{ data: string; url: string }> {
  const data = join(root, name);
  await runCommand('init', '--data', data);
  return { data, url: url(`${name}/results.git`) };
}

const filesOn = (data: string, ref: string) =>
  git(['ls-tree', '-r', '--name-only', ref], { cwd: join(data, 'results.git') })
    .split('\n')
    .filter(Boolean)
    .sort();
const pathsOf = (...some: File[]) => some.map(({ path }) => path).sort();
const merge = (data: string, source: string[], { registry }: Release) => round(data, source, { registry });

/** Verdicts in the list of results that a tool of that age serves. */
async function served(data: string, { registry, chain }: Release): Promise<Record<string, string>> {
  const path = join(data, 'index-of-its-age.sqlite');
  const repository = await engine.open(join(data, 'results.git'));
  const commit = await repository.readRef('refs/heads/data');
  if (!commit) throw new Error('nothing merged');
  await buildIndex(path, commit, { repository, registry, chain, cryptography, trusted: [] });
  await repository.close();
  const index = new CurrentIndex(path, indexVersion(registry, chain));
  const results = queries.find(({ name }) => name === 'results');
  const { rows } = JSON.parse(String(results && index.read(results.plan({})).body));
  index.close();
  return Object.fromEntries(rows.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]));
}

it('an old tool merges and serves newer minors, and keeps newer majors aside, untouched', async () => {
  const old = await maintainer('old');
  const { sources } = await merge(old.data, [url('fork')], first);
  expect(sources[0]?.counts).toMatchObject({ added: 2, deferred: 2, rejected: 0 });
  expect(filesOn(old.data, 'data')).toEqual(pathsOf(today, newerMinor));
  expect(filesOn(old.data, 'deferred')).toEqual(pathsOf(newerMajor, newerSuite));
  expect(await served(old.data, first)).toEqual({ [today.id]: 'valid', [newerMinor.id]: 'provisional' });
  for (const { path, bytes } of [newerMajor, newerSuite])
    expect(git(['show', `deferred:${path}`], { cwd: join(old.data, 'results.git') })).toBe(
      Buffer.from(bytes).toString(),
    );
  checkSound(old.data);
});

it('says "upgrade", and to what, to people and to programs', async () => {
  const data = await newData();
  const { exit, out } = await runCommand('merge', '--allow-loopback', '--data', data, url('fork'));
  expect([exit, out]).toEqual([0, expect.stringContaining('upgrade to one that knows format 1.1.0, suite 1.0.0')]);
  expect(out).toContain('format 1.0.0, suite 2.0.0');
  const other = await newData();
  const { sources } = await merge(other, [url('fork')], first);
  expect(sources[0]?.upgrade_for).toEqual(
    expect.arrayContaining([
      { needs: 'format 1.1.0, suite 1.0.0', files: 1 },
      { needs: 'format 1.0.0, suite 2.0.0', files: 1 },
    ]),
  );
});

it('after the upgrade the same bytes are valid without having been submitted again', async () => {
  const upgraded = await maintainer('upgraded');
  await merge(upgraded.data, [url('fork')], first);
  await merge(upgraded.data, [], format11);
  expect(filesOn(upgraded.data, 'data')).toEqual(pathsOf(today, newerMinor, newerMajor));
  expect(filesOn(upgraded.data, 'deferred')).toEqual(pathsOf(newerSuite));
  expect(await served(upgraded.data, format11)).toEqual({
    [today.id]: 'valid',
    [newerMinor.id]: 'valid',
    [newerMajor.id]: 'valid',
  });
  checkSound(upgraded.data);
});

it('a newer tool that reads only an old one gets everything, and both ways they end at one tree', async () => {
  const [old, middle, newest] = [await maintainer('N-1'), await maintainer('N-1 too'), await maintainer('N')];
  await merge(old.data, [url('fork')], first);
  await merge(middle.data, [old.url], minor); // hears of what is newer from one who cannot read it
  const direct = await merge(newest.data, [middle.url], format11);
  const fresh = await maintainer('fresh');
  expect(direct.tree).toBe((await merge(fresh.data, [url('fork')], format11)).tree);
  expect(filesOn(newest.data, 'deferred')).toEqual(pathsOf(newerSuite));

  const back = await merge(old.data, [newest.url], first); // and what the newer one holds as valid is newer to the old one
  expect(filesOn(old.data, 'data')).toEqual(pathsOf(today, newerMinor));
  expect(filesOn(old.data, 'deferred')).toEqual(pathsOf(newerMajor, newerSuite));
  expect(back.sources[0]?.counts).toMatchObject({ rejected: 0, failed: 0 });
  for (const { data } of [old, middle, newest]) checkSound(data);
});
