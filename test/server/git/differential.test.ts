// The same random histories written by git, by isomorphic-git and by our own engine give the same ids.
import { join } from 'node:path';
import { IDENTITY } from '@ipc-bench/server/git/commit-object';
import { engine } from '@ipc-bench/server/git/engine';
import { isomorphicGit } from '@ipc-bench/server/git/isomorphic';
import type { GitPort, Oid } from '@ipc-bench/server/git/port';
import { ROOT_COMMIT, ROOT_COMMIT_BYTES } from '@ipc-bench/server/git/root-commit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzz } from '../../support/fuzz-settings.js';
import { git, temporaryFolder } from '../../support/git-command.js';
import { type HistoryStep, randomHistory } from '../../support/random-history.js';

const CASES = 600;
const ref = (number: number) => `refs/heads/case-${number}`;

/** Commit ids of every case as `git fast-import` makes them, each case on its own branch of one repository. */
function idsByGit(folder: string, cases: readonly HistoryStep[][]): string[] {
  git(['init', '-q', '--bare', folder]);
  git(['hash-object', '-w', '-t', 'tree', '--stdin'], { cwd: folder, input: '' });
  git(['hash-object', '-w', '-t', 'commit', '--stdin'], { cwd: folder, input: ROOT_COMMIT_BYTES });
  const parts: (string | Uint8Array)[] = [];
  for (const [number, steps] of cases.entries()) {
    for (const [at, { changes, message, timeSeconds }] of steps.entries()) {
      parts.push(`commit ${ref(number)}\ncommitter ${IDENTITY} ${timeSeconds} +0000\n`);
      parts.push(`data ${Buffer.byteLength(message)}\n${message}\n`, at === 0 ? `from ${ROOT_COMMIT}\n` : '');
      for (const { path, bytes } of changes) {
        if (bytes === null) parts.push(`D ${path}\n`);
        else parts.push(`M 100644 inline ${path}\ndata ${bytes.length}\n`, bytes, '\n');
      }
    }
  }
  const input = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  git(['fast-import', '--quiet', '--date-format=raw'], { cwd: folder, input });
  return cases.map((_steps, number) =>
    git(['log', '--format=%H %T', '--reverse', `${ROOT_COMMIT}..${ref(number)}`], { cwd: folder }),
  );
}

/** The same by a port. Cases with an even number commit one by one, the others all steps at once. */
async function idsByPort(port: GitPort, folder: string, cases: readonly HistoryStep[][]): Promise<string[]> {
  const repository = await port.init(folder, { soleWriter: true });
  const ids: string[] = [];
  for (const [number, steps] of cases.entries()) {
    const series = steps.map(({ changes, message, timeSeconds }) => ({ changes, header: { message, timeSeconds } }));
    const lines: string[] = [];
    let tip: Oid | null = null;
    for (const part of number % 2 === 0 ? series.map((one) => [one]) : [series]) {
      for (const { commit, tree } of await repository.commitSeries(ref(number), tip, part)) {
        lines.push(`${commit} ${tree}`);
        tip = commit;
      }
    }
    ids.push(lines.join('\n'));
    if (number % 100 === 99) await repository.maintain();
  }
  await repository.close();
  return ids;
}

test(`our own engine writes the ids that git fast-import writes, in ${CASES} random histories`, async () => {
  const cases = fc.sample(randomHistory, fuzz(CASES));
  const folder = temporaryFolder();
  const ours = join(folder, 'ours.git');
  expect(await idsByPort(engine, ours, cases)).toEqual(idsByGit(join(folder, 'git.git'), cases));
  expect(cases.flat().flatMap(({ changes }) => changes).length).toBeGreaterThan(cases.length);
  expect(git(['fsck', '--strict', '--full', '--no-dangling', '--no-progress'], { cwd: ours })).toBe('');
});

test('isomorphic-git writes them too', async () => {
  const cases = fc.sample(randomHistory, fuzz(30));
  const folder = temporaryFolder();
  const theirs = await idsByPort(isomorphicGit, join(folder, 'isomorphic.git'), cases);
  expect(theirs).toEqual(await idsByPort(engine, join(folder, 'ours.git'), cases));
});
