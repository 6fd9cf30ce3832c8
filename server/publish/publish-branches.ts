// Pushes what changed here to a repository elsewhere, by compare-and-swap. Should somebody else have pushed there, what
// they pushed is merged like any source first; then ours holds theirs, and takes its place.
//
// Only a tree that is new here is pushed. Two maintainers who trust different keys hold different trees for ever; each
// pushes when its own changes, and neither answers the other's push with the same tree again.
import { CANONICAL_REF, DEFERRED_REF } from '@ipc-bench/schema/layout';
import { GitError, type GitPort, type Oid, type RemoteOptions, type Repository } from '../git/port.js';
import type { PublishTarget } from './publish-target.js';

export interface PublishedTree {
  commit: Oid;
  tree: Oid;
}

export interface PublishOptions {
  target: PublishTarget;
  git: GitPort;
  /** Opens our own repository as it is now. */
  open(): Promise<Repository>;
  /** What was published there before, by ref. */
  remembered(ref: string): PublishedTree | null;
  remember(ref: string, published: PublishedTree): void;
  /** Merges what the target holds. */
  adopt(location: string, options: RemoteOptions): Promise<void>;
  signal: AbortSignal;
}

export type PublishOutcome = 'unchanged' | 'pushed';

const REFS = [CANONICAL_REF, DEFERRED_REF];
/** Everybody who wins a race has made progress, so somebody gives up only after so many others. */
const ATTEMPTS = 8;

/** Throws `GitError`: `ref_moved` when others were quicker too often, and whatever pushing throws. */
export async function publishBranches(options: PublishOptions): Promise<PublishOutcome> {
  const { target, signal } = options;
  let outcome: PublishOutcome = 'unchanged';
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    if ((await changedRefs(options)).length === 0) return outcome;
    const there = await target.list(REFS);
    await adoptOthers(options, there);
    try {
      for (const { ref, commit, tree } of await changedRefs(options)) {
        const expected = there.get(ref) ?? null;
        if (expected !== commit) {
          await withRepository(options, (repository) => target.push(repository, ref, expected));
          outcome = 'pushed';
        }
        options.remember(ref, { commit, tree });
      }
      return outcome;
    } catch (error) {
      if (!(error instanceof GitError && error.code === 'ref_moved') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Our branches whose tree is not the one published last. */
async function changedRefs(options: PublishOptions): Promise<({ ref: string } & PublishedTree)[]> {
  return withRepository(options, async (repository) => {
    const changed = [];
    for (const ref of REFS) {
      const commit = await repository.readRef(ref);
      if (commit === null) continue;
      const { tree } = await repository.readCommit(commit);
      if (options.remembered(ref)?.tree !== tree) changed.push({ ref, commit, tree });
    }
    return changed;
  });
}

/** Merges what others pushed. Where they hold what we then hold, there is nothing left to push. */
async function adoptOthers(options: PublishOptions, there: ReadonlyMap<string, Oid>): Promise<void> {
  const others = await withRepository(options, async (repository) => {
    const found: [string, Oid][] = [];
    for (const [ref, commit] of there) {
      const isOurs = commit === options.remembered(ref)?.commit || commit === (await repository.readRef(ref));
      if (REFS.includes(ref) && !isOurs) found.push([ref, commit]);
    }
    return found;
  });
  if (others.length === 0) return;
  await options.target.reading(async (location, remoteOptions) => {
    await options.adopt(location, remoteOptions);
    const remote = options.git.remote(location, remoteOptions);
    try {
      for (const [ref, commit] of others) {
        const { root: tree } = await remote.fetchTrees(commit, () => false);
        const isSame = (await changedRefs(options)).some((ours) => ours.ref === ref && ours.tree === tree);
        if (isSame) options.remember(ref, { commit, tree });
      }
    } finally {
      await remote.close();
    }
  });
}

async function withRepository<Result>({ open }: PublishOptions, use: (repository: Repository) => Promise<Result>) {
  const repository = await open();
  try {
    return await use(repository);
  } finally {
    await repository.close();
  }
}
