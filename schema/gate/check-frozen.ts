import type { Problem } from './schema-node.js';

/** schema/frozen.json: released files with the SHA-256 of their bytes, and those that may still change. */
export interface FrozenFiles {
  frozen: Readonly<Record<string, string>>;
  drafts: readonly string[];
}

/** Objections to registry files (path below schema/ → SHA-256 of its bytes): a released file never changes or leaves. */
export function checkFrozen(files: Readonly<Record<string, string>>, { frozen, drafts }: FrozenFiles): Problem[] {
  const changed = Object.entries(frozen).flatMap(([path, hash]) => {
    if (files[path] === undefined)
      return [{ code: 'frozen_gone', place: path, message: 'is released and cannot leave' }];
    return files[path] === hash
      ? []
      : [{ code: 'frozen_changed', place: path, message: 'is released and cannot change' }];
  });
  const unlisted = Object.keys(files)
    .filter((path) => frozen[path] === undefined && !drafts.includes(path))
    .map((path) => ({ code: 'unlisted', place: path, message: 'is neither in frozen nor in drafts of frozen.json' }));
  const absent = drafts
    .filter((path) => files[path] === undefined)
    .map((path) => ({ code: 'draft_gone', place: path, message: 'is listed as a draft but does not exist' }));
  return [...changed, ...unlisted, ...absent];
}
