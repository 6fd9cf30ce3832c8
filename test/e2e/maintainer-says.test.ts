// What a maintainer says and takes back with the command, and what is left of it after a snapshot.
import { readFileSync } from 'node:fs';
import { locateData } from '@ipc-bench/server/data-directory';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { resultFiles, type TestFile, testKey } from '../support/document.js';
import { byPath, commitToFork } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { type HttpService, startService } from '../support/http-service.js';
import { checkSound, digestOf, mergeInto, newData, runCommand } from '../support/maintainer.js';
import { erratumFile, subjectOf } from '../support/signed-facts.js';

const root = temporaryFolder(afterAll);
const owner = 'owner';
const files = resultFiles(4, owner);
const [first, second] = files as [TestFile, TestFile, ...TestFile[]];
const fork = commitToFork(root, 'fork', byPath(files));

async function withResults(): Promise<string> {
  const data = await newData();
  await mergeInto(data, fork);
  return data;
}

async function say(data: string, ...words: string[]) {
  const ran = await runCommand(...words, '--data', data, '--json');
  return { ...ran, said: ran.out === '' ? null : JSON.parse(ran.out) };
}

async function serving(data: string): Promise<HttpService> {
  const service = await startService(data);
  onTestFinished(() => service.close());
  return service;
}

async function listed(service: HttpService, query = ''): Promise<string[]> {
  const { rows } = (await service.get(`/v1/results${query}`)).json() as { rows: { id: string }[] };
  return rows.map(({ id }) => id).sort();
}

const allIds = files.map(({ id }) => id).sort();
const without = (...gone: TestFile[]) => allIds.filter((id) => !gone.some((file) => file.id === id));
const objects = (data: string) =>
  git(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'], { cwd: locateData(data).repository }).split(
    '\n',
  );
const blobOf = ({ bytes }: TestFile) => git(['hash-object', '--stdin'], { input: Buffer.from(bytes).toString() });

describe('ipc-bench-db erratum', () => {
  it('acts at once on data and answers, is listed, and is taken back, with nobody read again', async () => {
    const data = await withResults();
    const service = await serving(data);
    const { tree } = await digestOf(data);
    const removed = await say(data, 'erratum', 'remove', '--result', first.id.slice(0, 8), '--reason', 'test');
    expect(removed).toMatchObject({ exit: 0, said: { errata: [{ selects: 1 }] } });
    expect(await listed(service)).toEqual(without(first));
    const { result } = (await service.get(`/v1/submissions?result=${first.id}`)).json();
    expect(result).toMatchObject({ outcome: 'retracted', sentence: expect.stringContaining('trusted maintainer') });

    const [{ id }] = removed.said.errata;
    expect((await say(data, 'erratum', 'list')).said.errata).toMatchObject([
      { id, state: 'acting', effect: 'remove', subject: subjectOf(first), reason: 'test' },
    ]);
    expect((await say(data, 'erratum', 'withdraw', id)).exit).toBe(0);
    expect(await listed(service)).toEqual(allIds);
    expect((await say(data, 'erratum', 'list')).said.errata).toMatchObject([{ id, state: 'withdrawn' }]);
    expect((await service.get(`/v1/submissions?result=${first.id}`)).json().result).toMatchObject({ outcome: 'added' });
    expect((await digestOf(data)).tree).not.toBe(tree); // the two facts are there
    checkSound(data);
  });

  it.each([
    ['a machine key', ['--machine-key', testKey(owner).machineKey], 4],
    ['a runner version', ['--runner', '0.1.0'], 4],
    ['another runner version', ['--runner', '9.9.9'], 0],
    ['a subject', ['--subject', subjectOf(first)], 1],
  ])('selects by %s, and says of how many results it speaks', async (_, selector, selects) => {
    const data = await withResults();
    const service = await serving(data);
    const { exit, said } = await say(data, 'erratum', 'invalid', ...selector);
    expect([exit, said.errata[0].selects]).toEqual([0, selects]);
    expect(await listed(service, '?invalid=only')).toHaveLength(selects);
  });

  it('takes the numbers of one version of a benchmark out', async () => {
    const data = await withResults();
    const service = await serving(data);
    const about = ['--benchmark', 'pipe.latency', '--benchmark-version', '1.0.0'];
    expect((await say(data, 'erratum', 'invalid', ...about)).exit).toBe(0);
    expect((await service.get('/v1/digest')).json().invalidated).toBe(4);
  });

  it('previews without writing', async () => {
    const data = await withResults();
    const before = await digestOf(data);
    const { exit, said } = await say(data, 'erratum', 'caveat', '--result', first.id, '--dry-run');
    expect([exit, said.dry_run, said.errata[0].document.effect]).toEqual([0, true, 'caveat']);
    expect(await digestOf(data)).toEqual(before);
    const words = await runCommand('erratum', 'caveat', '--result', first.id, '--dry-run', '--data', data);
    expect(words.out).toMatch(/caveat subject=.*\(1 results here\)\ndry run, nothing written/);
  });

  it.each([
    ['no selector', ['erratum', 'caveat'], 3],
    ['an effect that is none', ['erratum', 'burn'], 2],
    ['a withdrawal of nothing', ['erratum', 'withdraw'], 2],
    ['an id for what takes none', ['erratum', 'caveat', 'x'], 2],
    ['a result that is not here', ['erratum', 'caveat', '--result', 'ffffffff'], 1],
    ['a result of too few digits', ['retract', 'ff'], 2],
    ['a word that is none', ['erratum', 'caveat', '--runner', '0.1.0', '--reason', 'Two Words'], 3],
    ['a benchmark to remove', ['erratum', 'remove', '--benchmark', 'pipe.latency'], 3],
  ])('refuses %s and writes nothing', async (_, words, exit) => {
    const data = await withResults();
    const before = await digestOf(data);
    expect((await say(data, ...words)).exit).toBe(exit);
    expect(await digestOf(data)).toEqual(before);
  });
});

