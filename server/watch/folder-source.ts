// A plain folder in the layout as a source, for data that never saw git. The three folders of the layout are read, what
// stands beside them is not looked at; links are never followed and a size is checked before the file is read.
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_DOCUMENT_BYTES } from '@ipc-bench/schema/read-canonical';
import { MODE_FILE, MODE_TREE } from '../git/port.js';
import type { Candidate, Submission } from '../submission.js';
import { blobId } from './blob-id.js';
import { isLayoutDirectory, isLayoutFile, TOP_FOLDERS } from './layout-shape.js';
import { collectOddities, UNREAD } from './oddities.js';
import type { Known, Source, Survey, Tip } from './source.js';

export function openFolderSource(name: string, root: string): Source {
  return {
    name,
    isPublic: false,
    close: async () => {},
    listTips: async (): Promise<Tip[]> => [{ ref: '', commit: null }],
    survey: (_tip, known) => surveyFolder(root, known),
    async *read(_tip: Tip, candidates: readonly Candidate[]): AsyncGenerator<Submission> {
      for (const candidate of candidates) {
        const bytes = await readBounded(join(root, candidate.path));
        // A file that changed since the survey is whatever it is now.
        yield { ...candidate, oid: bytes === null ? UNREAD : blobId(bytes), bytes };
      }
    },
  };
}

async function surveyFolder(root: string, known: Known): Promise<Survey> {
  const candidates: Candidate[] = [];
  const oddities = collectOddities();
  const pending: string[] = [];
  for (const folder of TOP_FOLDERS) {
    const found = await lstat(join(root, folder)).catch(() => null);
    if (found?.isDirectory()) pending.push(folder);
    else if (found !== null) oddities.note(folder, modeOf(found));
  }
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && isLayoutDirectory(path)) {
        pending.push(path);
      } else if (entry.isFile() && isLayoutFile(path)) {
        const bytes = await readBounded(join(root, path));
        const oid = bytes === null ? UNREAD : blobId(bytes);
        if (!(await known.hasFile(path, oid))) candidates.push({ path, oid });
      } else {
        oddities.note(path, modeOf(entry));
      }
    }
  }
  return { candidates, oddities: oddities.list() };
}

/** As git would call it. */
function modeOf(entry: { isDirectory(): boolean; isFile(): boolean }): number {
  if (entry.isDirectory()) return MODE_TREE;
  return entry.isFile() ? MODE_FILE : 0o120000;
}

/** The bytes of a plain file of bounded size, or `null` when it is larger. Never follows a link. */
export async function readBounded(path: string): Promise<Uint8Array | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (;;) {
      const { size } = await file.stat();
      if (size > MAX_DOCUMENT_BYTES) return null;
      const buffer = Buffer.alloc(size + 1); // one more, to see a file that grew meanwhile
      const length = await fill(file, buffer);
      if (length <= size) return Uint8Array.prototype.slice.call(buffer, 0, length);
    }
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === buffer.length) return length;
  }
}
