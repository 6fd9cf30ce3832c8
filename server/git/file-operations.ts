// Every change of the file system that a write makes, one function each, so that a test can stop a process between any
// two of them and a reader can see the whole list. Nothing here decides anything.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

export interface FileOperations {
  makeDirectory(path: string): void;
  /** Creates a file that must not exist yet, for writing and reading; returns its descriptor. */
  create(path: string, mode: number): number;
  /** Writes all bytes, at the end or at `position`. */
  write(descriptor: number, bytes: Uint8Array, position?: number): void;
  /** Content and size reach the disk before this returns. */
  sync(descriptor: number): void;
  close(descriptor: number): void;
  rename(from: string, to: string): void;
  /** Removes a file; it may be absent. */
  remove(path: string): void;
  /** Names in a directory reach the disk before this returns. */
  syncDirectory(path: string): void;
}

export const fileOperations: FileOperations = {
  makeDirectory: (path) => void mkdirSync(path, { recursive: true }),
  create: (path, mode) => openSync(path, 'wx+', mode),
  write(descriptor, bytes, position) {
    for (let done = 0; done < bytes.length; ) {
      const at = position === undefined ? null : position + done;
      done += writeSync(descriptor, bytes, done, bytes.length - done, at);
    }
  },
  sync: (descriptor) => fsyncSync(descriptor),
  close: (descriptor) => closeSync(descriptor),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
  syncDirectory(path) {
    const descriptor = openSync(path, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};
