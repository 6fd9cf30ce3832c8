// Writes a plan into the canonical repository. A file that moves between `data` and `deferred` is written to the one
// before it leaves the other, so a process that dies in between loses nothing; the next round clears the double.
import { CANONICAL_REF, DEFERRED_REF } from '@ipc-bench/schema/layout';
import type { CommitHeader, CommitResult, Oid, Repository, TreeChange } from '../git/port.js';

/** The part of a plan that is written. */
export interface Changes {
  puts: readonly { path: string; bytes: Uint8Array }[];
  removes: Iterable<string>;
}

export interface Applied {
  data: CommitResult | null;
  deferred: CommitResult | null;
}

/**
 * One commit per branch that changes (two on `deferred` when files move both ways). `expected` is the commit of `data`
 * that the plan was made for: throws `GitError` (`ref_moved`) when the branch is elsewhere, and then the caller plans
 * again.
 */
export async function applyPlan(
  repository: Repository,
  expected: { data: Oid | null; deferred: Oid | null },
  plan: { data: Changes; deferred: Changes },
  header: CommitHeader,
): Promise<Applied> {
  const deferredPuts = toTreeChanges({ puts: plan.deferred.puts, removes: [] });
  const deferredRemoves = toTreeChanges({ puts: [], removes: plan.deferred.removes });
  const dataChanges = toTreeChanges(plan.data);

  let deferred = await commitIfAny(repository, DEFERRED_REF, expected.deferred, deferredPuts, header);
  const data = await commitIfAny(repository, CANONICAL_REF, expected.data, dataChanges, header);
  const deferredTip = deferred?.commit ?? expected.deferred;
  deferred = (await commitIfAny(repository, DEFERRED_REF, deferredTip, deferredRemoves, header)) ?? deferred;
  return { data, deferred };
}

function toTreeChanges({ puts, removes }: Changes): TreeChange[] {
  const written = new Map<string, TreeChange>();
  for (const path of removes) written.set(path, { path, bytes: null });
  for (const { path, bytes } of puts) written.set(path, { path, bytes });
  return [...written.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function commitIfAny(
  repository: Repository,
  ref: string,
  expected: Oid | null,
  changes: readonly TreeChange[],
  header: CommitHeader,
): Promise<CommitResult | null> {
  return changes.length === 0 ? null : repository.commit(ref, expected, changes, header);
}
