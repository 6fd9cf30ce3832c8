// The single writer of a data directory is whoever holds an exclusive SQLite transaction on the lock file. The operating
// system takes it away when the process dies, however it dies, so no stale lock is ever left.
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { ServerError } from '../errors.js';

export interface WriterLock {
  /** Gives it up. */
  close(): void;
}

const RETRY_MS = 50;

/** Throws `ServerError` (`busy`) when another process still holds it after `waitMs`. */
export async function takeWriterLock(path: string, waitMs: number, signal?: AbortSignal): Promise<WriterLock> {
  const file = new Database(path, { timeout: 0 });
  try {
    for (let left = waitMs; !tryLock(file); left -= RETRY_MS) {
      if (left <= 0) throw new ServerError('busy', `${path} is held by another process`);
      await sleep(RETRY_MS, undefined, { ...(signal ? { signal } : {}) });
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return { close: () => file.close() };
}

function tryLock(file: Database.Database): boolean {
  try {
    file.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}
