import { statSync } from 'node:fs';
import { advanceIndex } from '@ipc-bench/server/index/advance-index';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import type { SourceTree } from '@ipc-bench/server/index/read-files';
import { results } from '@ipc-bench/server/query/results';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allAnswers } from '../../support/answers.js';
import { type CorpusResult, corpus, randomFrom } from '../../support/corpus.js';
import { emptyData } from '../../support/indexed.js';
import { askPage } from '../../support/walk.js';

const documents = corpus(80, 21);
const removal = ({ path }: CorpusResult) => ({ path, bytes: null });

async function opened() {
  const data = await emptyData();
  const index = new CurrentIndex(data.path);
  onTestFinished(() => index.close());
  return { ...data, index };
}

describe('advanceIndex', () => {
  it('gives the same answers as a rebuild, whatever was added and removed on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 4 }), async (seeds) => {
        const data = await emptyData();
        const index = new CurrentIndex(data.path);
        const present = new Set<CorpusResult>();
        for (const seed of seeds) {
          const random = randomFrom(seed);
          const toggled = documents.filter(() => random(4) === 0);
          const changes = toggled.map((result) => (present.has(result) ? removal(result) : result));
          for (const result of toggled) if (!present.delete(result)) present.add(result);
          await advanceIndex(data.path, await data.commit(changes), data.input);
        }
        const advanced = allAnswers(index);
        index.close();
        const rebuilt = `${data.path}.rebuilt`;
        await buildIndex(rebuilt, (await data.repository.readRef('refs/heads/data')) as never, data.input);
        const other = new CurrentIndex(rebuilt);
        expect(allAnswers(other)).toEqual(advanced);
        other.close();
      }),
      { numRuns: 8, seed: 5 },
    );
  });

  it('builds the index where there is none', async () => {
    const { path, input, commit } = await opened();
    expect((await advanceIndex(path, await commit(documents.slice(0, 3)), input)).results).toBe(3);
  });

  it('changes the file in place for a small step, so that a reader keeps it open', async () => {
    const { path, input, commit, index } = await opened();
    await advanceIndex(path, await commit(documents.slice(0, 10)), input);
    const before = statSync(path).ino;
    const { revision } = index.meta();
    await advanceIndex(path, await commit(documents.slice(10, 12)), input);
    expect(statSync(path).ino).toBe(before);
    expect(index.meta().revision).not.toBe(revision);
    expect(index.read((snapshot) => snapshot.summary()).results).toBe(12);
  });

  it('rebuilds when the trusted keys changed', async () => {
    const { path, input, commit, index } = await opened();
    const tip = await commit(documents.slice(0, 10));
    await advanceIndex(path, tip, input);
    const before = statSync(path).ino;
    await advanceIndex(path, tip, { ...input, trusted: ['ab'.repeat(32)] });
    expect(statSync(path).ino).not.toBe(before);
    expect(index.read((snapshot) => snapshot.summary()).results).toBe(10);
  });

  it('does nothing when the index is there already', async () => {
    const { path, input, commit } = await opened();
    const tip = await commit(documents.slice(0, 3));
    await advanceIndex(path, tip, input);
    const { mtimeMs, ino } = statSync(path);
    expect((await advanceIndex(path, tip, input)).results).toBe(3);
    expect(statSync(path)).toMatchObject({ mtimeMs, ino });
  });

  it('leaves the old answers when reading a file fails', async () => {
    const { path, input, commit, index } = await opened();
    await advanceIndex(path, await commit(documents.slice(0, 5)), input);
    const before = allAnswers(index);
    const tip = await commit(documents.slice(5, 9));
    const { repository } = input;
    const broken: SourceTree = {
      readCommit: (oid) => repository.readCommit(oid),
      readTree: (oid) => repository.readTree(oid),
      listFiles: (tree) => repository.listFiles(tree),
      diffTrees: (from, to) => repository.diffTrees(from, to),
      readBlob: () => Promise.reject(new Error('the disk is gone')),
    };
    await expect(advanceIndex(path, tip, { ...input, repository: broken })).rejects.toThrow('the disk is gone');
    expect(allAnswers(index)).toEqual(before);
    expect((await advanceIndex(path, tip, input)).results).toBe(9);
  });

  it('lets a walk go on: every result that was there all the time comes once, on pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 0, max: 1000 }), async (limit, seed) => {
        const data = await emptyData();
        const index = new CurrentIndex(data.path);
        const random = randomFrom(seed);
        const [staying, others] = [documents.slice(0, 20), documents.slice(20, 36)];
        await advanceIndex(data.path, await data.commit([...staying, ...others.slice(0, 8)]), data.input);
        const present = new Set(others.slice(0, 8));
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const given: Record<string, string> = { historic: 'include', limit: String(limit) };
          const page = askPage(results, index, cursor === null ? given : { ...given, cursor });
          seen.push(...page.rows.map(({ id }) => String(id)));
          cursor = page.next;
          const toggled = others.filter(() => random(5) === 0);
          const changes = toggled.map((result) => (present.has(result) ? removal(result) : result));
          for (const result of toggled) if (!present.delete(result)) present.add(result);
          if (seen.length < 30) await advanceIndex(data.path, await data.commit(changes), data.input);
        } while (cursor !== null);
        index.close();
        expect(new Set(seen).size).toBe(seen.length);
        const shown = new Set(seen);
        // A packing may be superseded by one that came, or come back when that one goes: those are left to themselves.
        const steady = staying.filter(({ document }) => document.run.run_key === undefined);
        expect(steady.filter(({ id }) => !shown.has(id)).map(({ id }) => id)).toEqual([]);
      }),
      { numRuns: 6, seed: 2 },
    );
  });
});
