// Convergence over real HTTP: three maintainers of different age and with different caps read different forks, in any
// order and again, and each other; then history is shed. The pure model of the same law runs 1,500 cases per property
// (test/server/merge); here real repositories run a few.
import { join } from 'node:path';
import { initData, locateData, writeTrusted } from '@ipc-bench/server/data-directory';
import { createEngine, engine } from '@ipc-bench/server/git/engine';
import { parseOid } from '@ipc-bench/server/git/port';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import type { RoundOptions } from '@ipc-bench/server/pipeline';
import { syncIndex } from '@ipc-bench/server/pipeline/sync-index';
import { takeSnapshot } from '@ipc-bench/server/pipeline/take-snapshot';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allAnswers } from '../support/answers.js';
import { badFiles } from '../support/bad-files.js';
import { resultFiles, type TestFile, testKey } from '../support/document.js';
import { commitToFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf } from '../support/maintainer.js';
import { fileOfFormat, newerRegistry, round } from '../support/round.js';
import { erratumFile, retractionFile, subjectOf } from '../support/signed-facts.js';

const CASES = 25;
const SEED = 20_261_129;
const MAINTAINER = 'the maintainer whom all trust';
/** Spares 250 processes of git; test/e2e/maintainer-says.test.ts repacks by git. */
const repacking = createEngine({ withoutGit: true });
const root = temporaryFolder(afterAll);
const { signal } = new AbortController();
let server: GitHttpBackend;

beforeAll(async () => {
  server = await startGitHttpBackend({ root });
  return () => server.close();
});

type Entry = readonly [path: string, bytes: Uint8Array];
const [a, b] = [resultFiles(3, 'machine a'), resultFiles(2, 'machine b')] as [TestFile[], TestFile[]];
const [bad] = badFiles as [(typeof badFiles)[0] & object];
const remove = erratumFile(MAINTAINER, { effect: 'remove', machine_key: testKey('machine b').machineKey });
const regretted = erratumFile(MAINTAINER, { effect: 'remove', subject: subjectOf(a[2] as TestFile) });
const withdrawal = erratumFile(MAINTAINER, { effect: 'withdraw', withdraws: regretted.id });
const untrusted = erratumFile('somebody', { effect: 'remove', machine_key: testKey('machine a').machineKey });
const retraction = retractionFile('machine a', subjectOf(a[0] as TestFile));
const entryOf = ({ path, bytes }: { path: string; bytes: Uint8Array }): Entry => [path, bytes];
const pool: readonly Entry[] = [
  ...[...a, ...b].map(entryOf),
  retraction,
  retractionFile('machine b', subjectOf(a[1] as TestFile)), // of another machine's result: without effect
  ...[remove, regretted, withdrawal, untrusted].map(entryOf),
  fileOfFormat('2.0.0', '1'),
  fileOfFormat('1.0.1', '2'),
  entryOf(bad),
];

async function maintainer(name: string): Promise<string> {
  const { data } = await initData(join(root, name), engine);
  await writeTrusted(data, [testKey(MAINTAINER).machineKey]);
  return data.path;
}

/** The commit that history becomes, and every answer of an index made from it. */
async function shed(data: string): Promise<{ commit: string | null; answers: string[] }> {
  const { commit } = await takeSnapshot({ git: repacking, data, lockWaitMs: 0, signal });
  checkSound(data);
  if (commit === null) return { commit, answers: [] };
  const place = locateData(data);
  await syncIndex(place, parseOid(commit), { git: engine, isRebuild: true, signal });
  const index = new CurrentIndex(place.index);
  const answers = allAnswers(index);
  index.close();
  return { commit, answers };
}

/** Cases in which something was decided. */
const seen = { retracted: 0, removed: 0, returned: 0, deferred: 0, refused: 0, capped: 0 };

it(`ends at one tree, one snapshot and the same answers for ${CASES} sets of forks, orders, ages and caps`, {
  timeout: 600_000,
}, async () => {
  let number = 0;
  const someFiles = fc.subarray([...pool], { minLength: 4 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 1 });
  const cap = fc.constantFrom(0, 1, 100);
  const property = fc.asyncProperty(
    fc.tuple(someFiles, someFiles, someFiles),
    fc.tuple(order, order, order),
    fc.tuple(cap, cap),
    async (forks, orders, caps) => {
      const name = `case-${++number}`;
      const url = (path: string) => `${server.url}/${path}.git`;
      const fork = (at: number) => url(`${name}-fork-${at}`);
      for (const [at, files] of forks.entries()) commitToFork(root, `${name}-fork-${at}`, Object.fromEntries(files));

      // Two tools of today with caps of their own, and one of tomorrow.
      const tools: Partial<RoundOptions>[] = [
        ...caps.map((files) => ({ deferredRoom: { files, bytes: 1 << 20 } })),
        { registry: newerRegistry },
      ];
      const three = await Promise.all(tools.map((_, at) => maintainer(`${name}-m${at}`)));
      const peers = three.map((data) => url(join(data.slice(root.length + 1), 'results')));
      let failed = 0;
      const read = async (at: number, sources: string[]) => {
        const { sources: summaries } = await round(three[at] as string, sources, tools[at]);
        failed += summaries.reduce((sum, { counts }) => sum + counts.failed, 0);
      };
      for (const at of three.keys()) await read(at, (orders[at] ?? []).map(fork));
      // Each reads the others twice: what one heard in the first turn reaches everybody in the second.
      for (let turn = 0; turn < 2; turn++)
        for (const at of three.keys())
          await read(
            at,
            peers.filter((_, peer) => peer !== at),
          );

      // What nobody has read cannot have travelled.
      const everything = [...new Set(orders.flat())].sort();
      const [straight, straightNew] = [await maintainer(`${name}-straight`), await maintainer(`${name}-new`)];
      const { sources } = await round(straight, everything.map(fork));
      await round(straightNew, everything.map(fork), { registry: newerRegistry });
      const [today, tomorrow] = [await digestOf(straight), await digestOf(straightNew)];
      for (const data of three.slice(0, 2)) expect(await digestOf(data)).toEqual(today);
      // The tool of tomorrow has not seen what the others found no room for and it did not read itself.
      if (failed === 0 || everything.every((which) => orders[2]?.includes(which)))
        expect((await digestOf(three[2] as string)).tree).toBe(tomorrow.tree);
      await round(three[2] as string, everything.map(fork), { registry: newerRegistry });
      expect((await digestOf(three[2] as string)).tree).toBe(tomorrow.tree);

      const expected = await shed(straight);
      for (const data of three.slice(0, 2)) expect(await shed(data)).toEqual(expected);
      expect((await shed(three[2] as string)).commit).toBe((await shed(straightNew)).commit);

      const offered = new Set(
        forks.flatMap((files, at) => (everything.includes(at) ? files : [])).map(([path]) => path),
      );
      const has = (...paths: (string | undefined)[]) => paths.every((path) => path !== undefined && offered.has(path));
      if (has(a[0]?.path, retraction[0])) seen.retracted++;
      if (b.some(({ path }) => has(path, remove.path))) seen.removed++;
      if (has(a[2]?.path, regretted.path, withdrawal.path)) seen.returned++;
      if (sources.some(({ counts }) => counts.deferred > 0)) seen.deferred++;
      if (has(bad.path)) seen.refused++;
      if (failed > 0) seen.capped++;
    },
  );
  await fc.assert(property, { numRuns: CASES, seed: SEED, endOnFailure: true });
  // The law holds of nothing, too: enough cases must have had something to decide.
  for (const [act, cases] of Object.entries(seen)) expect(cases, act).toBeGreaterThan(CASES / 4);
});
