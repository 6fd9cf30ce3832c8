// Forks as they may really be, over git's own HTTP server: large, old-fashioned, odd, broken.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import { type Oid, parseOid, type Remote, type RemoteLimits, type RemoteTrees } from '@ipc-bench/server/git/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fastImport } from '../../support/fast-import.js';
import { git, temporaryFolder } from '../../support/git-command.js';
import { type GitHttpBackend, type GitHttpBackendOptions, startGitHttpBackend } from '../../support/git-http.js';

const REF = 'refs/heads/results/1a2b3c4d';
const DAY = 'results/e1/2026/11/23';
let folder: string;
let server: GitHttpBackend;

beforeAll(async () => {
  folder = temporaryFolder(afterAll);
  server = await startGitHttpBackend({ root: folder });
});
afterAll(() => server.close());

function remote(name: string, limits: Partial<RemoteLimits> = {}, from: GitHttpBackend = server): Remote {
  return engine.remote(`${from.url}/${name}`, { allowLoopback: true, limits });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function paths(trees: RemoteTrees, oid: Oid = trees.root, prefix = ''): string[] {
  return trees.readTree(oid).flatMap((entry) => {
    return entry.mode === 0o040000 ? paths(trees, entry.oid, `${prefix}${entry.name}/`) : [prefix + entry.name];
  });
}

const oidOf = (name: string, revision: string) => parseOid(git(['rev-parse', revision], { cwd: join(folder, name) }));

/** Requests that `work` makes, greeting included. */
async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  const before = server.requests.length;
  await work();
  return server.requests.length - before;
}

