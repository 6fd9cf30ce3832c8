// Finds changed forks of one repository, and forks of forks, by REST: what is left without a token. The list cannot be
// ordered by push time, so every page is asked for again, but conditionally: oldest fork first, so that pages keep
// their forks and an unchanged page answers 304. A pass over all pages may take several polls; no poll asks for
// more than a share of what the forge allows.
//
// Why no push is missed: a fork is passed over only while its page is unchanged or its push time equals the remembered
// one, and a push time is remembered only when it is so old that no other push can share it or still be on its way.
import type { Clock } from './clock.js';
import { type Discovery, LAG_MS, POLL_MS } from './discovery.js';
import { cloneUrl, type DiscoveredSource, type Forge, splitFullName } from './forge.js';
import type { ForgeClient, RestPage } from './forge-client.js';
import { ForgeError } from './forge-error.js';
import { isWholeNumber, parseForkRow } from './rest-rows.js';

/** Share of the hourly limit that polls may use up. */
const LIMIT_SHARE = 0.5;
const UNAUTHENTICATED_LIMIT = 60;
const HOUR_MS = 3_600_000;
/** Stands for a push time that is too young to be remembered. */
const UNSETTLED = -1;

type RememberedFork = [id: number, pushedAtMs: number | null, hasForks: boolean];

interface RememberedPage {
  /** Whose forks these are. */
  of: number;
  /** The pass that read the page last. */
  pass: number;
  etag: string | null;
  next: string | null;
  forks: RememberedFork[];
}

interface RestState {
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

export interface RestDiscoveryOptions {
  forge: Forge;
  /** `owner/name`. */
  repository: string;
  client: ForgeClient;
  clock: Clock;
  /** At most 100. */
  forksPerPage?: number;
  pagesPerPoll?: number;
}

export function openRestDiscovery(options: RestDiscoveryOptions): Discovery {
  const { forge, repository, client, clock, forksPerPage = 100, pagesPerPoll = 10 } = options;
  const { owner, name } = splitFullName(repository);

  async function findRoot(signal: AbortSignal | undefined): Promise<number> {
    const { data } = await client.get(`/repos/${owner}/${name}`, { signal });
    const id = (data as { id?: unknown } | null)?.id;
    if (!isWholeNumber(id)) throw new ForgeError('protocol', `${forge.name} describes a repository without a number`);
    return id;
  }

  /** Turns a page into what is remembered of it, and reports the forks on it that have moved. */
  function readPage(
    { data, etag, next, forgeNowMs }: RestPage,
    place: Pick<RememberedPage, 'of' | 'pass'>,
    remembered: ReadonlyMap<number, number | null>,
    report: (source: DiscoveredSource) => void,
  ): RememberedPage {
    if (!Array.isArray(data))
      throw new ForgeError('protocol', `${forge.name} sent something else than a list of forks`);
    const settledBeforeMs = (forgeNowMs ?? clock.now()) - LAG_MS;
    const forks: RememberedFork[] = [];
    // A full last page does not change when a page after it appears.
    let isFinal = next !== null || data.length < forksPerPage;
    for (const item of data) {
      const row = parseForkRow(item);
      const url = row === null ? null : cloneUrl(forge, row.fullName);
      if (row === null || url === null) {
        isFinal = false;
        continue;
      }
      if (!row.isPublicFork) continue;
      const { id, pushedAtMs, hasForks } = row;
      const isSettled = pushedAtMs === null || pushedAtMs < settledBeforeMs;
      if (!isSettled) isFinal = false;
      forks.push([id, isSettled ? pushedAtMs : UNSETTLED, hasForks]);
      if (!isSettled || remembered.get(id) !== pushedAtMs)
        report({ forge: forge.name, id, url, pushedAtMs, tips: null });
    }
    return { ...place, etag: isFinal ? etag : null, next, forks };
  }

  return {
    async poll(saved, { sweep = false, signal } = {}) {
      const startedAtMs = clock.now();
      const known = readState(saved);
      const root = known?.root ?? (await findRoot(signal));
      const state = known === null || sweep ? newState(root) : structuredClone(known);
      if (state.queue.length === 0) Object.assign(state, beginPass(state, startedAtMs));
      const remembered = new Map(Object.values(state.pages).flatMap(({ forks }) => forks.map(([id, at]) => [id, at])));
      const sources = new Map<number, DiscoveredSource>();
      let retryAtMs = 0;
      let counted = known === null ? 1 : 0;

      for (let asked = 0; asked < pagesPerPoll; asked += 1) {
        const of = state.queue[0];
        if (of === undefined) break;
        const url = state.at ?? `${forge.apiUrl}/repositories/${of}/forks?sort=oldest&per_page=${forksPerPage}`;
        const before = state.pages[url];
        let page: RestPage;
        try {
          page = await client.get(url, { etag: before?.etag ?? null, signal });
        } catch (error) {
          if (!(error instanceof ForgeError)) throw error;
          if (error.code === 'not_found' && of !== root) {
            // Deleted since its parent was listed.
            advance(state, null);
            continue;
          }
          if (error.retryAtMs === undefined || asked === 0) throw error;
          retryAtMs = error.retryAtMs;
          break;
        }
        if (page.data !== null || !client.isAuthenticated) counted += 1;
        const place = { of, pass: state.pass };
        const read =
          page.data === null && before !== undefined
            ? { ...before, ...place }
            : readPage(page, place, remembered, (source) => sources.set(source.id, source));
        state.pages[url] = read;
        enqueueParents(state, read);
        advance(state, read.next);
      }

      const isOver = state.queue.length === 0;
      if (isOver) forgetUnread(state);
      const limit = client.limiter.budget('core')?.limit ?? UNAUTHENTICATED_LIMIT;
      const paceMs = (counted * HOUR_MS) / (limit * LIMIT_SHARE);
      const dueAtMs = isOver ? state.passStartedAtMs + POLL_MS : startedAtMs;
      return {
        sources: [...sources.values()],
        present: isOver ? new Set(Object.values(state.pages).flatMap(({ forks }) => forks.map(([id]) => id))) : null,
        state,
        nextPollAtMs: Math.max(dueAtMs, startedAtMs + paceMs, retryAtMs),
      };
    },
  };
}

/** A state of this kind and version, or `null`. */
function readState(saved: unknown): RestState | null {
  const state = saved as Partial<RestState> | null | undefined;
  return state?.kind === 'rest' && state.version === 1 ? (state as RestState) : null;
}

function newState(root: number): RestState {
  return { kind: 'rest', version: 1, root, pages: {}, pass: 0, passStartedAtMs: 0, queue: [], at: null };
}

function beginPass({ pass, root }: RestState, nowMs: number): Partial<RestState> {
  return { pass: pass + 1, passStartedAtMs: nowMs, queue: [root], at: null };
}

/** Forks that have forks are listed in the same pass, each once. */
function enqueueParents(state: RestState, { forks }: RememberedPage): void {
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
function advance(state: RestState, next: string | null): void {
  state.at = next !== null && state.pages[next]?.pass !== state.pass ? next : null;
  if (state.at === null) state.queue.shift();
}

/** What a whole pass did not meet is gone. */
function forgetUnread(state: RestState): void {
  for (const [url, { pass }] of Object.entries(state.pages)) {
    if (pass !== state.pass) delete state.pages[url];
  }
}
