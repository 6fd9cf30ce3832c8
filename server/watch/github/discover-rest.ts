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
import {
  advance,
  beginPass,
  enqueueParents,
  forgetUnread,
  newRestState,
  type RememberedFork,
  type RememberedPage,
  type RestState,
  readRestState,
  rememberedForks,
  UNSETTLED,
} from './rest-pass.js';
import { isWholeNumber, parseForkRow } from './rest-rows.js';

/** Share of the hourly limit that polls may use up. */
const LIMIT_SHARE = 0.5;
const UNAUTHENTICATED_LIMIT = 60;
const HOUR_MS = 3_600_000;
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

  /** Reads the page where the pass stands and moves on; returns whether it counted against the limit. */
  async function readNext(
    state: RestState,
    remembered: ReadonlyMap<number, number | null>,
    report: (source: DiscoveredSource) => void,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const of = state.queue[0] ?? state.root;
    const place = { of, pass: state.pass };
    const url = state.at ?? `${forge.apiUrl}/repositories/${of}/forks?sort=oldest&per_page=${forksPerPage}`;
    const before = state.pages[url];
    let page: RestPage;
    try {
      page = await client.get(url, { etag: before?.etag ?? null, signal });
    } catch (error) {
      const isGone = error instanceof ForgeError && error.code === 'not_found' && of !== state.root;
      if (!isGone) throw error;
      // A fork with forks, deleted since it was listed.
      advance(state, null);
      return true;
    }
    const isSame = page.data === null && before !== undefined;
    const read = isSame ? { ...before, ...place } : readPage(page, place, remembered, report);
    state.pages[url] = read;
    enqueueParents(state, read);
    advance(state, read.next);
    return !isSame || !client.isAuthenticated;
  }

  return {
    async poll(saved, { sweep = false, signal } = {}) {
      const startedAtMs = clock.now();
      const known = readRestState(saved);
      const root = known?.root ?? (await findRoot(signal));
      const state = known === null || sweep ? newRestState(root) : structuredClone(known);
      beginPass(state, startedAtMs);
      const remembered = rememberedForks(state);
      const sources = new Map<number, DiscoveredSource>();
      const report = (source: DiscoveredSource) => sources.set(source.id, source);
      let counted = known === null ? 1 : 0;
      let retryAtMs = 0;
      let asked = 0;
      try {
        for (; asked < pagesPerPoll && state.queue.length > 0; asked += 1) {
          if (await readNext(state, remembered, report, signal)) counted += 1;
        }
      } catch (error) {
        // A limit reached on the way keeps what was read.
        if (!(error instanceof ForgeError) || error.retryAtMs === undefined || asked === 0) throw error;
        retryAtMs = error.retryAtMs;
      }

      const isOver = state.queue.length === 0;
      if (isOver) forgetUnread(state);
      const limit = client.limiter.budget('core')?.limit ?? UNAUTHENTICATED_LIMIT;
      const paceMs = (counted * HOUR_MS) / (limit * LIMIT_SHARE);
      const dueAtMs = isOver ? state.passStartedAtMs + POLL_MS : startedAtMs;
      return {
        sources: [...sources.values()],
        present: isOver ? new Set(rememberedForks(state).keys()) : null,
        root,
        state,
        nextPollAtMs: Math.max(dueAtMs, startedAtMs + paceMs, retryAtMs),
      };
    },
  };
}
