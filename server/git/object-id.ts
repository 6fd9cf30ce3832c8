// An object's id is the SHA-1 of its type, a space, its size in decimal, a NUL and its content.
// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
import { hash } from 'node:crypto';
import type { ObjectType } from './pack-format.js';
import type { Oid } from './port.js';

/** A git object as it is: what kind, under which name, and its content without header. */
export interface GitObject {
  type: ObjectType;
  oid: Oid;
  bytes: Buffer;
}

export function objectId(type: ObjectType, content: Uint8Array): Oid {
  const header = `${type} ${content.length}\0`;
  const whole = Buffer.allocUnsafe(header.length + content.length);
  whole.write(header, 'latin1');
  whole.set(content, header.length);
  return hash('sha1', whole, 'hex') as Oid;
}
