// Files that only their owner may read: the machine key and unfinished runs. Written whole or not at all.
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { RunnerError } from '../errors.js';

/** Writes the file with mode 0600, its folder with 0700. Throws `storage`. */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  writeWhole(path, content, 0o600, 0o700);
}

/** The same with the modes of ordinary files. */
export function writeWholeFile(path: string, content: string | Uint8Array): void {
  writeWhole(path, content, 0o644, 0o755);
}

function writeWhole(path: string, content: string | Uint8Array, mode: number, folderMode: number): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: folderMode });
    const file = openSync(temporary, 'wx', mode);
    try {
      chmodSync(temporary, mode);
      writeAll(file, typeof content === 'string' ? Buffer.from(content) : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new RunnerError('storage', storageMessage(error), { cause: error });
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** The system's word for what went wrong, without the path, which may hold a person's name. */
export function storageMessage(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'No space is left.',
    EACCES: 'Permission was denied.',
    EROFS: 'The file system is read-only.',
    ENOENT: 'There is no such file.',
    EEXIST: 'The file exists already.',
    EISDIR: 'It is a directory.',
    ENOTDIR: 'A part of the path is no directory.',
  };
  return words[code] ?? code;
}
