// Finds changed forks of one repository, and forks of forks, by GraphQL: lists are ordered by push time and read down to a
// watermark, so that a poll costs what has changed, not what there is.
//
// Why no push is missed: a push shows in the list within 120 s. A poll at time t saves the newest push time it saw on the
// first page (before t) minus 120 s; so whatever the poll could not see yet lies above the saved watermark and is read by
// the next one. What moves to the top while later pages are read, does so after the first page, hence above it too. Only
// when the newest push is minutes old is it the watermark itself: a burst of pushes is not read again for ever.
// Everything else (a part that came as null, a fork that was private and is public again, new forks of forks) waits for a
// sweep: every six hours, or sooner when something was odd.
import type { Clock } from './clock.js';
import { type Discovery, POLL_MS, type Poll } from './discovery.js';
import { type Forge, splitFullName } from './forge.js';
import type { ForgeClient } from './forge-client.js';
import { ForgeError } from './forge-error.js';
import { FIND_REPOSITORY, type FindRepositoryAnswer } from './network-queries.js';
import { isQuiet, type Listing, type NetworkReading, openNetworkReading } from './network-reading.js';

export const SWEEP_MS = 6 * 3_600_000;
/** Sweeps that come early cost one request per minute on average, so that a part that stays odd cannot eat the limit. */
const EARLY_SWEEP_MS_PER_REQUEST = 60_000;

interface NetworkState {
  kind: 'graphql';
  version: 2;
  /** The forge's id of the repository, which outlives its name, and its number. */
  root: string;
  rootNumber: number;
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
  /** At most 100; fewer for a forge that times out. */
  forksPerPage?: number;
}

export function openNetworkDiscovery(options: NetworkDiscoveryOptions): Discovery {
  const { forge, repository, client, clock } = options;
  const fullName = splitFullName(repository);

  async function findRoot(signal: AbortSignal | undefined): Promise<Pick<NetworkState, 'root' | 'rootNumber'>> {
    const { data } = await client.graphql<FindRepositoryAnswer>(FIND_REPOSITORY, fullName, signal);
    if (data.repository === null) throw new ForgeError('not_found', `${forge.name} has no such public repository`);
    const { id, databaseId } = data.repository;
    if (databaseId === null) throw new ForgeError('protocol', `${forge.name} describes a repository without a number`);
    return { root: id, rootNumber: databaseId };
  }

  return {
    async poll(saved, { sweep = false, signal } = {}) {
      const startedAtMs = clock.now();
      const known = readState(saved);
      const answer = (reading: NetworkReading, present: Poll['present'], state: NetworkState): Poll => ({
        sources: [...reading.sources.values()],
        present,
        root: state.rootNumber,
        state,
        nextPollAtMs: startedAtMs + POLL_MS,
      });

      if (known !== null && !sweep && !isSweepDue(known, known.isSuspect, startedAtMs)) {
        const reading = openNetworkReading(options, signal);
        const listings = await readChanges(reading, known);
        const { unreadable, indirectForks } = reading;
        const isSuspect = known.isSuspect || unreadable > 0 || indirectForks !== known.indirectForks;
        if (!isSweepDue(known, isSuspect, startedAtMs))
          return answer(reading, null, { ...known, isSuspect, indirectForks, listings });
      }

      const { root, rootNumber } = known ?? (await findRoot(signal));
      const reading = openNetworkReading(options, signal);
      const listings = await readEverything(reading, root);
      const { unreadable, requests: sweepRequests, indirectForks } = reading;
      return answer(reading, new Set(reading.sources.keys()), {
        kind: 'graphql',
        version: 2,
        root,
        rootNumber,
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
  return state?.kind === 'graphql' && state.version === 2 ? (state as NetworkState) : null;
}

function isSweepDue({ sweptAtMs, sweepRequests }: NetworkState, isSuspect: boolean, nowMs: number): boolean {
  const restMs = isSuspect ? Math.min(SWEEP_MS, sweepRequests * EARLY_SWEEP_MS_PER_REQUEST) : SWEEP_MS;
  const sinceMs = nowMs - sweptAtMs;
  return sinceMs >= restMs || sinceMs < 0;
}

/** Reads every list down to its watermark; a list below a fork only where its newest push says that it has moved. */
async function readChanges(reading: NetworkReading, known: NetworkState): Promise<NetworkState['listings']> {
  const { [known.root]: _, ...others } = known.listings;
  const newest = await reading.newestPushes(Object.keys(others));
  const listings: NetworkState['listings'] = {};
  const queue = [known.root];
  for (const [id, listing] of Object.entries(others)) {
    const newestMs = newest.get(id);
    if (newestMs === undefined) continue;
    listings[id] = listing;
    if (!isQuiet(listing, newestMs)) queue.push(id);
  }
  // The queue grows by forks with forks that no sweep has met: one that moved while the sweep read past it.
  for (const id of queue) {
    const read = await reading.list(id, known.listings[id]);
    if (read === null && id === known.root) throw vanished();
    if (read === null) delete listings[id];
    else {
      listings[id] = read.listing;
      queue.push(...read.parents.filter((parent) => !(parent in listings) && !queue.includes(parent)));
    }
  }
  return listings;
}

async function readEverything(reading: NetworkReading, root: string): Promise<NetworkState['listings']> {
  const listings: NetworkState['listings'] = {};
  const queue = [root];
  for (const id of queue) {
    if (id in listings) continue;
    const read = await reading.list(id);
    if (read === null && id === root) throw vanished();
    if (read === null) continue;
    listings[id] = read.listing;
    queue.push(...read.parents);
  }
  return listings;
}

function vanished(): ForgeError {
  return new ForgeError('not_found', 'the repository whose forks are watched is deleted or private');
}