describe('requests', () => {
  test('one changed fork takes a greeting, a list, one fetch of trees and one of blobs', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${DAY}/${at}.json`, `{"at":${at}}`]));
    fastImport(join(folder, 'usual.git'), REF, { files });
    const source = remote('usual.git');
    const count = await requestsOf(async () => {
      const [ref] = await source.listRefs(['refs/heads/results/']);
      const trees = await source.fetchTrees(ref?.oid as Oid);
      const day = DAY.split('/').reduce<Oid>(
        (oid, name) => trees.readTree(oid).find((entry) => entry.name === name)?.oid as Oid,
        trees.root,
      );
      const blobs = await all(
        source.fetchBlobs(
          ref?.oid as Oid,
          trees.readTree(day).map(({ oid }) => oid),
        ),
      );
      expect(blobs.length).toBe(20);
    });
    expect(count).toBe(4);
  });

  test('a fork that renames a file we know into place, or restores it, is given that file again', async () => {
    const path = join(folder, 'renames.git');
    fastImport(path, REF, { files: { 'wrong/place.json': 'content', other: 'x' } });
    const source = remote('renames.git');
    const first = oidOf('renames.git', REF);
    await source.fetchTrees(first);
    const blob = oidOf('renames.git', `${REF}:wrong/place.json`);
    expect(await all(source.fetchBlobs(first, [blob]))).toHaveLength(1);
    fastImport(path, REF, { files: { 'wrong/place.json': null } });
    fastImport(path, REF, { files: { [`${DAY}/right.json`]: 'content' } });
    const second = oidOf('renames.git', REF);
    expect(paths(await source.fetchTrees(second))).toEqual(['other', `${DAY}/right.json`]);
    expect(await all(source.fetchBlobs(second, [blob]))).toEqual([{ oid: blob, bytes: Buffer.from('content') }]);
  });
});

describe('sources of any size', () => {
  beforeAll(() => {
    const files: Record<string, string> = { README: 'x' };
    for (let day = 1; day <= 28; day++) {
      for (let at = 0; at < 700; at++)
        files[`results/e1/2026/02/${String(day).padStart(2, '0')}/${day}-${at}.json`] = `${day} ${at}`;
    }
    fastImport(join(folder, 'large.git'), REF, { files });
  });

  test('trees of more than a megabyte come folder by folder', async () => {
    const source = remote('large.git', { responseBytes: 200_000, inflatedBytes: 500_000 });
    const trees = await source.fetchTrees(oidOf('large.git', REF));
    expect(paths(trees).length).toBe(28 * 700 + 1);
  });

  test('and only those that are followed', async () => {
    const source = remote('large.git', { responseBytes: 100_000, inflatedBytes: 500_000 });
    const asked: string[] = [];
    const trees = await source.fetchTrees(oidOf('large.git', REF), (path, oid) => {
      asked.push(path);
      expect(oid).toBe(oidOf('large.git', `${REF}:${path}`));
      return !path.startsWith('results/e1/2026/02/') || path.endsWith('/07') || path.endsWith('/21');
    });
    expect(asked.slice(0, 4)).toEqual(['results', 'results/e1', 'results/e1/2026', 'results/e1/2026/02']);
    expect(asked.length).toBe(4 + 28);
    const days = trees.readTree(oidOf('large.git', `${REF}:results/e1/2026/02`));
    const read = days.filter(({ oid }) => {
      try {
        return trees.readTree(oid).length === 700;
      } catch {
        return false;
      }
    });
    expect(read.map(({ name }) => name)).toEqual(['07', '21']);
  });

  test('but not all at once, when they are too many to hold', async () => {
    const source = remote('large.git', { responseBytes: 100_000, inflatedBytes: 500_000, tipBytes: 300_000 });
    await expect(source.fetchTrees(oidOf('large.git', REF))).rejects.toMatchObject({
      code: 'limit_exceeded',
      limit: 'tipBytes',
    });
  });

  test('a folder that is too large for one answer is refused by itself', async () => {
    const source = remote('large.git', { responseBytes: 10_000 });
    await expect(source.fetchTrees(oidOf('large.git', REF))).rejects.toMatchObject({ code: 'limit_exceeded' });
  });

  test('blobs of any number come in batches, halved where an answer would be too large', async () => {
    const wanted = git(['ls-tree', '-r', REF], { cwd: join(folder, 'large.git') })
      .split('\n')
      .map((line) => parseOid(line.slice(12, 52)));
    const source = remote('large.git', { responseBytes: 6000 });
    const found = await all(source.fetchBlobs(oidOf('large.git', REF), wanted.slice(0, 1200)));
    expect(new Set(found.map(({ oid }) => oid)).size).toBe(1200);
    expect(found.every((blob) => 'bytes' in blob)).toBe(true);
  });

  test('100,000 files in one folder', async () => {
    // By hand: fast-import would look through all names for each name.
    const path = join(folder, 'many.git');
    git(['init', '-q', '--bare', path]);
    const blob = git(['hash-object', '-w', '--stdin'], { cwd: path, input: 'x' });
    const lines = Array.from({ length: 100_000 }, (_, at) => `100644 blob ${blob}\t${at}\n`);
    const tree = git(['mktree'], { cwd: path, input: lines.join('') });
    git(['update-ref', REF, git(['commit-tree', tree, '-m', 'x'], { cwd: path })], { cwd: path });
    expect(paths(await remote('many.git').fetchTrees(oidOf('many.git', REF))).length).toBe(100_000);
    await expect(remote('many.git', { treeBytes: 1_000_000 }).fetchTrees(oidOf('many.git', REF))).rejects.toMatchObject(
      {
        code: 'limit_exceeded',
        limit: 'treeBytes',
      },
    );
  });

  test('a tree bomb: a few hundred bytes, a million paths', async () => {
    const path = join(folder, 'bomb.git');
    git(['init', '-q', '--bare', path]);
    let tree = git(['mktree'], {
      cwd: path,
      input: `100644 blob ${git(['hash-object', '-w', '--stdin'], { cwd: path, input: 'x' })}\tf\n`,
    });
    for (let level = 0; level < 6; level++) {
      const lines = Array.from({ length: 10 }, (_, at) => `040000 tree ${tree}\t${at}\n`);
      tree = git(['mktree'], { cwd: path, input: lines.join('') });
    }
    git(['update-ref', REF, git(['commit-tree', tree, '-m', 'x'], { cwd: path })], { cwd: path });
    const trees = await remote('bomb.git').fetchTrees(oidOf('bomb.git', REF));
    expect(trees.readTree(trees.root).length).toBe(10);
  });
});

describe('one bad file does not hide its neighbours', () => {
  test('a 30 MB JSON and a zlib bomb are oversized, the rest comes', async () => {
    const path = join(folder, 'greedy.git');
    const honest = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${DAY}/${at}.json`, `{"at":${at}}`]));
    const large = `[${'123456789,'.repeat(3_000_000)}0]`;
    fastImport(path, REF, { files: { ...honest, 'b.json': large } });
    // A gigabyte would take git a while to hash; eight megabytes of zeros, sent as eight kilobytes, show the same.
    fastImport(path, REF, { files: { 'z.json': Buffer.alloc(8 * 2 ** 20) } });
    const source = remote('greedy.git');
    const tip = oidOf('greedy.git', REF);
    const trees = await source.fetchTrees(tip);
    expect(paths(trees).length).toBe(32);
    const wanted = git(['ls-tree', '-r', REF], { cwd: path })
      .split('\n')
      .map((line) => parseOid(line.slice(12, 52)));
    const found = await all(source.fetchBlobs(tip, wanted));
    expect(found.filter((blob) => 'bytes' in blob).length).toBe(30);
    const oversized = found.flatMap((blob) => ('oversized' in blob ? [blob.oid] : []));
    expect(oversized.sort()).toEqual(
      [oidOf('greedy.git', `${REF}:b.json`), oidOf('greedy.git', `${REF}:z.json`)].sort(),
    );
  });

  test('a file that the other side has lost, or that is no file, is missing, the rest comes', async () => {
    const path = join(folder, 'lossy.git');
    git(['init', '-q', '--bare', path]);
    const write = (content: string) => git(['hash-object', '-w', '--stdin'], { cwd: path, input: content });
    const [a, lost, c] = ['a', 'lost', 'c'].map(write) as [Oid, Oid, Oid];
    const folderId = git(['mktree'], { cwd: path, input: `100644 blob ${a}\ta\n` }) as Oid;
    const lines = [
      `100644 blob ${a}\ta`,
      `100644 blob ${lost}\tb`,
      `100644 blob ${c}\tc`,
      `040000 tree ${folderId}\td`,
    ];
    const tree = git(['mktree'], { cwd: path, input: `${lines.join('\n')}\n` });
    const tip = git(['commit-tree', tree, '-m', 'x'], { cwd: path }) as Oid;
    git(['update-ref', REF, tip], { cwd: path });
    rmSync(join(path, 'objects', lost.slice(0, 2), lost.slice(2)));
    const source = remote('lossy.git');
    expect(paths(await source.fetchTrees(tip))).toEqual(['a', 'b', 'c', 'd/a']);
    const found = await all(source.fetchBlobs(tip, [a, lost, c, folderId]));
    expect(
      found
        .filter((blob) => 'bytes' in blob)
        .map(({ oid }) => oid)
        .sort(),
    ).toEqual([a, c].sort());
    expect(
      found
        .filter((blob) => 'missing' in blob)
        .map(({ oid }) => oid)
        .sort(),
    ).toEqual([lost, folderId].sort());
  });
});

