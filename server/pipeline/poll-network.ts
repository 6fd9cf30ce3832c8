// Discovery as a stage of watching: asks a forge which forks of a network may have changed, and enters them, together
// with how far it has read, in one transaction.
import type { Journal } from '../journal/open-journal.js';
import type { Discovery } from '../watch/github/discovery.js';
import { cloneUrl, type Forge, formatSourceKey } from '../watch/github/forge.js';
import { ForgeError } from '../watch/github/forge-error.js';

export interface NetworkToPoll {
  /** Line of the list of sources. */
  entry: string;
  /** `owner/name`. */
  repository: string;
  forge: Forge;
  discovery: Discovery;
}

export interface PollOptions {
  journal: Journal;
  nowMs: number;
  /** When to ask again after a failure that does not say. */
  retryMs: number;
  signal: AbortSignal;
}

/** What a poll came to: forks that may have changed, or why it failed. */
export type PollSummary = { network: string } & ({ found: number } | { error: string; detail: string });

/** Never throws what a forge does wrong. */
export async function pollNetwork(network: NetworkToPoll, options: PollOptions): Promise<PollSummary> {
  const { entry, repository, forge, discovery } = network;
  const { journal, nowMs, retryMs, signal } = options;
  const { watch } = journal;
  const known = watch.network(entry);
  const waitMs = known?.notBeforeMs ?? 0;
  if (waitMs > nowMs) {
    const detail = `the forge asked to wait until ${new Date(waitMs).toISOString()}`;
    return { network: entry, error: 'rate_limited', detail };
  }
  try {
    const poll = await discovery.poll(known?.state ?? null, { signal });
    const nameOf = (id: number) => formatSourceKey({ forge: forge.name, id });
    const root = nameOf(poll.root);
    const place = cloneUrl(forge, repository) ?? '';
    journal.transaction(() => {
      watch.ensure({ name: root, entry, kind: 'upstream', place });
      watch.ensure({ name: `${root}/pulls`, entry, kind: 'pulls', place });
      for (const { id, url, tips } of poll.sources) watch.enqueue({ name: nameOf(id), entry, place: url, tips }, nowMs);
      if (poll.present !== null) watch.notePresent(entry, new Set([...poll.present].map(nameOf)));
      watch.keepNetwork(entry, { root, state: poll.state, nextPollMs: poll.nextPollAtMs, notBeforeMs: 0 });
    });
    return { network: entry, found: poll.sources.length };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const { root = '', state = null } = known ?? {};
    const notBeforeMs = error.retryAtMs ?? 0;
    watch.keepNetwork(entry, { root, state, nextPollMs: nowMs + retryMs, notBeforeMs });
    return { network: entry, error: error.code, detail: error.message };
  }
}
