// Files that this process made, as a source like any other: what a maintainer says passes the same judgement as what
// strangers say.
import type { Submission } from '../submission.js';
import { blobId } from './blob-id.js';
import type { Source } from './source.js';

export function openMemorySource(name: string, files: readonly { path: string; bytes: Uint8Array }[]): Source {
  const submissions: Submission[] = files.map(({ path, bytes }) => ({ path, bytes, oid: blobId(bytes) }));
  return {
    name,
    isPublic: false,
    close: async () => {},
    listTips: async () => [{ ref: '', commit: null }],
    async survey(_tip, known) {
      const isNew = await Promise.all(submissions.map(async ({ path, oid }) => !(await known.hasFile(path, oid))));
      return { candidates: submissions.filter((_, at) => isNew[at]), oddities: [] };
    },
    async *read(_tip, candidates) {
      const wanted = new Set(candidates.map(({ path }) => path));
      yield* submissions.filter(({ path }) => wanted.has(path));
    },
  };
}