describe('odd trees are told as they are', () => {
  test('symlink, executable, submodule, .git, .., backslash, non-UTF-8 and case-colliding names', async () => {
    const path = join(folder, 'odd.git');
    git(['init', '-q', '--bare', path]);
    const blob = git(['hash-object', '-w', '--stdin'], { cwd: path, input: 'x' });
    const names: [string, string | Buffer][] = [
      ['100644', '..'],
      ['100644', '.git'],
      ['100644', 'A.json'],
      ['100644', 'a.json'],
      ['100644', 'back\\slash'],
      ['100755', 'executable'],
      ['120000', 'link'],
      ['160000', 'module'],
      ['100644', Buffer.from([0x6e, 0xff, 0xfe])],
    ];
    const id = Buffer.from(blob, 'hex');
    const content = Buffer.concat(
      names.flatMap(([mode, name]) => [Buffer.from(`${mode} `), Buffer.from(name as string), Buffer.from([0]), id]),
    );
    const tree = git(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], { cwd: path, input: content });
    const commit = `tree ${tree}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> 0 +0000\n\nx\n`;
    const tip = git(['hash-object', '-w', '-t', 'commit', '--stdin'], { cwd: path, input: commit }) as Oid;
    git(['update-ref', REF, tip], { cwd: path });
    const trees = await remote('odd.git').fetchTrees(tip);
    const entries = trees.readTree(trees.root).map(({ mode, name }) => [mode.toString(8), name]);
    expect(entries).toEqual(names.map(([mode, name]) => [mode, typeof name === 'string' ? name : 'n\ufffd\ufffd']));
  });

  test('a branch without a single file', async () => {
    fastImport(join(folder, 'empty.git'), REF, { files: {} });
    expect(paths(await remote('empty.git').fetchTrees(oidOf('empty.git', REF)))).toEqual([]);
  });

  test('a repository without a single branch', async () => {
    git(['init', '-q', '--bare', join(folder, 'bare.git')]);
    expect(await remote('bare.git').listRefs(['refs/heads/'])).toEqual([]);
  });
});