describe('ipc-bench-db retract', () => {
  it('removes several results here and for those who trust the key, and for nobody else', async () => {
    const [data, friend, stranger] = [await withResults(), await withResults(), await withResults()];
    expect((await say(data, 'retract', first.id, second.id)).said.errata).toHaveLength(2);
    const { own } = JSON.parse((await runCommand('trust', '--json', '--data', data)).out);
    await runCommand('trust', 'add', own, '--data', friend);
    for (const other of [friend, stranger]) await mergeInto(other, locateData(data).repository);
    expect(await listed(await serving(friend))).toEqual(without(first, second));
    expect(await listed(await serving(stranger))).toEqual(allIds);
    // Trust that is taken away lets them come back, and given again takes them, with nobody read again.
    await runCommand('trust', 'remove', own, '--data', friend);
    expect(await listed(await serving(friend))).toEqual(allIds);
    await runCommand('trust', 'add', own, '--data', friend);
    expect((await digestOf(friend)).tree).toBe((await digestOf(data)).tree);
  });
});

describe('removal and its withdrawal', () => {
  it('end at one tree in every order of the sources, each of which is read once', async () => {
    const key = testKey('a maintainer').machineKey;
    const remove = erratumFile('a maintainer', { effect: 'remove', subject: subjectOf(first) });
    const withdrawal = erratumFile('a maintainer', { effect: 'withdraw', withdraws: remove.id });
    const facts = [remove, withdrawal].map(({ path, bytes }, at) =>
      commitToFork(root, `fact-${at}`, { [path]: bytes }),
    );
    const [a, b, c] = [fork, ...facts] as [string, string, string];
    const trees = new Set<string>();
    for (const order of [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ]) {
      const data = await newData();
      await runCommand('trust', 'add', key, '--data', data);
      for (const source of order) await mergeInto(data, source);
      const { tree, count } = await digestOf(data);
      expect(count).toBe(6);
      trees.add(tree);
      checkSound(data);
    }
    expect(trees.size).toBe(1);
  });
});

describe('ipc-bench-db snapshot', () => {
  it('is the same commit for everybody with the same data, whatever their history', async () => {
    const [one, two] = [await withResults(), await newData()];
    for (const file of [...files].reverse())
      await mergeInto(two, commitToFork(root, `single-${file.id}`, byPath([file])));
    const [first, second] = [await say(one, 'snapshot'), await say(two, 'snapshot')];
    expect(first.said.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(second.said).toEqual(first.said);
    expect((await say(one, 'snapshot')).said).toEqual(first.said);
    expect(git(['rev-list', '--count', 'data'], { cwd: locateData(one).repository })).toBe('2');
    for (const data of [one, two]) checkSound(data);
  });

  it('erases what was removed from every object, for good; withdrawn, it comes back from its source', async () => {
    const data = await withResults();
    const { said } = await say(data, 'retract', first.id);
    expect(objects(data)).toContain(blobOf(first));
    expect((await say(data, 'snapshot')).said.erased).toBe(1);
    expect(objects(data)).not.toContain(blobOf(first));
    expect(objects(data)).toContain(blobOf(second));
    const names = git(['log', '--all', '--name-only', '--format='], { cwd: locateData(data).repository });
    expect(names.split('\n').filter((path) => path === first.path)).toHaveLength(1); // its name, on `suspended`

    // Everything is read again, and its bytes are not stored again.
    await runCommand('trust', 'add', testKey('somebody').machineKey, '--data', data);
    await mergeInto(data, fork);
    expect(objects(data)).not.toContain(blobOf(first));

    await say(data, 'erratum', 'withdraw', said.errata[0].id);
    expect(await listed(await serving(data))).toEqual(without(first));
    await mergeInto(data, fork);
    expect(await listed(await serving(data))).toEqual(allIds);
    checkSound(data);
  });

  it('goes unnoticed by those who read, and so does maintenance', async () => {
    const data = await withResults();
    const service = await serving(data);
    const { revision } = (await service.get('/v1/results')).json();
    let isOver = false;
    const reading = (async () => {
      let read = 0;
      for (; !isOver; read++) {
        const file = files[read % files.length] as TestFile;
        const raw = await service.get(`/v1/results/${file.id}/raw`);
        expect([raw.status, raw.text]).toEqual([200, Buffer.from(file.bytes).toString()]);
        expect((await service.get(`/v1/results?limit=${1 + (read % 4)}`)).json().revision).toBe(revision);
      }
      return read;
    })();
    for (let turn = 0; turn < 3; turn++) {
      expect((await say(data, 'snapshot')).exit).toBe(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    isOver = true;
    expect(await reading).toBeGreaterThan(3);
    expect(readFileSync(`${locateData(data).repository}/HEAD`, 'utf8')).toMatch(/^ref: /);
  });

  it('has nothing to do where nothing was merged', async () => {
    expect((await say(await newData(), 'snapshot')).said).toEqual({ commit: null, tree: null, erased: 0 });
  });
});
