// What every implementation of the git port promises. Real git reads what the port writes, and writes what it reads.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GitErrorCode,
  type GitPort,
  type Oid,
  parseOid,
  type Remote,
  type Repository,
} from '@ipc-bench/server/git/port';
import { ROOT_COMMIT } from '@ipc-bench/server/git/root-commit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { fastImport } from '../support/fast-import.js';
import { git, gitBytes, gitTalking, temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';

const DATA = 'refs/heads/data';
const HEADER = { message: 'merge one source\n\nAdded: 1\n', timeSeconds: 1_795_392_000 };
const DAY = 'results/e1/2026/11/23';

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function put(path: string, content: string) {
  return { path, bytes: Buffer.from(content) };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The promise is rejected with this code; anything else fails the test. */
async function expectCode(promise: Promise<unknown>, code: GitErrorCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'GitError', code });
}

/** Silent and exit 0: `--strict` also complains about what git would merely tolerate. */
export function expectSound(path: string): void {
  expect(git(['fsck', '--strict', '--no-dangling', '--no-progress', '--full'], { cwd: path })).toBe('');
}

export function gitPortContract(name: string, port: GitPort): void {
  async function initialised(): Promise<Repository> {
    const repository = await port.init(join(temporaryFolder(), 'results.git'));
    onTestFinished(() => repository.close());
    return repository;
  }

  function opened(url: string, options: Parameters<GitPort['remote']>[1] = {}): Remote {
    const remote = port.remote(url, { allowLoopback: true, ...options });
    onTestFinished(() => remote.close());
    return remote;
  }

  describe(`${name}: a repository of our own`, () => {
    test('init makes a bare repository that git takes for sound and that holds the fixed root commit', async () => {
      const { path } = await initialised();
      expect(git(['rev-parse', '--is-bare-repository'], { cwd: path })).toBe('true');
      expect(git(['cat-file', '-t', ROOT_COMMIT], { cwd: path })).toBe('commit');
      expect(git(['symbolic-ref', 'HEAD'], { cwd: path })).toBe(DATA);
      expectSound(path);
    });

    test('init opens a repository that exists already, and keeps what is in it', async () => {
      const repository = await initialised();
      const { commit } = await repository.commit(DATA, null, [put('a', 'a')], HEADER);
      const again = await port.init(repository.path);
      expect(await again.readRef(DATA)).toBe(commit);
      await again.close();
    });

    test('open refuses a folder that is no repository', async () => {
      await expectCode(port.open(temporaryFolder()), 'not_a_repository');
      await expectCode(port.open(join(temporaryFolder(), 'absent')), 'not_a_repository');
    });

    test('a ref that does not exist is null', async () => {
      expect(await (await initialised()).readRef(DATA)).toBeNull();
    });

    test('the first commit stands on the fixed root commit', async () => {
      const repository = await initialised();
      const { commit, tree } = await repository.commit(DATA, null, [put(`${DAY}/a.json`, '{"a":1}')], HEADER);
      expect(await repository.readRef(DATA)).toBe(commit);
      expect(await repository.readCommit(commit)).toEqual({ tree, parents: [ROOT_COMMIT], ...HEADER });
      expect(git(['rev-parse', `${DATA}^`, `${DATA}^{tree}`], { cwd: repository.path })).toBe(
        `${ROOT_COMMIT}\n${tree}`,
      );
      expect(git(['cat-file', 'blob', `${DATA}:${DAY}/a.json`], { cwd: repository.path })).toBe('{"a":1}');
      expectSound(repository.path);
    });

    test('author and committer are the neutral identity, in UTC, whatever the machine thinks', async () => {
      const repository = await initialised();
      await repository.commit(DATA, null, [put('a', 'a')], HEADER);
      const stamp = 'ipc-bench <root@ipc-bench.invalid> 1795392000 +0000';
      const raw = git(['cat-file', 'commit', DATA], { cwd: repository.path });
      expect(raw).toContain(`\nauthor ${stamp}\ncommitter ${stamp}\n\nmerge one source\n`);
    });

    test('commits add, replace and remove files, and leave no empty folder behind', async () => {
      const repository = await initialised();
      const first = await repository.commit(
        DATA,
        null,
        [put('a/b/one', '1'), put('a/b/two', '2'), put('a/c/three', '3'), put('four', '4')],
        HEADER,
      );
      const second = await repository.commit(
        DATA,
        first.commit,
        [
          put('a/b/two', 'two'),
          { path: 'a/c/three', bytes: null },
          put('a/b/new', 'n'),
          { path: 'absent/x', bytes: null },
        ],
        HEADER,
      );
      expect(git(['ls-tree', '-r', '--name-only', DATA], { cwd: repository.path })).toBe(
        'a/b/new\na/b/one\na/b/two\nfour',
      );
      expect(git(['cat-file', 'blob', `${DATA}:a/b/two`], { cwd: repository.path })).toBe('two');
      expect((await repository.readCommit(second.commit)).parents).toEqual([first.commit]);
      const third = await repository.commit(DATA, second.commit, [], HEADER);
      expect(third.tree).toBe(second.tree);
      expect(third.commit).not.toBe(second.commit);
      expectSound(repository.path);
    });

    test('removing every file leaves the empty tree', async () => {
      const repository = await initialised();
      const { commit } = await repository.commit(DATA, null, [put('a/b', 'x')], HEADER);
      const { tree } = await repository.commit(DATA, commit, [{ path: 'a/b', bytes: null }], HEADER);
      expect(tree).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
      expectSound(repository.path);
    });

    test('the tree does not depend on the order of changes or on how they are cut into commits', async () => {
      const files = Array.from({ length: 40 }, (_, at) => put(`r/${at % 7}/${(at * 37) % 40}.json`, `${at}`));
      const whole = await (await initialised()).commit(DATA, null, files, HEADER);
      const reversed = await (await initialised()).commit(DATA, null, [...files].reverse(), HEADER);
      const other = await initialised();
      const half = await other.commit(DATA, null, files.slice(13), HEADER);
      const rest = await other.commit(DATA, half.commit, files.slice(0, 13), HEADER);
      expect([reversed, rest].map(({ tree }) => tree)).toEqual([whole.tree, whole.tree]);
      expect(reversed.commit).toBe(whole.commit);
    });

    test('files are listed in the byte order of their paths, folders among them', async () => {
      const paths = ['a', 'a-b', 'a.b/c', 'a/b', 'a0', 'b/c/d', 'b/c-d', 'b/c.d'].filter((path) => path !== 'a');
      const repository = await initialised();
      const { tree } = await repository.commit(
        DATA,
        null,
        paths.map((path) => put(path, path)),
        HEADER,
      );
      const listed = await collect(repository.listFiles(tree));
      expect(listed.map(({ path }) => path)).toEqual([...paths].sort());
      expect(git(['ls-tree', '-r', '--name-only', DATA], { cwd: repository.path }).split('\n')).toEqual(
        [...paths].sort(),
      );
      for (const { path, oid, mode } of listed) {
        expect(mode).toBe(0o100644);
        expect(text(await repository.readBlob(oid))).toBe(path);
      }
    });

    test('the difference of two trees is what was added, replaced and removed', async () => {
      const repository = await initialised();
      const first = await repository.commit(DATA, null, [put('d/a', '1'), put('d/b', '2'), put('e/c', '3')], HEADER);
      const second = await repository.commit(
        DATA,
        first.commit,
        [put('d/b', 'two'), put('e', 'now a file'), put('f/g/h', '4')],
        HEADER,
      );
      const { added, removed } = await repository.diffTrees(first.tree, second.tree);
      expect(added.map(({ path }) => path)).toEqual(['d/b', 'e', 'f/g/h']);
      expect(removed.map(({ path }) => path)).toEqual(['d/b', 'e/c']);
      expect(await repository.diffTrees(second.tree, second.tree)).toEqual({ added: [], removed: [] });
      const all = await repository.diffTrees(null, second.tree);
      expect(all.added).toEqual(await collect(repository.listFiles(second.tree)));
      expect(all.removed).toEqual([]);
      const reverse = await repository.diffTrees(second.tree, first.tree);
      expect(reverse).toEqual({ added: removed, removed: added });
    });

    test('a commit that expects another tip is refused and nothing of it is visible', async () => {
      const repository = await initialised();
      const { commit } = await repository.commit(DATA, null, [put('a', '1')], HEADER);
      await expectCode(repository.commit(DATA, null, [put('b', '2')], HEADER), 'ref_moved');
      await expectCode(repository.commit(DATA, ROOT_COMMIT, [put('b', '2')], HEADER), 'ref_moved');
      expect(await repository.readRef(DATA)).toBe(commit);
      expect(git(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: repository.path })).toBe(
        `${commit} ${DATA}`,
      );
      expect(existsSync(join(repository.path, `${DATA}.lock`))).toBe(false);
      expectSound(repository.path);
    });

    test('a branch that git moved meanwhile is noticed, loose or packed', async () => {
      const repository = await initialised();
      const { commit } = await repository.commit(DATA, null, [put('a', '1')], HEADER);
      const moved = fastImport(repository.path, DATA, { files: { b: '2' } });
      await expectCode(repository.commit(DATA, commit, [put('c', '3')], HEADER), 'ref_moved');
      git(['pack-refs', '--all'], { cwd: repository.path });
      expect(await repository.readRef(DATA)).toBe(moved);
      await repository.commit(DATA, parseOid(moved), [put('c', '3')], HEADER);
      expect(git(['ls-tree', '-r', '--name-only', DATA], { cwd: repository.path })).toBe('a\nb\nc');
      expectSound(repository.path);
    });

    test('a lock held by git is respected', async () => {
      const repository = await initialised();
      const { commit } = await repository.commit(DATA, null, [put('a', '1')], HEADER);
      writeFileSync(join(repository.path, `${DATA}.lock`), '');
      await expectCode(repository.commit(DATA, commit, [put('b', '2')], HEADER), 'ref_locked');
      expect(await repository.readRef(DATA)).toBe(commit);
      expect(existsSync(join(repository.path, `${DATA}.lock`))).toBe(true);
    });

    test('a lock left by a dead process is taken over by the sole writer, and by nobody else', async () => {
      const repository = await initialised();
      const { commit } = await repository.commit(DATA, null, [put('a', '1')], HEADER);
      writeFileSync(join(repository.path, `${DATA}.lock`), 'left over');
      const writer = await port.open(repository.path, { soleWriter: true });
      const next = await writer.commit(DATA, commit, [put('b', '2')], HEADER);
      await writer.close();
      expect(await repository.readRef(DATA)).toBe(next.commit);
      expect(existsSync(join(repository.path, `${DATA}.lock`))).toBe(false);
    });

    test('several commits become visible together, each on top of the one before', async () => {
      const repository = await initialised();
      const steps = ['one', 'two', 'three'].map((source) => ({
        changes: [put(`results/${source}`, source)],
        header: { message: `merge ${source}\n`, timeSeconds: 86_400 },
      }));
      const results = await repository.commitSeries(DATA, null, steps);
      expect(await repository.readRef(DATA)).toBe(results[2]?.commit);
      expect(git(['log', '--format=%s %P', DATA], { cwd: repository.path }).split('\n')).toEqual([
        `merge three ${results[1]?.commit}`,
        `merge two ${results[0]?.commit}`,
        `merge one ${ROOT_COMMIT}`,
        'ipc-bench results root ',
      ]);
      expect(await repository.commitSeries(DATA, results[2]?.commit as Oid, [])).toEqual([]);
      expectSound(repository.path);
    });

    test('a snapshot keeps the tree, sheds the history, and is the same commit everywhere', async () => {
      const ids = new Set<Oid>();
      for (const order of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        const repository = await initialised();
        let tip: Oid | null = null;
        for (const path of order) tip = (await repository.commit(DATA, tip, [put(path, path)], HEADER)).commit;
        const { commit } = await repository.snapshot(DATA, tip as Oid, { message: 'snapshot\n', timeSeconds: 0 });
        expect((await repository.readCommit(commit)).parents).toEqual([ROOT_COMMIT]);
        expect(git(['ls-tree', '--name-only', DATA], { cwd: repository.path })).toBe('a\nb');
        await expectCode(repository.snapshot(DATA, tip as Oid, HEADER), 'ref_moved');
        ids.add(commit);
        expectSound(repository.path);
      }
      expect(ids.size).toBe(1);
    });

    test('maintenance keeps what is reachable and, when told, drops what is not', async () => {
      const { path } = await initialised();
      const repository = await port.open(path, { soleWriter: true });
      let tip: Oid | null = null;
      for (let round = 0; round < 5; round++) {
        tip = (await repository.commit(DATA, tip, [put(`${DAY}/${round}`, `${round}`)], HEADER)).commit;
      }
      await repository.maintain();
      expect(await repository.readCommit(tip as Oid)).toMatchObject(HEADER);
      const removed = await repository.commit(DATA, tip, [{ path: `${DAY}/3`, bytes: null }], HEADER);
      const blob = parseOid(git(['rev-parse', `${tip}:${DAY}/3`], { cwd: path }));
      const { commit } = await repository.snapshot(DATA, removed.commit, HEADER);
      await repository.maintain({ dropUnreachable: true });
      await expectCode(repository.readBlob(blob), 'object_missing');
      const paths = (await collect(repository.listFiles((await repository.readCommit(commit)).tree))).map(
        (file) => file.path,
      );
      expect(paths).toEqual([0, 1, 2, 4].map((round) => `${DAY}/${round}`));
      await repository.close();
      expectSound(path);
    });

    test('maintenance is refused to anybody but the sole writer', async () => {
      await expect((await initialised()).maintain()).rejects.toThrow(TypeError);
    });

    test.each([
      ['an empty name', 'a//b'],
      ['a leading slash', '/a'],
      ['a dot', 'a/./b'],
      ['two dots', '../a'],
      ['.git', 'a/.git/config'],
      ['.GIT', '.GIT'],
      ['the short name of .git on Windows', 'git~1'],
      ['a backslash', 'a\\b'],
      ['a NUL', 'a\0b'],
      ['more than ASCII', 'ä'],
    ])('a path with %s is refused before anything is written', async (_what, path) => {
      const repository = await initialised();
      await expect(repository.commit(DATA, null, [put(path, 'x')], HEADER)).rejects.toThrow(TypeError);
      expect(await repository.readRef(DATA)).toBeNull();
    });

    test('a path given twice, or as a file and a folder, is refused', async () => {
      const repository = await initialised();
      for (const paths of [
        ['a', 'a'],
        ['a/b', 'a'],
        ['a', 'a/b'],
      ]) {
        const changes = paths.map((path) => put(path, 'x'));
        await expect(repository.commit(DATA, null, changes, HEADER)).rejects.toThrow(TypeError);
      }
    });

    test('an object that is not there is named as missing', async () => {
      const repository = await initialised();
      const absent = parseOid('00000000000000000000000000000000000000aa');
      await expectCode(repository.readBlob(absent), 'object_missing');
      await expectCode(repository.readTree(absent), 'object_missing');
      await expectCode(repository.readCommit(absent), 'object_missing');
    });

    test('bytes come back as they went in, empty, binary and long', async () => {
      const repository = await initialised();
      const contents = [Buffer.alloc(0), Buffer.from([0, 255, 10, 13, 0]), Buffer.alloc(300_000, 'ipc')];
      const changes = contents.map((bytes, at) => ({ path: `f/${at}`, bytes }));
      const { tree } = await repository.commit(DATA, null, changes, HEADER);
      const files = await collect(repository.listFiles(tree));
      for (const [at, { oid }] of files.entries()) {
        expect(Buffer.compare(await repository.readBlob(oid), contents[at] as Buffer)).toBe(0);
        expect(
          Buffer.compare(gitBytes(['cat-file', 'blob', oid], { cwd: repository.path }), contents[at] as Buffer),
        ).toBe(0);
      }
    });

    test('git gc, a clone and we agree on what is there', async () => {
      const repository = await initialised();
      let tip: Oid | null = null;
      for (let round = 0; round < 4; round++) {
        tip = (await repository.commit(DATA, tip, [put(`${DAY}/${round}.json`, `{"round":${round}}`)], HEADER)).commit;
      }
      git(['gc', '-q', '--prune=now'], { cwd: repository.path });
      const again = await port.open(repository.path);
      const { tree } = await again.readCommit(tip as Oid);
      expect((await collect(again.listFiles(tree))).length).toBe(4);
      await again.commit(DATA, tip, [put(`${DAY}/4.json`, 'x')], HEADER);
      await again.close();
      const clone = join(temporaryFolder(), 'clone');
      git(['clone', '-q', repository.path, clone]);
      expect(readFileSync(join(clone, DAY, '4.json'), 'utf8')).toBe('x');
      expectSound(repository.path);
    });
  });

  describe(`${name}: a repository elsewhere`, () => {
    let folder: string;
    let server: GitHttpBackend;
    const fork = 'refs/heads/results/1a2b3c4d';
    const files: Record<string, string> = {
      [`${DAY}/a.json`]: '{"a":1}',
      [`${DAY}/b.json`]: '{"b":2}',
      'x/y': 'y',
      large: 'l'.repeat(501),
    };
    let tip: Oid;

    beforeAll(async () => {
      folder = temporaryFolder(afterAll);
      const path = join(folder, 'fork.git');
      fastImport(path, 'refs/heads/main', { files: { README: 'read me' } });
      fastImport(path, fork, { files: { 'x/y': 'y', 'gone/z': 'z' } });
      tip = parseOid(fastImport(path, fork, { files: { ...files, 'gone/z': null } }));
      server = await startGitHttpBackend({ root: folder });
    });
    afterAll(() => server.close());

    for (const kind of ['http', 'path'] as const) {
      const remote = (options?: Parameters<GitPort['remote']>[1]) =>
        opened(kind === 'http' ? `${server.url}/fork.git` : join(folder, 'fork.git'), options);

      test(`over ${kind}: lists the refs under the prefixes and no others`, async () => {
        expect(await remote().listRefs(['refs/heads/results/'])).toEqual([{ name: fork, oid: tip }]);
        expect(await remote().listRefs(['refs/pull/'])).toEqual([]);
        const both = await remote().listRefs(['refs/heads/results/', 'refs/heads/main']);
        expect(both.map(({ name }) => name).sort()).toEqual(['refs/heads/main', fork]);
      });

      test(`over ${kind}: fetches the trees of a tip, then the blobs that are wanted`, async () => {
        const source = remote();
        const trees = await source.fetchTrees(tip);
        expect(trees.root).toBe(git(['rev-parse', `${tip}^{tree}`], { cwd: join(folder, 'fork.git') }));
        const found = new Map<string, Oid>();
        const walk = (oid: Oid, prefix: string) => {
          for (const entry of trees.readTree(oid)) {
            if (entry.mode === 0o040000) walk(entry.oid, `${prefix}${entry.name}/`);
            else found.set(prefix + entry.name, entry.oid);
          }
        };
        walk(trees.root, '');
        expect([...found.keys()].sort()).toEqual(Object.keys(files).sort());
        const wanted = [found.get(`${DAY}/a.json`) as Oid, found.get('x/y') as Oid];
        const blobs = await collect(source.fetchBlobs(tip, [...wanted, wanted[0] as Oid]));
        const contents = blobs.map((blob) => ('bytes' in blob ? text(blob.bytes) : 'oversized'));
        expect(contents.sort()).toEqual(['y', '{"a":1}']);
        expect(() => trees.readTree(parseOid('00000000000000000000000000000000000000aa'))).toThrow(
          expect.objectContaining({ code: 'object_missing' }),
        );
      });

      test(`over ${kind}: a blob above the cap is named and does not hide its neighbours`, async () => {
        const named = (path: string) =>
          parseOid(git(['rev-parse', `${tip}:${path}`], { cwd: join(folder, 'fork.git') }));
        const [a, large, y] = [named(`${DAY}/a.json`), named('large'), named('x/y')];
        const blobs = await collect(remote({ limits: { objectBytes: 500 } }).fetchBlobs(tip, [a, large, y]));
        const kinds = new Map(blobs.map((blob) => [blob.oid, 'bytes' in blob ? text(blob.bytes) : 'oversized']));
        expect(kinds).toEqual(
          new Map([
            [a, '{"a":1}'],
            [large, 'oversized'],
            [y, 'y'],
          ]),
        );
      });

      test(`over ${kind}: nothing wanted is nothing fetched`, async () => {
        expect(await collect(remote().fetchBlobs(tip, []))).toEqual([]);
      });
    }

    test('a repository that is not there is unreachable, and the answer tells why', async () => {
      const absent = opened(`${server.url}/absent.git`);
      await expect(absent.listRefs(['refs/heads/'])).rejects.toMatchObject({ code: 'unreachable', httpStatus: 404 });
      await expectCode(opened(join(folder, 'absent.git')).listRefs(['refs/heads/']), 'not_a_repository');
    });

    test('plain http and loopback are refused unless permitted, credentials in a URL always', async () => {
      const refused = expect.objectContaining({ name: 'GitError', code: 'address_refused' });
      expect(() => port.remote(`${server.url}/fork.git`)).toThrow(refused);
      expect(() => port.remote('https://127.0.0.1/fork.git')).toThrow(refused);
      expect(() => opened('https://user:secret@example.org/fork.git')).toThrow(refused);
      expect(() => opened('file:///tmp/fork.git')).toThrow(refused);
      expect(() => opened('http://192.0.2.1/fork.git')).toThrow(refused);
    });

    test('an answer above the byte budget is refused', async () => {
      const source = opened(`${server.url}/fork.git`, { limits: { responseBytes: 100 } });
      await expectCode(source.listRefs(['refs/heads/']), 'limit_exceeded');
    });

    test('pushes a branch by compare-and-swap', async () => {
      const mirrors = temporaryFolder();
      git(['init', '-q', '--bare', '-b', 'data', join(mirrors, 'mirror.git')]);
      const forge = await startGitHttpBackend({ root: mirrors, receivePack: true });
      onTestFinished(() => forge.close());
      const url = `${forge.url}/mirror.git`;
      const repository = await port.init(join(temporaryFolder(), 'results.git'));
      const first = await repository.commit(DATA, null, [put('a', '1'), put('b/c', '2')], HEADER);
      await repository.push(url, DATA, null, { allowLoopback: true });
      const second = await repository.commit(DATA, first.commit, [put('b/d', '3')], HEADER);
      await expectCode(repository.push(url, DATA, null, { allowLoopback: true }), 'ref_moved');
      expect(git(['rev-parse', DATA], { cwd: join(mirrors, 'mirror.git') })).toBe(first.commit);
      await repository.push(url, DATA, first.commit, { allowLoopback: true });
      expect(git(['rev-parse', DATA], { cwd: join(mirrors, 'mirror.git') })).toBe(second.commit);
      const { commit } = await repository.snapshot(DATA, second.commit, HEADER);
      await repository.push(url, DATA, second.commit, { allowLoopback: true });
      expect(git(['rev-parse', DATA], { cwd: join(mirrors, 'mirror.git') })).toBe(commit);
      expectSound(join(mirrors, 'mirror.git'));
      await repository.close();
    });

    test('a remote that takes no pushes says so', async () => {
      const repository = await port.init(join(temporaryFolder(), 'results.git'));
      await repository.commit(DATA, null, [put('a', '1')], HEADER);
      const refused = repository.push(`${server.url}/fork.git`, DATA, null, { allowLoopback: true });
      await expect(refused).rejects.toMatchObject({ code: 'unreachable', httpStatus: 403 });
      await repository.close();
    });

    test('round trip: what was committed here is fetched there, byte for byte', async () => {
      const path = join(folder, `canonical-${name.replace(/\W/g, '')}.git`);
      const repository = await port.init(path);
      const { commit, tree } = await repository.commit(DATA, null, [put(`${DAY}/r.json`, '{"r":1}')], HEADER);
      await repository.close();
      const source = opened(`${server.url}/${path.slice(folder.length + 1)}`);
      expect(await source.listRefs([DATA])).toEqual([{ name: DATA, oid: commit }]);
      const trees = await source.fetchTrees(commit);
      expect(trees.root).toBe(tree);
      const blob = parseOid(git(['rev-parse', `${commit}:${DAY}/r.json`], { cwd: path }));
      expect(await collect(source.fetchBlobs(commit, [blob]))).toMatchObject([{ oid: blob }]);
      const clone = join(temporaryFolder(), 'clone');
      await gitTalking(['clone', '-q', `${server.url}/${path.slice(folder.length + 1)}`, clone]);
      expect(readFileSync(join(clone, DAY, 'r.json'), 'utf8')).toBe('{"r":1}');
    });
  });
}
