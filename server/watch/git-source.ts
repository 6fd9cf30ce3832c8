// A git repository as a source: a contributor's fork, or another maintainer's canonical repository.
import { CANONICAL_REF, DEFERRED_REF, FORK_REF_PREFIX } from '@ipc-bench/schema/layout';
import type { GitPort, Oid, RemoteOptions, RemoteRef } from '../git/port.js';
import type { Candidate, Submission } from '../submission.js';
import { isLayoutDirectory } from './layout-shape.js';
import type { Known, Source, Survey, Tip } from './source.js';
import { surveyTree } from './survey-tree.js';

/** What waits on another maintainer's `deferred` may be readable here: gossip must pass through older tools. */
const PREFIXES = [FORK_REF_PREFIX, CANONICAL_REF, DEFERRED_REF];

export interface GitSourceOptions {
  name: string;
  isPublic: boolean;
  git: GitPort;
  /** URL or path, as the port takes it. */
  location: string;
  remote: RemoteOptions;
  /** Only the branches of contributors: a fork copies `data` from where it was forked. */
  isFork?: boolean;
  /** Every branch of interest, where somebody has listed them already. */
  tips?: readonly RemoteRef[] | null;
}

export function openGitSource(options: GitSourceOptions): Source {
  const { name, isPublic, git, location, isFork = false, tips = null } = options;
  const remote = git.remote(location, options.remote);
  return {
    name,
    isPublic,
    close: () => remote.close(),
    async listTips(): Promise<Tip[]> {
      const refs = tips ?? (await remote.listRefs(isFork ? [FORK_REF_PREFIX] : PREFIXES));
      return refs
        .filter(({ name: ref }) => isResultsRef(ref))
        .map(({ name: ref, oid }) => ({ ref, commit: oid }))
        .sort((a, b) => (a.ref < b.ref ? -1 : 1));
    },
    async survey(tip: Tip, known: Known): Promise<Survey> {
      // What is known or no folder of the layout need not come at all, where the tip is too large to come at once.
      const follow = async (path: string, oid: Oid) => isLayoutDirectory(path) && !(await known.hasTree(path, oid));
      return surveyTree(await remote.fetchTrees(commitOf(tip), follow), known);
    },
    async *read(tip: Tip, candidates: readonly Candidate[]): AsyncGenerator<Submission> {
      const groups = Map.groupBy(candidates, ({ oid }) => oid);
      for await (const blob of remote.fetchBlobs(commitOf(tip), [...groups.keys()])) {
        if ('missing' in blob) continue;
        const bytes = 'bytes' in blob ? blob.bytes : null;
        for (const candidate of groups.get(blob.oid) ?? []) yield { ...candidate, bytes };
      }
    },
  };
}

function isResultsRef(ref: string): boolean {
  return ref.startsWith(FORK_REF_PREFIX) || ref === CANONICAL_REF || ref === DEFERRED_REF;
}

function commitOf({ commit }: Tip): Oid {
  if (commit === null) throw new TypeError('a tip of a git source has a commit');
  return commit;
}
