// What a commit of the canonical branch says: which source (as a hash, never a name), how much, and the day.
import crypto from 'node:crypto';
import type { CommitHeader } from '../git/port.js';

export interface CommitFacts {
  /** Of a source other people can reach; `null` for paths of this machine and for our own upkeep. */
  sourceUrl: string | null;
  added: number;
  retracted: number;
  /** Milliseconds since the epoch; only its UTC day is written. */
  nowMs: number;
}

const DAY_MS = 86_400_000;

export function formatStamp({ sourceUrl, added, retracted, nowMs }: CommitFacts): CommitHeader {
  const source = sourceUrl === null ? 'local' : `sha256:${crypto.createHash('sha256').update(sourceUrl).digest('hex')}`;
  return {
    message: `merge one source\n\nSource: ${source}\nAdded: ${added}\nRetracted: ${retracted}\n`,
    timeSeconds: (Math.floor(nowMs / DAY_MS) * DAY_MS) / 1000,
  };
}
