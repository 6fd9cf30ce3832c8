// A process that was killed while it moved a branch leaves git's lock file behind. Only the single writer may take such
// a lock away, and only after it has seen that nobody is using it: git itself holds one for milliseconds.
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 2000;
const STEP_MS = 100;

/** Waits until `ref` is unlocked; a lock that stayed the same all the time is removed. */
export async function outwaitRefLock(repositoryPath: string, ref: string): Promise<void> {
  const path = join(repositoryPath, `${ref}.lock`);
  const first = await identify(path);
  for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
    if (first === null || (await identify(path)) !== first) return;
    await sleep(STEP_MS);
  }
  await rm(path, { force: true });
}

async function identify(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
}
