// A write that is stopped anywhere leaves the old tip or the new one, in a repository that git and we read.
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, engine } from '@ipc-bench/server/git/engine';
import { type FileOperations, fileOperations } from '@ipc-bench/server/git/file-operations';
import type { Oid } from '@ipc-bench/server/git/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATA, expectOldOrNew, expectSound, makeOriginal, stopEverywhere } from '../../support/crash-steps.js';
import { temporaryFolder } from '../../support/git-command.js';

const put = (path: string) => ({ path, bytes: Buffer.from(path) });
let original: string;
let oldTip: Oid;

beforeAll(async () => {
  original = join(temporaryFolder(afterAll), 'original.git');
  oldTip = await makeOriginal(original);
});

// The other writes are stopped in crash.long.test.ts.
test.each(['commit', 'maintain'] as const)('SIGKILL at any step of %s', { timeout: 300_000 }, (task) =>
  expectOldOrNew(original, task),
);

test('SIGKILL at any step of init: it can be done again', { timeout: 300_000 }, async () => {
  const stops = await stopEverywhere(original, 'init', async (path) => {
    const repository = await engine.init(path);
    await repository.commit(DATA, null, [put('a')], { message: 'x\n', timeSeconds: 1 });
    await repository.close();
    expectSound(path);
  });
  expect(stops).toBeGreaterThan(10);
});

/** File operations that note what they do, and fail at one of them. */
function observed(failAt?: { step: number; code: string }): { files: FileOperations; log: string[] } {
  const log: string[] = [];
  const names = new Map<number, string>();
  const describe = (argument: unknown): string => {
    if (typeof argument === 'number') return names.get(argument) ?? '';
    return String(argument)
      .replace(/.*\//, '')
      .replace(/tmp_pack_ipc-bench_\w+/, 'tmp')
      .replace(/[0-9a-f]{40}/, '*');
  };
  const wrapped = Object.entries(fileOperations).map(([name, operation]) => [
    name,
    (...args: unknown[]) => {
      log.push(`${name} ${describe(args[0])}${name === 'rename' ? ` ${describe(args[1])}` : ''}`.trim());
      if (log.length === failAt?.step) throw Object.assign(new Error('failed'), { code: failAt.code, syscall: name });
      const result = (operation as (...args: unknown[]) => unknown)(...args);
      if (name === 'create') names.set(result as number, describe(args[0]));
      return result;
    },
  ]);
  return { files: Object.fromEntries(wrapped) as FileOperations, log };
}

test('data reaches the disk before the names that lead to it, and those before the ref', async () => {
  const path = join(temporaryFolder(), 'results.git');
  cpSync(original, path, { recursive: true });
  const { files, log } = observed();
  const repository = await createEngine({ files }).open(path);
  await repository.commit(DATA, oldTip, [put('a')], { message: 'x\n', timeSeconds: 1 });
  await repository.close();
  expect(log).toEqual([
    ...['create tmp', 'write tmp', 'sync tmp'],
    ...['create tmp.idx', 'write tmp.idx', 'sync tmp.idx', 'close tmp.idx'],
    ...['rename tmp pack-*.pack', 'rename tmp.idx pack-*.idx', 'syncDirectory pack'],
    ...['create data.lock', 'write data.lock', 'sync data.lock'],
    ...['rename data.lock data', 'close data.lock', 'syncDirectory heads'],
  ]);
});

describe.each(['ENOSPC', 'EROFS', 'EIO'])('%s at any change of the file system', (code) => {
  test('is a storage error, leaves the old tip or the new one, and nothing half-done', async () => {
    for (let step = 1; ; step++) {
      const path = join(temporaryFolder(), 'results.git');
      cpSync(original, path, { recursive: true });
      const { files, log } = observed({ step, code });
      const repository = await createEngine({ files }).open(path);
      const commit = repository.commit(DATA, oldTip, [put('a')], { message: 'x\n', timeSeconds: 1 });
      const error = await commit.then(
        () => undefined,
        (thrown) => thrown,
      );
      await repository.close();
      if (error === undefined) {
        expect(log.length).toBeLessThan(step);
        break;
      }
      expect(error).toMatchObject({ name: 'GitError', code: 'storage' });
      expect(error.message).toContain(code);
      expectSound(path);
      expect(existsSync(join(path, `${DATA}.lock`))).toBe(false);
      expect(readdirSync(join(path, 'objects', 'pack')).filter((name) => name.startsWith('tmp_'))).toEqual([]);
      const again = await engine.open(path);
      const tip = (await again.readRef(DATA)) as Oid;
      await again.commit(DATA, tip, [put('b')], { message: 'x\n', timeSeconds: 1 });
      await again.close();
      expectSound(path);
    }
  });
});
