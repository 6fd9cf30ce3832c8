// A forge's world for tests: repositories, forks, pushes and a clock that only tests turn. A push shows in lists after
// its own lag, and what a fork's branches point at may lag as well, as on a forge with replicas.
import { createHash } from 'node:crypto';

export interface Push {
  /** When it shows in lists, and when its branches are read. */
  listedAtMs: number;
  readableAtMs: number;
  atMs: number;
  /** Every branch of the repository after this push. */
  tips: ReadonlyMap<string, string>;
}

export interface WorldRepository {
  readonly id: number;
  readonly nodeId: string;
  owner: string;
  name: string;
  formerNames: string[];
  /** `null`: no fork, or not any more. */
  parentId: number | null;
  isPrivate: boolean;
  readonly createdAtMs: number;
  pushes: Push[];
}

export interface PushOptions {
  oid?: string;
  /** A branch is deleted with `null`. */
  isDeletion?: boolean;
  lagMs?: number;
  readLagMs?: number;
}

/** Longest lag that the world permits: lists are never further behind. */
export const MAX_LAG_MS = 119_000;

export class GithubWorld {
  nowMs: number;
  readonly repositories = new Map<number, WorldRepository>();
  /** Repositories that GraphQL answers with null, with an error beside it. */
  readonly unreadable = new Set<number>();
  readonly #forks = new Map<number, Set<WorldRepository>>();
  #nextId: number;

  constructor({ nowMs = Date.UTC(2026, 10, 23), firstId = 1_000_001 } = {}) {
    this.nowMs = nowMs;
    this.#nextId = firstId;
  }

  /** Creates a repository; a fork shows its parent's push time until it is pushed to itself, and may copy its branches. */
  create({ parentId = null as number | null, withBranches = false } = {}): WorldRepository {
    const id = this.#nextId++;
    const parent = parentId === null ? undefined : this.get(parentId);
    const last = parent?.pushes.at(-1);
    const repository: WorldRepository = {
      id,
      nodeId: `R_${Buffer.from(String(id)).toString('base64url')}`,
      owner: parent === undefined ? 'ipc-bench' : `contributor-${id}`,
      name: 'results',
      formerNames: [],
      parentId: null,
      isPrivate: false,
      createdAtMs: this.nowMs,
      pushes: last === undefined ? [] : [{ ...last, tips: withBranches ? last.tips : new Map() }],
    };
    this.repositories.set(id, repository);
    this.#move(repository, parentId);
    return repository;
  }

  #move(repository: WorldRepository, parentId: number | null): void {
    if (repository.parentId !== null) this.#forks.get(repository.parentId)?.delete(repository);
    repository.parentId = parentId;
    if (parentId === null) return;
    const siblings = this.#forks.get(parentId) ?? new Set();
    this.#forks.set(parentId, siblings.add(repository));
  }

  #forksOf(id: number): WorldRepository[] {
    return [...(this.#forks.get(id) ?? [])];
  }

  /** The repository; throws for one that does not exist. */
  get(id: number): WorldRepository {
    const repository = this.repositories.get(id);
    if (repository === undefined) throw new Error(`the world has no repository ${id}`);
    return repository;
  }

  /** Pushes to (or deletes) a branch; returns the commit it points at now. */
  push(id: number, ref: string, { oid, isDeletion = false, lagMs = 0, readLagMs = 0 }: PushOptions = {}): string {
    if (Math.max(lagMs, readLagMs) > MAX_LAG_MS) throw new Error('no forge is that far behind');
    const { pushes } = this.get(id);
    const tips = new Map(pushes.at(-1)?.tips);
    const commit = oid ?? createHash('sha1').update(`${id} ${pushes.length} ${this.nowMs}`).digest('hex');
    if (isDeletion) tips.delete(ref);
    else tips.set(ref, commit);
    pushes.push({
      atMs: this.nowMs,
      listedAtMs: this.nowMs + lagMs,
      readableAtMs: this.nowMs + readLagMs,
      tips,
    });
    return commit;
  }

  rename(id: number, name: string): void {
    const repository = this.get(id);
    repository.formerNames.push(fullName(repository));
    repository.name = name;
  }

  /** Forks of a deleted fork pass to its parent. */
  remove(id: number): void {
    const repository = this.get(id);
    for (const fork of this.#forksOf(id)) this.#move(fork, repository.parentId);
    this.#move(repository, null);
    this.repositories.delete(id);
  }

  /** Public forks of what becomes private leave the network. */
  hide(id: number): void {
    this.get(id).isPrivate = true;
    for (const fork of this.#forksOf(id)) this.#move(fork, null);
  }

  show(id: number): void {
    this.get(id).isPrivate = false;
  }

  /** The push that lists show now. */
  listed({ pushes }: WorldRepository): Push | undefined {
    return pushes.findLast(({ listedAtMs }) => listedAtMs <= this.nowMs);
  }

  /** Push time as lists show it: whole seconds. */
  pushedAt(repository: WorldRepository): string | null {
    const push = this.listed(repository);
    return push === undefined ? null : formatTime(push.atMs);
  }

  /** Branches as they are read now. */
  tips({ pushes }: WorldRepository): ReadonlyMap<string, string> {
    return pushes.findLast(({ readableAtMs }) => readableAtMs <= this.nowMs)?.tips ?? new Map();
  }

  /** Direct forks that anybody may see. */
  publicForks(id: number): WorldRepository[] {
    return this.#forksOf(id).filter(({ isPrivate }) => !isPrivate);
  }

  /** Forks at any depth, private ones included. */
  forkCount(id: number): number {
    const forks = this.#forksOf(id);
    return forks.reduce((sum, fork) => sum + this.forkCount(fork.id), forks.length);
  }
}

export function fullName({ owner, name }: WorldRepository): string {
  return `${owner}/${name}`;
}

/** ISO 8601 in whole seconds, as the forge writes times. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
