// One file as a source: what a contributor checks before submitting. Where it belongs follows from its bytes.
import { basename } from 'node:path';
import type { Submission } from '../submission.js';
import { blobId } from './blob-id.js';
import { readBounded } from './folder-source.js';
import { UNREAD } from './oddities.js';
import type { Source, Survey, Tip } from './source.js';

export function openFileSource(name: string, path: string): Source {
  const submission = async (): Promise<Submission> => {
    const bytes = await readBounded(path);
    const oid = bytes === null ? UNREAD : blobId(bytes);
    return { path: basename(path), oid, bytes, isUnplaced: true };
  };
  return {
    name,
    isPublic: false,
    close: async () => {},
    listTips: async (): Promise<Tip[]> => [{ ref: '', commit: null }],
    async survey(): Promise<Survey> {
      const { path: place, oid } = await submission();
      return { candidates: [{ path: place, oid }], oddities: [] };
    },
    async *read(): AsyncGenerator<Submission> {
      yield await submission();
    },
  };
}
