// Retractions, errata and trust, over real repositories.
import { afterAll, describe, expect, it } from 'vitest';
import { resultFiles, type TestFile, testKey } from '../support/document.js';
import { byPath, commitToFork } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { checkSound, digestOf, mergeInto, newData, runCommand } from '../support/maintainer.js';
import { erratumFile, retractionFile, subjectOf } from '../support/signed-facts.js';

const root = temporaryFolder(afterAll);
const owner = 'owner of results';
const files = resultFiles(3, owner);
const [first] = files as [TestFile, ...TestFile[]];
const results = commitToFork(root, 'results', byPath(files));

async function pathsIn(data: string): Promise<string[]> {
  checkSound(data);
  return git(['ls-tree', '-r', '--name-only', 'data'], { cwd: `${data}/results.git` }).split('\n');
}

describe('a retraction', () => {
  const withdrawn = commitToFork(root, 'withdrawn', Object.fromEntries([retractionFile(owner, subjectOf(first))]));

  it('takes the result away for ever, whether it comes first or last', async () => {
    const [before, after] = [await newData(), await newData()];
    await mergeInto(before, withdrawn);
    expect(await mergeInto(before, results)).toMatchObject({
      summary: { sources: [{ counts: { added: 2, retracted: 1 } }] },
    });
    await mergeInto(after, results);
    expect(await mergeInto(after, withdrawn)).toMatchObject({ summary: { sources: [{ counts: { added: 1 } }] } });
    expect(await digestOf(before)).toMatchObject({ count: 3, tree: (await digestOf(after)).tree });
    expect(await pathsIn(after)).not.toContain(first.path);
    await mergeInto(after, results);
    expect(await pathsIn(after)).not.toContain(first.path);
    expect(git(['log', '-1', '--format=%B', 'data'], { cwd: `${after}/results.git` })).toContain('Retracted: 1');
  });

  it('is kept but has no effect when another key signed it', async () => {
    const data = await newData();
    const foreign = commitToFork(
      root,
      'foreign',
      Object.fromEntries([retractionFile('somebody else', subjectOf(first))]),
    );
    expect(await mergeInto(data, results, foreign)).toMatchObject({ exit: 0 });
    expect(await pathsIn(data)).toContain(first.path);
    expect((await digestOf(data)).count).toBe(4);
  });

  it('is refused when it is forged in the name of the owner', async () => {
    const [path, bytes] = retractionFile(owner, subjectOf(first), 'mallory');
    const forged = commitToFork(root, 'forged', { [path]: bytes });
    const data = await newData();
    const { exit, summary } = await mergeInto(data, results, forged);
    expect(exit).toBe(3);
    expect(summary.sources[1].refused).toMatchObject([{ path, findings: [{ rule: 'signature_wrong' }] }]);
    expect(await pathsIn(data)).toContain(first.path);
  });
});

describe('an erratum', () => {
  const remove = erratumFile('maintainer of elsewhere', { effect: 'remove', subject: subjectOf(first) });
  const elsewhere = commitToFork(root, 'elsewhere', { [remove.path]: remove.bytes }, { ref: 'refs/heads/data' });
  const { machineKey: key } = testKey('maintainer of elsewhere');

  it('of an untrusted key is refused, with the command that would trust it', async () => {
    const data = await newData();
    const { exit, summary } = await mergeInto(data, results, elsewhere);
    expect(exit).toBe(3);
    expect(summary.sources[1].refused[0].findings).toMatchObject([{ rule: 'untrusted_key', message: key }]);
    expect(summary.sources[1].refused[0].findings[0].remedy).toContain('trust add');
    expect(await pathsIn(data)).toContain(first.path);
  });

  it('acts once its key is trusted, and no longer when it is not, in every order', async () => {
    const [late, early, never] = [await newData(), await newData(), await newData()];
    await mergeInto(late, results, elsewhere);
    await runCommand('trust', 'add', key, '--data', late);
    await mergeInto(late, results, elsewhere);
    await runCommand('trust', 'add', key, '--data', early);
    await mergeInto(early, elsewhere, results);
    expect(await pathsIn(late)).not.toContain(first.path);
    expect((await digestOf(late)).tree).toBe((await digestOf(early)).tree);

    await runCommand('trust', 'remove', key, '--data', late);
    await mergeInto(late, results, elsewhere);
    await mergeInto(never, results, elsewhere);
    expect(await pathsIn(late)).toContain(first.path);
    expect((await digestOf(late)).tree).toBe((await digestOf(never)).tree);
  });

  it('no longer acts after its own key has withdrawn it', async () => {
    const data = await newData();
    await runCommand('trust', 'add', key, '--data', data);
    await mergeInto(data, results, elsewhere);
    const withdrawal = erratumFile('maintainer of elsewhere', { effect: 'withdraw', withdraws: remove.id });
    const withdrawing = commitToFork(root, 'withdrawing', { [withdrawal.path]: withdrawal.bytes });
    await mergeInto(data, withdrawing);
    await mergeInto(data, results);
    expect(await pathsIn(data)).toContain(first.path);
  });
});

describe('trust', () => {
  it('lists, adds and removes keys, and refuses what is no key', async () => {
    const data = await newData();
    const { machineKey: key } = testKey('another maintainer');
    const list = async () => JSON.parse((await runCommand('trust', '--json', '--data', data)).out);
    const { own, trusted } = await list();
    expect(trusted).toEqual([own]);
    const before = (await digestOf(data)).trusted;
    expect((await runCommand('trust', 'add', key, '--data', data)).exit).toBe(0);
    expect((await list()).trusted).toEqual([own, key].sort());
    expect((await digestOf(data)).trusted).not.toBe(before);
    await runCommand('trust', 'remove', key, '--data', data);
    expect((await digestOf(data)).trusted).toBe(before);
    for (const line of [['add', 'xyz'], ['add'], ['list', key], ['burn', key]])
      expect((await runCommand('trust', ...line, '--data', data)).exit).toBe(2);
  });
});
