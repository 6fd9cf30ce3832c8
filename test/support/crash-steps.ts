// Stops a task at every step by SIGKILL, each time in a fresh copy of a repository.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, engine } from '@ipc-bench/server/git/engine';
import type { Oid, Repository } from '@ipc-bench/server/git/port';
import { expect } from 'vitest';
import { type CrashTask, perform } from './crash-writer.mjs';
import { git, temporaryFolder } from './git-command.js';

export const DATA = 'refs/heads/data';
const WRITER = fileURLToPath(new URL('./crash-writer.mjs', import.meta.url));

/** Three commits in three packs; a snapshot has made them unreachable. Returns the branch's tip. */
export async function makeOriginal(path: string): Promise<Oid> {
  const repository = await engine.init(path);
  let tip: Oid | null = null;
  for (const path of ['results/e1/2026/01/01/a.json', 'results/e1/2026/01/01/b.json', 'results/e1/2026/01/02/0.json']) {
    const change = { path, bytes: Buffer.from(path) };
    tip = (await repository.commit(DATA, tip, [change], { message: 'x\n', timeSeconds: 1 })).commit;
  }
  const { commit } = await repository.snapshot(DATA, tip as Oid, { message: 'snapshot\n', timeSeconds: 1 });
  await repository.close();
  return commit;
}

export function expectSound(path: string): void {
  expect(git(['fsck', '--strict', '--full', '--no-dangling', '--no-progress'], { cwd: path })).toBe('');
}

/** Runs the task in a process of its own that is killed at `step`; the names of its steps when it is not (`step` 0). */
function run(path: string, task: CrashTask, step: number, where: 'before' | 'within'): string[] {
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, [WRITER, path, task, String(step), where], {
    encoding: 'utf8',
  });
  expect(step === 0 ? status : signal, stderr).toBe(step === 0 ? 0 : 'SIGKILL');
  return stdout.split(' ');
}

/** Calls `check` with a repository for every step that `task` was stopped at. Returns how many there were. */
export async function stopEverywhere(
  original: string,
  task: CrashTask,
  check: (path: string) => Promise<void>,
): Promise<number> {
  const folder = temporaryFolder();
  const copy = (name: string): string => {
    const path = join(folder, name);
    if (task !== 'init') cpSync(original, path, { recursive: true });
    return path;
  };
  const steps = run(copy('whole'), task, 0, 'before');
  let stops = 0;
  for (const [at, name] of steps.entries()) {
    for (const where of name === 'write' ? (['before', 'within'] as const) : (['before'] as const)) {
      const path = copy(`${at}-${where}`);
      run(path, task, at + 1, where);
      await check(path);
      stops++;
    }
  }
  return stops;
}

/** The promise about a write that was stopped: the old tip or the new one, and whoever comes next can go on. */
export async function expectOldOrNew(original: string, task: CrashTask): Promise<void> {
  const whole = join(temporaryFolder(), 'whole.git');
  cpSync(original, whole, { recursive: true });
  const oldTip = git(['rev-parse', DATA], { cwd: whole });
  await perform(createEngine({ withoutGit: true }), whole, task);
  const newTip = git(['rev-parse', DATA], { cwd: whole });
  const files = git(['ls-tree', '-r', '--name-only', DATA], { cwd: whole }).split('\n');
  const seen = new Set<string>();
  const stops = await stopEverywhere(original, task, async (path) => {
    expectSound(path);
    const tip = git(['rev-parse', DATA], { cwd: path });
    expect([oldTip, newTip]).toContain(tip);
    seen.add(tip);
    await perform(createEngine({ withoutGit: true }), path, task);
    const repository = await engine.open(path);
    expect(await filesOf(repository)).toEqual(files);
    await repository.close();
    await perform(createEngine({ withoutGit: true }), path, 'drop');
    expectSound(path);
  });
  expect(stops).toBeGreaterThan(15);
  expect(seen).toEqual(new Set([oldTip, newTip]));
}

/** Paths at the branch's tip; every blob is read. */
async function filesOf(repository: Repository): Promise<string[]> {
  const { tree } = await repository.readCommit((await repository.readRef(DATA)) as Oid);
  const paths: string[] = [];
  for await (const { path, oid } of repository.listFiles(tree)) {
    await repository.readBlob(oid);
    paths.push(path);
  }
  return paths;
}
