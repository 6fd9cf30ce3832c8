// Where a canonical repository is published: another repository, reached by our own engine (https, paths) or by git (ssh).
import type { Oid, RemoteOptions, Repository } from '../git/port.js';

export interface PublishTarget {
  /** As the maintainer wrote it; holds no credentials. */
  readonly name: string;
  /** Where the refs are there; those that do not exist are left out. */
  list(refs: readonly string[]): Promise<Map<string, Oid>>;
  /** Moves a ref there to where ours is. Throws `GitError`, `ref_moved` unless it was at `expected` (`null`: absent). */
  push(repository: Repository, ref: string, expected: Oid | null): Promise<void>;
  /** A place that the git port can read it from now, for as long as `use` runs. */
  reading<Result>(use: (location: string, options: RemoteOptions) => Promise<Result>): Promise<Result>;
}
