// One turn of watching: what is listed, what forges say has changed, then one round over what is due, then publishing.
// What a source or a forge does wrong is in the summary; what must not happen here is thrown.
import type { GitPort, RemoteOptions } from '../git/port.js';
import type { Journal } from '../journal/open-journal.js';
import type { WatchedSource } from '../journal/watch-book.js';
import type { SourceToOpen } from '../pipeline.js';
import { networkOf, type SourceList } from '../source-list.js';
import { openGitSource } from '../watch/git-source.js';
import type { Clock } from '../watch/github/clock.js';
import type { Discovery } from '../watch/github/discovery.js';
import type { Forge } from '../watch/github/forge.js';
import { openPullSource } from '../watch/github/pull-source.js';
import { type PollSummary, pollNetwork } from './poll-network.js';
import type { RoundSummary, SourceSummary } from './round-summary.js';

export interface WatchLimits {
  intervalMs: number;
  backOffMs: number;
  sourcesPerRound: number;
  pullHeads: number;
}

export interface TurnOptions {
  journal: Journal;
  list: SourceList;
  git: GitPort;
  remote: RemoteOptions;
  forge: Forge;
  discoveryOf(repository: string): Discovery;
  limits: WatchLimits;
  /** One round over these sources. */
  merge(sources: readonly (string | SourceToOpen)[]): Promise<RoundSummary>;
  /** Merge even where nothing is due: what was put into the repository by other means is judged. */
  isFirst: boolean;
  clock: Clock;
  signal: AbortSignal;
}

export interface TurnSummary {
  polls: PollSummary[];
  /** `null`: nothing was due. */
  round: RoundSummary | null;
}

export async function takeTurn(options: TurnOptions): Promise<TurnSummary> {
  const { journal, list, limits, clock, signal, isFirst } = options;
  const { watch } = journal;
  journal.transaction(() => {
    watch.keepEntries(list.sources);
    for (const entry of list.sources)
      if (networkOf(entry) === null) watch.ensure({ name: entry, entry, kind: 'listed', place: entry });
  });
  const polls = await pollDueNetworks(options);
  watch.deny(list.denied);

  const due = watch.due(clock.now(), limits.sourcesPerRound);
  if (due.length === 0 && !isFirst) return { polls, round: null };
  signal.throwIfAborted();
  const round = await options.merge(due.map((source) => toOpen(source, options)));
  journal.transaction(() => {
    for (const [at, source] of due.entries())
      watch.settle(source, nextVisit(source, round.sources[at] as SourceSummary, limits, clock.now()));
  });
  return { polls, round };
}

async function pollDueNetworks({ list, journal, clock, limits, forge, discoveryOf, signal }: TurnOptions) {
  const polls: PollSummary[] = [];
  for (const entry of list.sources) {
    const repository = networkOf(entry);
    const nowMs = clock.now();
    if (repository === null || (journal.watch.network(entry)?.nextPollMs ?? 0) > nowMs) continue;
    const network = { entry, repository, forge, discovery: discoveryOf(repository) };
    polls.push(await pollNetwork(network, { journal, nowMs, retryMs: 5 * limits.intervalMs, signal }));
  }
  return polls;
}

function toOpen({ name, kind, place, tips }: WatchedSource, options: TurnOptions): string | SourceToOpen {
  if (kind === 'listed') return place;
  const { git, remote, signal, limits } = options;
  const source = { name, isPublic: true, git, location: place, remote, tips };
  if (kind === 'pulls') return { name, open: () => openPullSource({ ...source, maxHeads: limits.pullHeads, signal }) };
  return { name, open: () => openGitSource({ ...source, isFork: kind === 'fork' }) };
}

/**
 * A fork that was read rests until somebody says that it has changed; other sources are asked again after the interval.
 * Failures wait ever longer, and the repository itself is asked for its branches then: what discovery saw may be old.
 */
export function nextVisit(
  { kind, failures }: WatchedSource,
  { status, counts, delayed }: Pick<SourceSummary, 'status' | 'counts' | 'delayed'>,
  { intervalMs, backOffMs }: Pick<WatchLimits, 'intervalMs' | 'backOffMs'>,
  nowMs: number,
) {
  if (status === 'failed' || counts.failed > 0) {
    const waitMs = Math.min(intervalMs * 2 ** Math.min(failures, 30), backOffMs);
    return { dueMs: nowMs + waitMs, failures: failures + 1, tips: null };
  }
  if (delayed > 0) return { dueMs: nowMs, failures: 0, tips: null };
  return { dueMs: kind === 'fork' ? null : nowMs + intervalMs, failures: 0, tips: null };
}