describe('servers of other kinds', () => {
  beforeAll(() => {
    const path = join(folder, 'plain.git');
    fastImport(path, REF, { files: { gone: 'gone', [`${DAY}/a.json`]: 'a' } });
    fastImport(path, REF, { files: { gone: null, [`${DAY}/b.json`]: 'b' } });
  });

  const kinds: [string, Partial<GitHttpBackendOptions>, filters: boolean][] = [
    ['without filters', { filter: false }, false],
    ['that speaks protocol version 0', { protocol: 0 }, false],
    [
      'that speaks protocol version 0 and gives any object',
      { protocol: 0, settings: ['uploadpack.allowAnySHA1InWant=true'] },
      true,
    ],
    ['that speaks protocol version 1', { protocol: 1 }, false],
  ];
  test.each(kinds)('a server %s', async (_kind, options, filters) => {
    const other = await startGitHttpBackend({ root: folder, ...options });
    try {
      const source = remote('plain.git', {}, other);
      const tip = oidOf('plain.git', REF);
      expect(await source.listRefs(['refs/heads/results/'])).toEqual([{ name: REF, oid: tip }]);
      expect(paths(await source.fetchTrees(tip))).toEqual([`${DAY}/a.json`, `${DAY}/b.json`]);
      const wanted = ['a', 'b'].map((name) => oidOf('plain.git', `${REF}:${DAY}/${name}.json`));
      const contents = (blobs: Awaited<ReturnType<typeof all<{ oid: Oid; bytes?: Uint8Array }>>>) =>
        blobs.map((blob) => Buffer.from(blob.bytes ?? []).toString()).sort();
      expect(contents(await all(source.fetchBlobs(tip, wanted)))).toEqual(['a', 'b']);
      expect(contents(await all(remote('plain.git', {}, other).fetchBlobs(tip, wanted))), 'asked at once').toEqual([
        'a',
        'b',
      ]);
      const large = remote('large.git', { responseBytes: 20_000 }, other).fetchTrees(oidOf('large.git', REF));
      if (filters) expect(paths(await large).length).toBe(28 * 700 + 1);
      else await expect(large).rejects.toMatchObject({ code: 'limit_exceeded' });
    } finally {
      await other.close();
    }
  });

  test('a repository of SHA-256 is refused by name', async () => {
    git(['init', '-q', '--bare', '--object-format=sha256', join(folder, 'sha256.git')]);
    await expect(remote('sha256.git').listRefs(['refs/heads/'])).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('paths of this machine', () => {
  test('a working copy is read like its repository', async () => {
    const path = join(temporaryFolder(), 'copy');
    git(['init', '-q', '-b', 'main', path]);
    mkdirSync(join(path, 'results'));
    writeFileSync(join(path, 'results', 'a.json'), 'a');
    git(['add', '.'], { cwd: path });
    git(['commit', '-qm', 'x'], { cwd: path });
    const source = engine.remote(path);
    const [ref] = await source.listRefs(['refs/heads/']);
    expect(paths(await source.fetchTrees(ref?.oid as Oid))).toEqual(['results/a.json']);
  });

  test('a repository that borrows objects from another is read by git', async () => {
    const path = join(temporaryFolder(), 'borrows.git');
    git(['clone', '-q', '--bare', '--shared', join(folder, 'plain.git'), path]);
    const source = engine.remote(path);
    expect(paths(await source.fetchTrees(oidOf('plain.git', REF)))).toHaveLength(2);
  });

  test('a folder that is no repository, or that names one in a file, is refused', async () => {
    await expect(engine.remote(temporaryFolder()).listRefs([''])).rejects.toMatchObject({ code: 'not_a_repository' });
    const broken = temporaryFolder();
    writeFileSync(join(broken, 'HEAD'), 'ref: refs/heads/main\n');
    await expect(engine.remote(broken).listRefs([''])).rejects.toMatchObject({ code: 'unreachable' });
  });
});
