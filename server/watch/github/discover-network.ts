// Finds changed forks of one repository, and forks of forks, by GraphQL: lists are ordered by push time and read down to a
// watermark, so that a poll costs what has changed, not what there is.
//
// Why no push is missed: a push shows in the list within 120 s. A poll at time t saves the newest push time it saw on the
// first page (before t) minus 120 s; so whatever the poll could not see yet lies above the saved watermark and is read by
// the next one. What moves to the top while later pages are read, does so after the first page, hence above it too.
// Everything else (a part that came as null, a fork that was private and is public again, new forks of forks) waits
// for a sweep: every six hours, or sooner when something was odd.
import type { Clock } from './clock.js';
import { type Discovery, POLL_MS, type Poll } from './discovery.js';
import { type Forge, splitFullName } from './forge.js';
import type { ForgeClient } from './forge-client.js';
import { ForgeError } from './forge-error.js';
import { FIND_REPOSITORY, type FindRepositoryAnswer } from './network-queries.js';
import { isQuiet, type Listing, type NetworkReading, openNetworkReading, watermarkMs } from './network-reading.js';

export const SWEEP_MS = 6 * 3_600_000;
/** Sweeps that come early cost one request per minute on average, so that a part that stays odd cannot eat the limit. */
const EARLY_SWEEP_MS_PER_REQUEST = 60_000;

interface NetworkState {
  kind: 'graphql';
  version: 1;
  /** The forge's id of the repository, which outlives its name. */
  root: string;
  sweptAtMs: number;
  sweepRequests: number;
  /** Something was odd and no sweep has explained it yet. */
  isSuspect: boolean;
  indirectForks: number;
  /** By the forge's id of each repository that has forks. */
  listings: Record<string, Listing>;
}

export interface NetworkDiscoveryOptions {
  forge: Forge;
  /** `owner/name`. */
  repository: string;
  client: ForgeClient;
  clock: Clock;
}

export function openNetworkDiscovery({ forge, repository, client, clock }: NetworkDiscoveryOptions): Discovery {
  const fullName = splitFullName(repository);

  async function findRoot(signal: AbortSignal | undefined): Promise<string> {
    const { repository: found } = await client.graphql<FindRepositoryAnswer>(FIND_REPOSITORY, fullName, signal);
    if (found === null) throw new ForgeError('not_found', `${forge.name} has no such public repository`);
    return found.id;
  }

  return {
    async poll(saved, { sweep = false, signal } = {}) {
      const startedAtMs = clock.now();
      const known = readState(saved);
      const answer = (reading: NetworkReading, present: Poll['present'], state: NetworkState): Poll => ({
        sources: [...reading.sources.values()],
        present,
        state,
        nextPollAtMs: startedAtMs + POLL_MS,
      });

      if (known !== null && !sweep && !isSweepDue(known, known.isSuspect, startedAtMs)) {
        const reading = openNetworkReading(forge, client, clock, signal);
        const listings = await readChanges(reading, known);
        const { unreadable, indirectForks } = reading;
        const isSuspect = known.isSuspect || unreadable > 0 || indirectForks !== known.indirectForks;
        if (!isSweepDue(known, isSuspect, startedAtMs))
          return answer(reading, null, { ...known, isSuspect, indirectForks, listings });
      }

      const root = known?.root ?? (await findRoot(signal));
      const reading = openNetworkReading(forge, client, clock, signal);
      const listings = await readEverything(reading, root);
      const { unreadable, requests: sweepRequests, indirectForks } = reading;
      return answer(reading, new Set(reading.sources.keys()), {
        kind: 'graphql',
        version: 1,
        root,
        sweptAtMs: startedAtMs,
        sweepRequests,
        isSuspect: unreadable > 0,
        indirectForks,
        listings,
      });
    },
  };
}

/** A state of this kind and version, or `null`. */
function readState(saved: unknown): NetworkState | null {
  const state = saved as Partial<NetworkState> | null | undefined;
  return state?.kind === 'graphql' && state.version === 1 ? (state as NetworkState) : null;
}

function isSweepDue({ sweptAtMs, sweepRequests }: NetworkState, isSuspect: boolean, nowMs: number): boolean {
  const restMs = isSuspect ? Math.min(SWEEP_MS, sweepRequests * EARLY_SWEEP_MS_PER_REQUEST) : SWEEP_MS;
  const sinceMs = nowMs - sweptAtMs;
  return sinceMs >= restMs || sinceMs < 0;
}

/** Reads every list down to its watermark; lists below forks only where their newest push says that they have moved. */
async function readChanges(reading: NetworkReading, known: NetworkState): Promise<NetworkState['listings']> {
  const listings = new Map(Object.entries(known.listings));
  listings.delete(known.root);
  const newest = await reading.newestPushes([...listings.keys()]);
  const queue = [known.root];
  for (const [id, listing] of listings) {
    const newestMs = newest.get(id);
    if (newestMs === undefined) listings.delete(id);
    else if (!isQuiet(listing, newestMs)) queue.push(id);
  }
  const visited = new Set<string>();
  for (const id of queue) {
    if (visited.has(id)) continue;
    visited.add(id);
    const before = known.listings[id];
    const read = await reading.list(id, before ? watermarkMs(before) : Number.NEGATIVE_INFINITY, before);
    if (read === null) {
      if (id === known.root) throw vanished();
      listings.delete(id);
      continue;
    }
    listings.set(id, read.listing);
    queue.push(...read.parents.filter((parent) => !listings.has(parent)));
  }
  return Object.fromEntries(listings);
}

async function readEverything(reading: NetworkReading, root: string): Promise<NetworkState['listings']> {
  const listings = new Map<string, Listing>();
  const queue = [root];
  for (const id of queue) {
    if (listings.has(id)) continue;
    let read = await reading.list(id, Number.NEGATIVE_INFINITY);
    if (read !== null && read.pages > 1) {
      // What was pushed meanwhile has moved above the pages that were still to be read.
      queue.push(...read.parents);
      read = await reading.list(id, watermarkMs(read.listing), read.listing);
    }
    if (read === null && id === root) throw vanished();
    if (read === null) continue;
    listings.set(id, read.listing);
    queue.push(...read.parents);
  }
  return Object.fromEntries(listings);
}

function vanished(): ForgeError {
  return new ForgeError('not_found', 'the repository whose forks are watched is deleted or private');
}
