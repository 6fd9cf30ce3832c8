// A file system for isomorphic-git whose files appear whole and stay: written beside, fsynced, renamed.
// isomorphic-git itself writes in place and never syncs.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { fileOperations } from './file-operations.js';

async function writeFile(
  path: string,
  content: Uint8Array | string,
  options?: fs.ObjectEncodingOptions,
): Promise<void> {
  const beside = `${path}.tmp-${randomBytes(6).toString('hex')}`;
  try {
    await fs.promises.writeFile(beside, content, { ...options, flush: true });
    await fs.promises.rename(beside, path);
  } catch (error) {
    await fs.promises.rm(beside, { force: true });
    throw error;
  }
  fileOperations.syncDirectory(dirname(path));
}

/** To be given to isomorphic-git as `fs`. */
export const durableFiles = { promises: { ...fs.promises, writeFile } };
