// What both ways of finding the forks of a repository promise. Nothing is kept here: the caller saves `state` after it
// has saved what the sources held, so that a crash between the two repeats work instead of losing a push.
import type { DiscoveredSource } from './forge.js';

export interface Poll {
  /** The forge's number of the repository whose forks these are. */
  root: number;
  /** Forks that may have changed since `state` was saved, none twice; one that has not changed may be among them. */
  sources: DiscoveredSource[];
  /**
   * Numbers of all forks, where everything was listed. One that is pushed to meanwhile may be left out, so a fork is gone
   * that was absent twice in a row and not among the sources in between.
   */
  present: ReadonlySet<number> | null;
  /** JSON to hand to the next poll. Holds numbers and times, no names. */
  state: unknown;
  /** When the next poll is due, by our clock, in ms. */
  nextPollAtMs: number;
}

export interface PollOptions {
  /** List everything, whatever is known. */
  sweep?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface Discovery {
  /**
   * Looks once. `saved` is the `state` of an earlier poll; anything else means to list everything. Throws `ForgeError`;
   * then nothing has happened and the same state may be used again.
   */
  poll(saved: unknown, options?: PollOptions): Promise<Poll>;
}

/** A poll is due this long after the last one. */
export const POLL_MS = 60_000;

/** How far behind its own clock a forge's list may be. A list that was read at t holds every push before t minus this. */
export const LAG_MS = 120_000;
