// Loose objects: one zlib stream per file, `<type> <size>\0` and the content. We never write them, but git may have.
// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { StoredObject } from './pack-file.js';
import type { ObjectType } from './pack-format.js';
import { GitError, type Oid } from './port.js';

const LARGEST_OBJECT_BYTES = 256 * 1024 * 1024;

/** A loose object below `objects`, or `undefined`. Throws `GitError`, code `object_corrupt`. */
export function readLooseObject(objects: string, oid: Oid): StoredObject | undefined {
  let compressed: Buffer;
  try {
    compressed = readFileSync(join(objects, oid.slice(0, 2), oid.slice(2)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let whole: Buffer;
  try {
    whole = inflateSync(compressed, { maxOutputLength: LARGEST_OBJECT_BYTES });
  } catch (error) {
    throw new GitError('object_corrupt', `the loose object ${oid} cannot be inflated`, { cause: error });
  }
  const end = whole.indexOf(0);
  const header = /^(commit|tree|blob|tag) (\d+)$/.exec(whole.toString('latin1', 0, Math.min(end, 32)));
  const bytes = whole.subarray(end + 1);
  if (end === -1 || header === null || Number(header[2]) !== bytes.length) {
    throw new GitError('object_corrupt', `the loose object ${oid} has no proper header`);
  }
  return { type: header[1] as ObjectType, bytes };
}
