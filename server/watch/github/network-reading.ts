// One poll's reading of a network over GraphQL: lists forks newest push first, as far down as asked, and keeps count of
// what it saw and of what it could not read.
import { FORK_REF_PREFIX } from '@ipc-bench/schema/layout';
import { parseOid } from '../../git/port.js';
import { LAG_MS } from './discovery.js';
import { cloneUrl, type DiscoveredSource, type Forge } from './forge.js';
import type { ForgeClient, GraphqlAnswer } from './forge-client.js';
import {
  FORKS_PER_PAGE,
  type ForkNode,
  LIST_FORKS,
  type ListForksAnswer,
  NEWEST_PUSHES,
  type NewestPushesAnswer,
  REPOSITORIES_PER_QUERY,
} from './network-queries.js';

/** What is remembered of the forks of one repository. */
export interface Listing {
  /** Time of the newest push when the list was read; `null`: nothing was ever pushed. */
  newestMs: number | null;
  /** That push was so old then, by the forge's own clock, that every older one must have shown. */
  isSettled: boolean;
}

/** Pushes from here on are read again: those near the newest one may not all have shown with it. */
function watermarkMs({ newestMs, isSettled }: Listing): number {
  if (newestMs === null) return Number.NEGATIVE_INFINITY;
  return isSettled ? newestMs : newestMs - LAG_MS;
}

/** Whether a list whose newest push is `newestMs` can hold nothing that was not read already. */
export function isQuiet(listing: Listing, newestMs: number | null): boolean {
  return listing.isSettled && listing.newestMs === newestMs;
}

export interface NetworkReading {
  readonly sources: ReadonlyMap<number, DiscoveredSource>;
  /** Parts that came as null or make no sense. */
  readonly unreadable: number;
  readonly requests: number;
  /** Forks in the network that are no direct forks of the repository listed first. */
  readonly indirectForks: number;
  /**
   * Lists the forks of one repository, down to the watermark of what is known of them, if anything; `parents` are those
   * that have forks themselves. `null`: it is deleted or private.
   */
  list(id: string, known?: Listing): Promise<{ listing: Listing; parents: string[] } | null>;
  /** Time of the newest push below each repository, in forks of it; repositories that are gone are left out. */
  newestPushes(ids: readonly string[]): Promise<Map<string, number | null>>;
}

export interface NetworkReadingOptions {
  forge: Forge;
  client: ForgeClient;
  forksPerPage?: number;
}

export function openNetworkReading(
  { forge, client, forksPerPage = FORKS_PER_PAGE }: NetworkReadingOptions,
  signal: AbortSignal | undefined,
): NetworkReading {
  const sources = new Map<number, DiscoveredSource>();
  let unreadable = 0;
  let requests = 0;
  let indirectForks: number | undefined;

  function take(node: ForkNode, downToMs: number): void {
    if (node.isPrivate || !node.isFork) return;
    const pushedAtMs = parseTime(node.pushedAt);
    if (pushedAtMs !== null && pushedAtMs < downToMs) return;
    const url = cloneUrl(forge, node.nameWithOwner);
    if (node.databaseId === null || url === null) unreadable += 1;
    else
      sources.set(node.databaseId, { forge: forge.name, id: node.databaseId, url, pushedAtMs, tips: readTips(node) });
  }

  return {
    get sources() {
      return sources;
    },
    get unreadable() {
      return unreadable;
    },
    get requests() {
      return requests;
    },
    get indirectForks() {
      return indirectForks ?? 0;
    },

    async list(id, known) {
      const downToMs = known === undefined ? Number.NEGATIVE_INFINITY : watermarkMs(known);
      const parents: string[] = [];
      let listing: Listing | undefined;
      let after: string | null = null;
      do {
        const variables = { id, first: forksPerPage, after };
        const answer: GraphqlAnswer<ListForksAnswer> = await client.graphql(LIST_FORKS, variables, signal);
        const repository = answer.data.node;
        requests += 1;
        // Deleted, or private by now; a page that breaks off is found again by the sweep that this asks for.
        if (repository?.forks === undefined) {
          unreadable += 1;
          return null;
        }
        const { nodes, pageInfo, totalCount } = repository.forks;
        indirectForks ??= repository.forkCount - totalCount;
        const forks = (nodes ?? []).filter((node) => node !== null);
        unreadable += nodes === null ? 1 : nodes.length - forks.length;
        for (const fork of forks) take(fork, downToMs);
        parents.push(...forks.filter((fork) => fork.forks.totalCount > 0).map((fork) => fork.id));
        const times = forks.map((fork) => parseTime(fork.pushedAt)).filter((time) => time !== null);
        if (listing === undefined) {
          const newestMs = times.length === 0 ? null : Math.max(...times);
          // Twice the lag, should the clocks of the forge's machines differ.
          const isSettled = newestMs === null || (answer.forgeNowMs ?? 0) - newestMs > 2 * LAG_MS;
          listing = { newestMs, isSettled };
        }
        const isBelow = times.some((time) => time < downToMs);
        after = pageInfo.hasNextPage && !isBelow ? pageInfo.endCursor : null;
      } while (after !== null);
      return { listing, parents };
    },

    async newestPushes(ids) {
      const newest = new Map<string, number | null>();
      for (let start = 0; start < ids.length; start += REPOSITORIES_PER_QUERY) {
        const chunk = ids.slice(start, start + REPOSITORIES_PER_QUERY);
        const { data } = await client.graphql<NewestPushesAnswer>(NEWEST_PUSHES, { ids: chunk }, signal);
        requests += 1;
        for (const node of data.nodes) {
          if (node === null) unreadable += 1;
          else newest.set(node.id, parseTime(node.forks.nodes?.[0]?.pushedAt ?? null));
        }
      }
      return newest;
    },
  };
}

function parseTime(text: string | null): number | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** All branches of a fork that hold results; `null` when they are too many for one answer, or one of them is odd. */
function readTips({ refs }: ForkNode): DiscoveredSource['tips'] {
  if (refs === null || refs.nodes === null || refs.pageInfo.hasNextPage) return null;
  const tips = [];
  for (const ref of refs.nodes) {
    const name = ref === null ? '' : `${ref.prefix}${ref.name}`;
    const oid = ref?.target?.oid ?? '';
    if (!name.startsWith(FORK_REF_PREFIX) || !/^[0-9a-f]{40}$/.test(oid)) return null;
    tips.push({ name, oid: parseOid(oid) });
  }
  return tips;
}
