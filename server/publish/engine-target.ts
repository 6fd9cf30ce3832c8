import { GitError, type GitPort, type Oid, type RemoteOptions } from '../git/port.js';
import type { PublishTarget } from './publish-target.js';

/** A first push carries the whole database. */
const PUSH_MS = 30 * 60_000;

/** A target by https URL, or by path on this machine. */
export function openEngineTarget(name: string, git: GitPort, options: RemoteOptions): PublishTarget {
  return {
    name,
    async list(refs) {
      const remote = git.remote(name, options);
      try {
        const found = await remote.listRefs(refs);
        return new Map<string, Oid>(found.map(({ name: ref, oid }) => [ref, oid]));
      } catch (error) {
        // A repository without any branch may greet like one that is not there; the push tells.
        if (error instanceof GitError && error.code === 'object_missing') return new Map();
        throw error;
      } finally {
        await remote.close();
      }
    },
    push: (repository, ref, expected) =>
      repository.push(name, ref, expected, { ...options, limits: { ...options.limits, requestMs: PUSH_MS } }),
    reading: (use) => use(name, options),
  };
}
