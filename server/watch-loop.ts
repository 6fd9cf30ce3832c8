// The watch loop: turn after turn, until it is told to stop. Between turns it sleeps until something is due, a hint has
// come, or the list of sources should be read again. Everything it must remember is in the journal, so it can be killed
// and started again at any time; everything it does is a round, so it can be stopped within one.
import { locateData } from './data-directory.js';
import { ServerError } from './errors.js';
import type { Journal } from './journal/open-journal.js';
import { openJournal } from './journal/open-journal.js';
import { type TurnOptions, type TurnSummary, takeTurn } from './pipeline/watch-turn.js';
import type { PublishOutcome } from './publish/publish-branches.js';
import { readSourceList } from './source-list.js';
import { openDiscovery } from './watch/github/discover.js';
import type { Discovery } from './watch/github/discovery.js';
import { openRateLimiter } from './watch/github/rate-limit.js';

export interface WatchOptions extends Pick<TurnOptions, 'git' | 'remote' | 'forge' | 'limits' | 'clock' | 'signal'> {
  /** Data directory. */
  data: string;
  /** For the forge's API; it goes nowhere else. */
  token: string | undefined;
  /** Look at everything that is listed once, until nothing is due, and end. */
  isOnce: boolean;
  merge: TurnOptions['merge'];
  /** Pushes what has changed; `null` where nothing is published. */
  publish: ((journal: Journal) => Promise<PublishOutcome>) | null;
  onTurn(report: TurnReport): void;
}

/** What one turn came to. */
export interface TurnReport extends TurnSummary {
  watched: number;
  denied: number;
  failing: number;
  published: PublishOutcome | 'failed' | null;
  /** What kept the turn, or its publishing, from being done; the next one tries again. */
  error: { code: string; detail: string } | null;
  elapsed_ms: number;
}

/** Hints come from another process, through the journal: how long one may lie there. */
const GLANCE_MS = 1000;

/** Ends when it is told to, or `isOnce` is done. Throws `ServerError` for what stops a turn if `isOnce`. */
export async function watchSources(options: WatchOptions): Promise<TurnReport[]> {
  const { clock, signal, limits, isOnce } = options;
  const journal = openJournal(locateData(options.data).journal);
  const reports: TurnReport[] = [];
  try {
    const discoveryOf = rememberDiscoveries(options);
    if (isOnce) journal.watch.hurry();
    for (let isFirst = true; ; isFirst = false) {
      const startedAtMs = clock.now();
      const report = await turn(options, journal, discoveryOf, isFirst);
      options.onTurn(report);
      if (isOnce) reports.push(report);
      if (isOnce && (journal.watch.nextDueMs() ?? Number.POSITIVE_INFINITY) > clock.now()) return reports;
      await rest(journal, startedAtMs + limits.intervalMs, options);
      signal.throwIfAborted();
    }
  } finally {
    journal.close();
  }
}

async function turn(
  options: WatchOptions,
  journal: Journal,
  discoveryOf: TurnOptions['discoveryOf'],
  isFirst: boolean,
): Promise<TurnReport> {
  const { clock, data, isOnce } = options;
  const startedAtMs = clock.now();
  let summary: TurnSummary = { polls: [], round: null };
  let published: TurnReport['published'] = null;
  let error: TurnReport['error'] = null;
  try {
    const list = await readSourceList(locateData(data));
    summary = await takeTurn({ ...options, journal, list, discoveryOf, isFirst });
    published = (await options.publish?.(journal)) ?? null;
  } catch (thrown) {
    if (!(thrown instanceof ServerError) || isOnce) throw thrown;
    error = { code: thrown.code, detail: thrown.message };
    if (summary.round !== null) published = 'failed';
  }
  return { ...summary, ...journal.watch.counts(), published, error, elapsed_ms: clock.now() - startedAtMs };
}

/** One conversation per network, and one reckoning of the forge's limits for all of them. */
function rememberDiscoveries({ forge, token, clock, remote }: WatchOptions): TurnOptions['discoveryOf'] {
  const limiter = openRateLimiter({ clock });
  const discoveries = new Map<string, Discovery>();
  return (repository) => {
    const known = discoveries.get(repository);
    if (known !== undefined) return known;
    const { allowLoopback } = remote;
    const discovery = openDiscovery({ repository, token, forge, clock, limiter, allowLoopback });
    discoveries.set(repository, discovery);
    return discovery;
  };
}

/** Sleeps until something is due, at the latest until `untilMs`. */
async function rest(journal: Journal, untilMs: number, { clock, signal }: WatchOptions): Promise<void> {
  const { watch } = journal;
  for (;;) {
    const dueMs = Math.min(untilMs, watch.nextDueMs() ?? untilMs, watch.nextPollMs() ?? untilMs);
    const leftMs = dueMs - clock.now();
    if (leftMs <= 0) return;
    await clock.sleep(Math.min(leftMs, GLANCE_MS), signal);
  }
}
