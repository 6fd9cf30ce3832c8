// What discovery over REST remembers: the pages of all lists as they were read last, and how far the pass over them has
// come. Plain JSON; numbers and times, no names.

/** Stands for a push time that is too young to be remembered. */
export const UNSETTLED = -1;

export type RememberedFork = [id: number, pushedAtMs: number | null, hasForks: boolean];

export interface RememberedPage {
  /** Whose forks these are. */
  of: number;
  /** The pass that read the page last. */
  pass: number;
  etag: string | null;
  next: string | null;
  forks: RememberedFork[];
}

export interface RestState {
  kind: 'rest';
  version: 1;
  root: number;
  /** By URL, which holds numbers only. */
  pages: Record<string, RememberedPage>;
  pass: number;
  passStartedAtMs: number;
  /** Repositories that this pass has not listed to the end; empty: the pass is over. */
  queue: number[];
  /** Page of the first of them where the pass goes on; `null`: at its beginning. */
  at: string | null;
}

/** A state of this kind and version, or `null`. */
export function readRestState(saved: unknown): RestState | null {
  const state = saved as Partial<RestState> | null | undefined;
  return state?.kind === 'rest' && state.version === 1 ? (state as RestState) : null;
}

export function newRestState(root: number): RestState {
  return { kind: 'rest', version: 1, root, pages: {}, pass: 0, passStartedAtMs: 0, queue: [], at: null };
}

/** Begins a pass, unless one is under way. */
export function beginPass(state: RestState, nowMs: number): void {
  if (state.queue.length > 0) return;
  state.pass += 1;
  state.passStartedAtMs = nowMs;
  state.queue = [state.root];
  state.at = null;
}

/** Numbers of all remembered forks, with the push times they are remembered with. */
export function rememberedForks({ pages }: RestState): Map<number, number | null> {
  return new Map(Object.values(pages).flatMap(({ forks }) => forks.map(([id, pushedAtMs]) => [id, pushedAtMs])));
}

/** Forks that have forks are listed in the same pass, each once. */
export function enqueueParents(state: RestState, { forks }: RememberedPage): void {
  const listed = new Set(
    Object.values(state.pages)
      .filter(({ pass }) => pass === state.pass)
      .map(({ of }) => of),
  );
  for (const [id, , hasForks] of forks) {
    if (hasForks && !listed.has(id) && !state.queue.includes(id)) state.queue.push(id);
  }
}

/** On to the next page, or to the next repository; a page that was read in this pass already ends the list. */
export function advance(state: RestState, next: string | null): void {
  state.at = next !== null && state.pages[next]?.pass !== state.pass ? next : null;
  if (state.at === null) state.queue.shift();
}

/** What a whole pass did not meet is gone. */
export function forgetUnread(state: RestState): void {
  for (const [url, { pass }] of Object.entries(state.pages)) {
    if (pass !== state.pass) delete state.pages[url];
  }
}
