// Convergence over real HTTP: maintainers of different age read different forks, in any order and again, and each other.
// The pure model of the same law runs 1,500 cases (test/server/merge); here real repositories run a few.
import { join } from 'node:path';
import { initData, locateData, writeTrusted } from '@ipc-bench/server/data-directory';
import { engine } from '@ipc-bench/server/git/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { badFiles } from '../support/bad-files.js';
import { resultFiles, type TestFile, testKey } from '../support/document.js';
import { commitToFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf } from '../support/maintainer.js';
import { fileOfFormat, newerRegistry, round } from '../support/round.js';
import { erratumFile, retractionFile, subjectOf } from '../support/signed-facts.js';

const CASES = 25;
const MAINTAINER = 'the maintainer whom all trust';
const root = temporaryFolder(afterAll);
let server: GitHttpBackend;

beforeAll(async () => {
  server = await startGitHttpBackend({ root });
  return () => server.close();
});

const [a, b] = [resultFiles(3, 'machine a'), resultFiles(2, 'machine b')] as [TestFile[], TestFile[]];
const [bad] = badFiles;
const remove = erratumFile(MAINTAINER, { effect: 'remove', machine_key: testKey('machine b').machineKey });
const untrusted = erratumFile('somebody', { effect: 'remove', machine_key: testKey('machine a').machineKey });
const pool: readonly (readonly [string, Uint8Array])[] = [
  ...[...a, ...b].map(({ path, bytes }) => [path, bytes] as const),
  retractionFile('machine a', subjectOf(a[0] as TestFile)),
  retractionFile('machine b', subjectOf(a[1] as TestFile)), // of another machine's result: without effect
  [remove.path, remove.bytes],
  [untrusted.path, untrusted.bytes],
  fileOfFormat('2.0.0', '1'),
  fileOfFormat('1.0.1', '2'),
  [bad?.path ?? '', bad?.bytes ?? new Uint8Array()],
];

async function maintainer(name: string): Promise<string> {
  const { data } = await initData(join(root, name), engine);
  await writeTrusted(data, [testKey(MAINTAINER).machineKey]);
  return data.path;
}

const seen = { effects: 0, deferred: 0 };

it(`ends at one tree for ${CASES} sets of forks, orders and ages`, { timeout: 300_000 }, async () => {
  let number = 0;
  const someFiles = fc.subarray([...pool], { minLength: 2 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 1 });
  const property = fc.asyncProperty(
    fc.tuple(someFiles, someFiles, someFiles),
    fc.tuple(order, order, order),
    async (forks, orders) => {
      const name = `case-${++number}`;
      const url = (path: string) => `${server.url}/${path}.git`;
      const fork = (at: number) => `${name}-fork-${at}`;
      for (const [at, files] of forks.entries()) commitToFork(root, fork(at), Object.fromEntries(files));

      const ages = [{}, { registry: newerRegistry }, { registry: newerRegistry }];
      const three = await Promise.all(ages.map((_, at) => maintainer(`${name}-m${at}`)));
      const peers = three.map((data) => url(join(data.slice(root.length + 1), 'results')));
      for (const [at, data] of three.entries())
        await round(
          data,
          (orders[at] ?? []).map((which) => url(fork(which))),
          ages[at],
        );
      // Each reads the others twice: what one heard in the first turn reaches everybody in the second.
      for (let turn = 0; turn < 2; turn++)
        for (const [at, data] of three.entries())
          await round(
            data,
            peers.filter((_, peer) => peer !== at),
            ages[at],
          );

      // What nobody has read cannot have travelled.
      const read = [...new Set(orders.flat())].sort().map((which) => url(fork(which)));
      const straight = await maintainer(`${name}-straight`);
      await round(straight, read, { registry: newerRegistry });
      const { tree, count } = await digestOf(straight);
      expect((await digestOf(three[1] as string)).tree).toBe(tree);
      expect((await digestOf(three[2] as string)).tree).toBe(tree);

      const straightOld = await maintainer(`${name}-straight-old`);
      const { sources } = await round(straightOld, read);
      expect((await digestOf(three[0] as string)).tree).toBe((await digestOf(straightOld)).tree);
      for (const data of [...three, straight, straightOld]) checkSound(locateData(data).path);

      if (sources.some(({ counts }) => counts.deferred > 0)) seen.deferred++;
      const offered = new Set(forks.flatMap((files, at) => (orders.flat().includes(at) ? files : [])));
      if (count < [...offered].filter(([path]) => path !== bad?.path && path !== untrusted.path).length) seen.effects++;
    },
  );
  await fc.assert(property, { numRuns: CASES, endOnFailure: true });
  // Enough cases must have had something to withdraw and something to wait for.
  expect(seen.effects).toBeGreaterThan(CASES / 4);
  expect(seen.deferred).toBeGreaterThan(CASES / 4);
});
