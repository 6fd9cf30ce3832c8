// What an index holds, counted: what `reindex` prints and `/v1/digest` answers.
import type { Database } from 'better-sqlite3';
import { type IndexMeta, readMeta } from './meta.js';

export interface IndexSummary extends IndexMeta {
  results: number;
  /** Of them, from a newer minor of format or suite. */
  provisional: number;
  measurements: number;
  missing: number;
  /** Measurements of benchmarks that this tool does not know: they have no key and stand in no answer but the raw one. */
  unread: number;
  /** Measurements that a trusted maintainer declared invalid or cut off. */
  invalidated: number;
  /** Files in the tree that could not be indexed. */
  left_out: { path: string; verdict: string; rule: string | null; pointer: string | null; message: string }[];
}

export function summarise(database: Database): IndexSummary {
  const counts = database.prepare<[], Omit<IndexSummary, 'left_out' | keyof IndexMeta>>(COUNTS).get();
  const leftOut = database.prepare<[], IndexSummary['left_out'][number]>('SELECT * FROM left_out ORDER BY path').all();
  if (!counts) throw new TypeError('an aggregate gives one row');
  return { ...readMeta(database), ...counts, left_out: leftOut };
}

const COUNTS = `
SELECT count(*) AS results,
  count(*) FILTER (WHERE verdict = 'provisional') AS provisional,
  coalesce(sum(measurements), 0) AS measurements,
  coalesce(sum(missing), 0) AS missing,
  coalesce(sum(unread), 0) AS unread,
  coalesce(sum(invalidated), 0) AS invalidated
FROM submission`;
