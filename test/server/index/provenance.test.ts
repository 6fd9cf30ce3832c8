import { readProvenance, UNKNOWN_SOURCE } from '@ipc-bench/server/index/provenance';
import { describe, expect, it } from 'vitest';
import { emptyData } from '../../support/indexed.js';

const one = `sha256:${'1'.repeat(64)}`;
const two = `sha256:${'2'.repeat(64)}`;
const file = (name: string) => ({ path: `results/e1/2026/11/20/${name}`, bytes: Buffer.from(name) });
const gone = (name: string) => ({ path: file(name).path, bytes: null });

describe('readProvenance', () => {
  it('names the source of each file by the commit that brought it', async () => {
    const { commit, repository } = await emptyData();
    await commit([file('a'), file('b')], one);
    await commit([file('c')], two);
    const head = await commit([file('d')], 'local');
    const sourceOf = await readProvenance(repository, head, null);
    expect(['a', 'b', 'c', 'd', 'e'].map((name) => sourceOf?.(file(name).path))).toEqual([
      one,
      one,
      two,
      'local',
      UNKNOWN_SOURCE,
    ]);
  });

  it('goes by the newest commit that added a path, and believes no other words', async () => {
    const { commit, repository } = await emptyData();
    await commit([file('a')], one);
    await commit([gone('a')], one);
    await commit([file('a')], two);
    const head = await commit([file('b')], 'https://forge.example/somebody');
    const sourceOf = await readProvenance(repository, head, null);
    expect([file('a'), file('b')].map(({ path }) => sourceOf?.(path))).toEqual([two, UNKNOWN_SOURCE]);
  });

  it('reads only what is new since an ancestor, and says where there is none', async () => {
    const { commit, repository } = await emptyData();
    const before = await commit([file('a')], one);
    const head = await commit([file('b')], two);
    const sourceOf = await readProvenance(repository, head, before);
    expect([file('a'), file('b')].map(({ path }) => sourceOf?.(path))).toEqual([UNKNOWN_SOURCE, two]);
    expect(await readProvenance(repository, before, head)).toBeNull();
    expect((await readProvenance(repository, head, head))?.(file('b').path)).toBe(UNKNOWN_SOURCE);
  });
});
