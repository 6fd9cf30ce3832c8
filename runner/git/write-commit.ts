// One commit that adds files to the tree of its parent. Nothing in it comes from this machine but the files: author,
// time zone and clock time are fixed.
import fs from 'node:fs';
import git, { type TreeEntry } from 'isomorphic-git';
import { NEUTRAL } from './root-commit.js';

export interface NewFile {
  /** Path in the repository. */
  path: string;
  bytes: Uint8Array;
}

export interface Draft {
  files: readonly NewFile[];
  /** What the commit says of so many files: the words for `git log`. */
  describe(count: number): string;
  /** Unix time in seconds. */
  timestamp: number;
}

export interface Written {
  commit: string;
  /** The commit object as git stores it. */
  text: string;
  /** Files that the parent did not hold. */
  files: readonly NewFile[];
}

const SECONDS_PER_DAY = 86_400;

/** Midnight UTC of that day: the finest time a commit may tell. */
export function floorToDay(date: Date): number {
  const seconds = Math.floor(date.getTime() / 1000);
  return seconds - (seconds % SECONDS_PER_DAY);
}

/** Writes blobs, trees and the commit; `null` when the parent's tree holds every file already. */
export async function writeCommit(gitdir: string, parent: string, draft: Draft): Promise<Written | null> {
  const { commit: before } = await git.readCommit({ fs, gitdir, oid: parent });
  const present = await Promise.all(draft.files.map((file) => holdsFile(gitdir, before.tree, file)));
  const files = draft.files.filter((_, at) => !present[at]);
  if (files.length === 0) return null;
  const tree = await writeTreeWith(gitdir, before.tree, files);
  const person = { ...NEUTRAL, timestamp: draft.timestamp };
  const content = { message: draft.describe(files.length), tree, parent: [parent], author: person, committer: person };
  const commit = await git.writeCommit({ fs, gitdir, commit: content });
  const { payload } = await git.readCommit({ fs, gitdir, oid: commit });
  return { commit, text: payload, files };
}

async function holdsFile(gitdir: string, root: string, { path, bytes }: NewFile): Promise<boolean> {
  const { oid: wanted } = await git.hashBlob({ object: bytes });
  let oid = root;
  for (const name of path.split('/')) {
    const { tree } = await git.readTree({ fs, gitdir, oid });
    const entry = tree.find((candidate) => candidate.path === name);
    if (entry?.type === 'blob') return entry.oid === wanted;
    if (entry?.type !== 'tree') return false;
    oid = entry.oid;
  }
  return false;
}

async function writeTreeWith(gitdir: string, oid: string | null, files: readonly NewFile[]): Promise<string> {
  const entries = new Map<string, TreeEntry>();
  if (oid !== null) for (const entry of (await git.readTree({ fs, gitdir, oid })).tree) entries.set(entry.path, entry);
  for (const name of new Set(files.map(firstStep))) {
    const inside = files.filter((file) => firstStep(file) === name);
    const [file] = inside;
    if (file?.path === name) {
      const blob = await git.writeBlob({ fs, gitdir, blob: file.bytes });
      entries.set(name, { path: name, mode: '100644', oid: blob, type: 'blob' });
      continue;
    }
    const below = inside.map(({ path, bytes }) => ({ path: path.slice(name.length + 1), bytes }));
    const old = entries.get(name);
    const tree = await writeTreeWith(gitdir, old?.type === 'tree' ? old.oid : null, below);
    entries.set(name, { path: name, mode: '040000', oid: tree, type: 'tree' });
  }
  return git.writeTree({ fs, gitdir, tree: [...entries.values()] });
}

function firstStep({ path }: NewFile): string {
  return path.split('/', 1)[0] ?? '';
}
