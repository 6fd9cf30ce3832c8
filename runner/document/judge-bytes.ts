import crypto from 'node:crypto';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import { judge, type Report } from '@ipc-bench/schema/judge';

export const cryptography = cryptographyFromNode(crypto);

/** The one validator, with Node's cryptography. `path` is the file's place in a repository, where it has one. */
export function judgeBytes(bytes: Uint8Array, path?: string): Report {
  return judge(bytes, { cryptography, ...(path === undefined ? {} : { path }) });
}
