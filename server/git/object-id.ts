// An object's id is the SHA-1 of its type, a space, its size in decimal, a NUL and its content.
// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
import { createHash, hash } from 'node:crypto';
import type { ObjectType } from './pack-format.js';
import type { Oid } from './port.js';

/** A git object as it is: what kind, under which name, and its content without header. */
export interface GitObject {
  type: ObjectType;
  oid: Oid;
  bytes: Buffer;
}

/** Up to here copying content behind its header is cheaper than a hash in two steps. */
const COPIED_BYTES = 8192;

export function objectId(type: ObjectType, content: Uint8Array): Oid {
  const header = `${type} ${content.length}\0`;
  if (content.length > COPIED_BYTES) return createHash('sha1').update(header).update(content).digest('hex') as Oid;
  const whole = Buffer.allocUnsafe(header.length + content.length);
  whole.write(header, 'latin1');
  whole.set(content, header.length);
  return hash('sha1', whole, 'hex') as Oid;
}
