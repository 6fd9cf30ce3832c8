// A git bundle: a branch in one file, to be carried by any means and fetched from with `git fetch FILE`.
// https://git-scm.com/docs/gitformat-bundle
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import git from 'isomorphic-git';
import { writeRootCommit } from './root-commit.js';
import { type Draft, type Written, writeCommit } from './write-commit.js';

/** A branch of one commit on the fixed root commit, and the bytes of a bundle that holds it. `null` without files. */
export async function writeBundle(ref: string, draft: Draft): Promise<{ written: Written; bundle: Uint8Array } | null> {
  const gitdir = await mkdtemp(join(tmpdir(), 'ipc-bench-bundle-'));
  try {
    await git.init({ fs, gitdir, bare: true });
    const root = await writeRootCommit(gitdir);
    const written = await writeCommit(gitdir, root, draft);
    if (written === null) return null;
    const oids = [...(await reachable(gitdir, [written.commit, root]))];
    const { packfile } = await git.packObjects({ fs, gitdir, oids });
    const header = Buffer.from(`# v2 git bundle\n${written.commit} ${ref}\n\n`);
    return { written, bundle: Buffer.concat([header, packfile ?? new Uint8Array()]) };
  } finally {
    await rm(gitdir, { recursive: true, force: true });
  }
}

async function reachable(gitdir: string, commits: readonly string[]): Promise<Set<string>> {
  const seen = new Set(commits);
  const trees: string[] = [];
  for (const oid of commits) trees.push((await git.readCommit({ fs, gitdir, oid })).commit.tree);
  for (let oid = trees.pop(); oid !== undefined; oid = trees.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    for (const entry of (await git.readTree({ fs, gitdir, oid })).tree)
      if (entry.type === 'tree') trees.push(entry.oid);
      else seen.add(entry.oid);
  }
  return seen;
}
