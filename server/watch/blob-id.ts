import crypto from 'node:crypto';
import { type Oid, parseOid } from '../git/port.js';

/** The id that git gives a file with these bytes. */
export function blobId(bytes: Uint8Array): Oid {
  return parseOid(crypto.createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'));
}
