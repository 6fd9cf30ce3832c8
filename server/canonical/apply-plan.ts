// Writes a plan into the canonical repository. A file that moves between branches is written to the one before it leaves
// the other, so a process that dies in between loses nothing; the next round clears the double.
import { CANONICAL_REF, DEFERRED_REF, SUSPENDED_REF } from '@ipc-bench/schema/layout';
import type { CommitHeader, CommitResult, Oid, Repository, TreeChange } from '../git/port.js';

interface WrittenFile {
  path: string;
  bytes: Uint8Array;
}

/** The part of a plan that is written. */
export interface Changes {
  puts: readonly WrittenFile[];
  removes: Iterable<string>;
}

export interface PlannedChanges {
  data: Changes;
  deferred: Changes;
  /** `moves` lie on `data`; their bytes are read as they are needed. */
  suspended: Changes & { moves: readonly { path: string; oid: Oid }[] };
}

const NAMES = ['data', 'deferred', 'suspended'] as const;
type Name = (typeof NAMES)[number];
const REFS = { data: CANONICAL_REF, deferred: DEFERRED_REF, suspended: SUSPENDED_REF } as const;
/** Files moved in one commit: an erratum may select any number, and their bytes are in memory. */
const MOVES_AT_ONCE = 500;

/**
 * Commits to each branch that changes. `expected` is the commits that the plan was made for: throws `GitError`
 * (`ref_moved`) when a branch is elsewhere, and then the caller plans again. Returns the new heads, `null` where a branch
 * did not change.
 */
export async function applyPlan(
  repository: Repository,
  expected: Readonly<Record<Name, Oid | null>>,
  plan: PlannedChanges,
  header: CommitHeader,
): Promise<Record<Name, CommitResult | null>> {
  const heads: Record<Name, CommitResult | null> = { data: null, deferred: null, suspended: null };
  async function commit(name: Name, puts: readonly WrittenFile[], removes: Iterable<string>): Promise<void> {
    const changes = toTreeChanges({ puts, removes });
    if (changes.length === 0) return;
    const tip = heads[name]?.commit ?? expected[name];
    heads[name] = await repository.commit(REFS[name], tip, changes, header);
  }

  const { data, deferred, suspended } = plan;
  for (let at = 0; at < suspended.moves.length; at += MOVES_AT_ONCE) {
    const moving = suspended.moves.slice(at, at + MOVES_AT_ONCE);
    const files = moving.map(async ({ path, oid }) => ({ path, bytes: await repository.readBlob(oid) }));
    await commit('suspended', await Promise.all(files), []);
  }
  await commit('suspended', suspended.puts, []);
  await commit('deferred', deferred.puts, []);
  await commit('data', data.puts, data.removes);
  await commit('deferred', [], deferred.removes);
  await commit('suspended', [], suspended.removes);
  return heads;
}

function toTreeChanges({ puts, removes }: Changes): TreeChange[] {
  const written = new Map<string, TreeChange>();
  for (const path of removes) written.set(path, { path, bytes: null });
  for (const { path, bytes } of puts) written.set(path, { path, bytes });
  return [...written.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
