// A disk that is full or read-only, made of memory (needs the right to mount; skipped where there is none).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { honestFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { checkSound, digestOf, errorIn, mergeInto, runCommand } from '../support/maintainer.js';

const root = temporaryFolder(afterAll);

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}

function smallDisk(size: string): string {
  const path = temporaryFolder();
  mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path);
  onTestFinished(() => void execFileSync('umount', [path]));
  return path;
}

const canMount = (() => {
  try {
    const path = temporaryFolder(afterAll);
    mount('-t', 'tmpfs', 'tmpfs', path);
    execFileSync('umount', [path]);
    return true;
  } catch {
    console.warn('skipped: this user may not mount a small disk');
    return false;
  }
})();

describe.skipIf(!canMount)('a merge', () => {
  const fork = honestFork(root, 'large', 300);

  it('onto a full disk says so, leaves nothing half-done, and succeeds once there is room', async () => {
    const disk = smallDisk('300k');
    const data = join(disk, 'data');
    await runCommand('init', '--data', data);
    const { exit, err } = await mergeInto(data, fork);
    expect(exit).toBe(1);
    expect(errorIn(err)).toMatchObject({ code: 'storage', detail: expect.stringContaining('ENOSPC') });
    expect((await digestOf(data)).count).toBe(0);
    checkSound(data);
    mount('-o', 'remount,size=60m', disk);
    expect(await mergeInto(data, fork)).toMatchObject({ exit: 0, summary: { sources: [{ counts: { added: 300 } }] } });
    checkSound(data);
  });

  it('onto a read-only disk says so, and what is there can still be read', async () => {
    const disk = smallDisk('60m');
    const data = join(disk, 'data');
    await runCommand('init', '--data', data);
    await mergeInto(data, honestFork(root, 'small', 2));
    mount('-o', 'remount,ro', disk);
    const { exit, err } = await mergeInto(data, fork);
    expect(exit).toBe(1);
    expect(errorIn(err).code).toBe('storage');
    expect((await digestOf(data)).count).toBe(2);
  });
});
