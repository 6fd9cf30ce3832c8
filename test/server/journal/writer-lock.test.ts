import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { takeWriterLock } from '@ipc-bench/server/journal/writer-lock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../support/git-command.js';

describe('the writer lock', () => {
  it('is held by one at a time', async () => {
    const path = join(temporaryFolder(), 'writer.lock');
    const first = await takeWriterLock(path, 0);
    await expect(takeWriterLock(path, 100)).rejects.toMatchObject({ code: 'busy' });
    const waiting = takeWriterLock(path, 10_000);
    first.close();
    (await waiting).close();
  });

  it('dies with its process, however that ends', async () => {
    const path = join(temporaryFolder(), 'writer.lock');
    const code = `import { takeWriterLock } from '@ipc-bench/server/journal/writer-lock';
      await takeWriterLock(${JSON.stringify(path)}, 0);
      console.log('held');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    await expect(takeWriterLock(path, 0)).rejects.toMatchObject({ code: 'busy' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    (await takeWriterLock(path, 0)).close();
  });

  it('stops waiting when it is told to', async () => {
    const path = join(temporaryFolder(), 'writer.lock');
    const held = await takeWriterLock(path, 0);
    const abort = new AbortController();
    const waiting = takeWriterLock(path, 60_000, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    held.close();
  });
});
