// A git repository as a source. Budgets bound one conversation (`Remote`), never the source: when one is used up, a new
// conversation goes on where the old one stopped, with smaller requests if need be.
import { CANONICAL_REF, DEFERRED_REF, FORK_REF_PREFIX } from '@ipc-bench/schema/layout';
import { GitError, type GitPort, type Oid, type Remote, type RemoteBlob, type RemoteOptions } from '../git/port.js';
import type { Candidate, Submission } from '../submission.js';
import type { Known, Source, Survey, Tip } from './source.js';
import { surveyTree } from './survey-tree.js';

/** Files asked for in one request. */
const BATCH_FILES = 500;

/** A fork's branches, and those of another maintainer's canonical repository. */
const PREFIXES = [FORK_REF_PREFIX, CANONICAL_REF, DEFERRED_REF];
const EXACT: ReadonlySet<string> = new Set([CANONICAL_REF, DEFERRED_REF]);

export interface GitSourceOptions {
  name: string;
  isPublic: boolean;
  git: GitPort;
  /** URL or path, as the port takes it. */
  location: string;
  remote: RemoteOptions;
}

export function openGitSource({ name, isPublic, git, location, remote }: GitSourceOptions): Source {
  let conversation: Remote | undefined;
  const talk = (): Remote => {
    conversation ??= git.remote(location, remote);
    return conversation;
  };
  const hangUp = async (): Promise<void> => {
    const ended = conversation;
    conversation = undefined;
    await ended?.close();
  };

  /** Asks again in a new conversation when the budget of one that was already used ran out. */
  async function ask<Answer>(question: (remote: Remote) => Promise<Answer>): Promise<Answer> {
    const wasUsed = conversation !== undefined;
    try {
      return await question(talk());
    } catch (error) {
      if (!wasUsed || !isBudget(error)) throw error;
      await hangUp();
      return question(talk());
    }
  }

  return {
    name,
    isPublic,
    close: hangUp,
    async listTips(): Promise<Tip[]> {
      const refs = await ask((remote) => remote.listRefs(PREFIXES));
      return refs
        .filter((ref) => EXACT.has(ref.name) || ref.name.startsWith(FORK_REF_PREFIX))
        .map((ref) => ({ ref: ref.name, commit: ref.oid }))
        .sort((a, b) => (a.ref < b.ref ? -1 : 1));
    },
    async survey({ commit }: Tip, known: Known): Promise<Survey> {
      if (commit === null) throw new TypeError('a tip of a git source has a commit');
      return surveyTree(await ask((remote) => remote.fetchTrees(commit)), known);
    },
    async *read({ commit }: Tip, candidates: readonly Candidate[]): AsyncGenerator<Submission> {
      if (commit === null) throw new TypeError('a tip of a git source has a commit');
      const waiting = groupByOid(candidates);
      for (let batch = BATCH_FILES; waiting.size > 0; ) {
        const wanted = [...waiting.keys()].slice(0, batch);
        const before = waiting.size;
        const wasUsed = conversation !== undefined;
        try {
          for await (const blob of talk().fetchBlobs(commit, wanted)) yield* submissionsOf(blob, waiting);
        } catch (error) {
          if (!isBudget(error)) throw error;
          const isStuck = waiting.size === before && !wasUsed;
          if (isStuck && batch === 1) waiting.delete(wanted[0] as Oid); // leave it out: its neighbours matter too
          if (isStuck) batch = Math.ceil(batch / 8);
          await hangUp();
          continue;
        }
        if (waiting.size === before) throw new GitError('protocol', 'the repository sent none of the files asked for');
      }
    },
  };
}

function isBudget(error: unknown): boolean {
  return error instanceof GitError && error.code === 'limit_exceeded';
}

/** The same bytes may stand at several paths; they are asked for once. */
function groupByOid(candidates: readonly Candidate[]): Map<Oid, Candidate[]> {
  const groups = new Map<Oid, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.oid);
    if (group === undefined) groups.set(candidate.oid, [candidate]);
    else group.push(candidate);
  }
  return groups;
}

function* submissionsOf(
  blob: RemoteBlob | { oid: RemoteBlob['oid']; oversized: true },
  waiting: Map<Oid, Candidate[]>,
): Generator<Submission> {
  const group = waiting.get(blob.oid) ?? [];
  waiting.delete(blob.oid);
  for (const candidate of group) yield { ...candidate, bytes: 'bytes' in blob ? blob.bytes : null };
}
