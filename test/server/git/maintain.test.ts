import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, engine } from '@ipc-bench/server/git/engine';
import type { Oid, Repository } from '@ipc-bench/server/git/port';
import { describe, expect, test } from 'vitest';
import { git, temporaryFolder } from '../../support/git-command.js';

const DATA = 'refs/heads/data';

async function filled(port: typeof engine, commits: number): Promise<{ repository: Repository; tip: Oid }> {
  const repository = await port.init(join(temporaryFolder(), 'results.git'), { soleWriter: true });
  let tip: Oid | null = null;
  for (let round = 0; round < commits; round++) {
    const changes = [{ path: `results/${round % 4}/${round}.json`, bytes: Buffer.from(`{"round":${round}}`) }];
    tip = (await repository.commit(DATA, tip, changes, { message: 'x\n', timeSeconds: round })).commit;
  }
  return { repository, tip: tip as Oid };
}

const packs = (path: string) => readdirSync(join(path, 'objects', 'pack')).filter((name) => name.endsWith('.pack'));

async function readAll(repository: Repository, tip: Oid): Promise<number> {
  let count = 0;
  for await (const { oid } of repository.listFiles((await repository.readCommit(tip)).tree)) {
    await repository.readBlob(oid);
    count++;
  }
  return count;
}

describe.each([
  ['by git', engine],
  ['by ourselves', createEngine({ withoutGit: true })],
])('%s', (_how, port) => {
  test('packs are joined, and those who read meanwhile notice nothing', async () => {
    const { repository, tip } = await filled(port, 40);
    const reader = await port.open(repository.path);
    expect(packs(repository.path).length).toBe(41);
    await repository.maintain();
    expect(packs(repository.path).length).toBeLessThan(5);
    expect(await readAll(reader, tip)).toBe(40);
    expect(await readAll(repository, tip)).toBe(40);
    expect(git(['fsck', '--strict', '--full', '--no-progress'], { cwd: repository.path })).toBe('');
    await Promise.all([repository.close(), reader.close()]);
  });

  test('maintained after every round, the number of packs stays small and old ones are left alone', async () => {
    const { repository } = await filled(port, 30);
    await repository.maintain();
    let tip = (await repository.readRef(DATA)) as Oid;
    let most = 0;
    for (let round = 0; round < 20; round++) {
      const changes = [{ path: `results/later/${round}.json`, bytes: Buffer.from(`${round}`) }];
      tip = (await repository.commit(DATA, tip, changes, { message: 'x\n', timeSeconds: round })).commit;
      await repository.maintain();
      most = Math.max(most, packs(repository.path).length);
    }
    expect(most).toBeLessThan(8);
    expect(await readAll(repository, tip)).toBe(50);
    await repository.close();
  });

  test('a commit that is asked for meanwhile waits, so nothing it relies on is dropped', async () => {
    const { repository, tip } = await filled(port, 10);
    const without = await repository.commit(DATA, tip, [{ path: 'results/1/1.json', bytes: null }], {
      message: 'x\n',
      timeSeconds: 1,
    });
    await repository.snapshot(DATA, without.commit, { message: 'x\n', timeSeconds: 1 });
    const expected = (await repository.readRef(DATA)) as Oid;
    const restored = [{ path: 'results/1/1.json', bytes: Buffer.from('{"round":1}') }];
    const [, { commit }] = await Promise.all([
      repository.maintain({ dropUnreachable: true }),
      repository.commit(DATA, expected, restored, { message: 'x\n', timeSeconds: 2 }),
    ]);
    expect(git(['fsck', '--strict', '--full', '--no-progress'], { cwd: repository.path })).toBe('');
    expect(await readAll(repository, commit)).toBe(10);
    await repository.close();
  });

  test('objects that git left loose are taken along', async () => {
    const { repository } = await filled(port, 3);
    const loose = git(['hash-object', '-w', '--stdin'], { cwd: repository.path, input: 'loose' });
    git(['update-ref', 'refs/tags/loose', loose], { cwd: repository.path });
    await repository.maintain();
    expect(Buffer.from(await repository.readBlob(loose as Oid)).toString()).toBe('loose');
    expect(git(['count-objects'], { cwd: repository.path })).toMatch(/^0 objects/);
    await repository.close();
  });
});

test('what a killed process left goes; a fresh pack without index, which git may be writing, stays', async () => {
  const { repository } = await filled(engine, 2);
  const folder = join(repository.path, 'objects', 'pack');
  for (const name of ['tmp_pack_ipc-bench_1_a', 'tmp_pack_ipc-bench_1_a.idx', 'pack-old.pack', 'pack-new.pack']) {
    writeFileSync(join(folder, name), 'left over');
  }
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(join(folder, 'pack-old.pack'), yesterday, yesterday);
  await repository.maintain();
  expect(readdirSync(folder).filter((name) => /tmp|old|new/.test(name))).toEqual(['pack-new.pack']);
  await repository.close();
});
