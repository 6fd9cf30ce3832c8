// A copy of the index as it is now, for exports: the file itself, held still by a read transaction for as long as copying
// takes.
import { constants, copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ServerError } from '../errors.js';

/** Copies the index to `target`, which must not exist. Throws `ServerError` `no_index`. */
export function copyIndex(path: string, target: string): void {
  let database: Database.Database;
  try {
    database = new Database(path, { fileMustExist: true });
  } catch (error) {
    throw new ServerError('no_index', 'the data directory holds no index', { cause: error });
  }
  try {
    database.exec('BEGIN');
    database.prepare('SELECT count(*) FROM meta').get(); // takes the lock, and rolls back what a dead writer left
    copyFileSync(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } finally {
    database.close();
  }
}

/** Whether the index at `older` holds a result that the one at `newer` does not: it was withdrawn since. */
export function holdsWithdrawn(older: string, newer: string): boolean {
  const database = new Database(newer, { fileMustExist: true });
  try {
    database.prepare('ATTACH ? AS older').run(older);
    database.pragma('query_only = ON');
    return database.prepare(WITHDRAWN).get() !== undefined;
  } finally {
    database.close();
  }
}

const WITHDRAWN =
  'SELECT 1 FROM older.submission AS o WHERE NOT EXISTS (SELECT 1 FROM main.submission AS m WHERE m.id = o.id) LIMIT 1';
