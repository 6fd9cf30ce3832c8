// What a commit of the canonical branch says: which source (as a hash, never a name), how much, and the day.
import crypto from 'node:crypto';
import type { CommitHeader } from '../git/port.js';

export interface CommitFacts {
  /**
   * Of a source other people can reach: its URL, which is written as a hash, or `<forge>/<number>`, which names nobody;
   * `null` for paths of this machine and for our own upkeep.
   */
  sourceName: string | null;
  added: number;
  retracted: number;
  /** Milliseconds since the epoch; only its UTC day is written. */
  nowMs: number;
}

const DAY_MS = 86_400_000;

export function formatStamp({ sourceName, added, retracted, nowMs }: CommitFacts): CommitHeader {
  return {
    message: `merge one source\n\nSource: ${formatSource(sourceName)}\nAdded: ${added}\nRetracted: ${retracted}\n`,
    timeSeconds: (Math.floor(nowMs / DAY_MS) * DAY_MS) / 1000,
  };
}

function formatSource(name: string | null): string {
  if (name === null) return 'local';
  if (NUMBERED.test(name)) return name;
  return `sha256:${crypto.createHash('sha256').update(name).digest('hex')}`;
}

/** `github.com/1296269`, and its pull requests. */
const NUMBERED = /^[a-z0-9.:-]+\/\d+(?:\/pulls)?$/;
