// Where a page ended: the sort values of its last row, bound to the query that made it. A cursor stays good when the
// revision moves on: it names a place in an order, not a row number.
import { createHash } from 'node:crypto';
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import { ServerError } from '../errors.js';

export interface Cursor {
  /** Sort values of the last row of the page before. */
  after: readonly (string | number)[];
  /** Revision of the first page of this walk. */
  revision: string;
}

/** Names a query and everything that decides which rows it gives and in which order; not the size of a page. */
export function queryDigest(name: string, parameters: Readonly<Record<string, unknown>>): string {
  const { limit: _, cursor: __, ...deciding } = parameters;
  return createHash('sha256')
    .update(formatCanonical([name, deciding]))
    .digest('hex')
    .slice(0, 16);
}

export function formatCursor(digest: string, { after, revision }: Cursor): string {
  return Buffer.from(JSON.stringify([digest, revision, ...after])).toString('base64url');
}

/**
 * Throws `ServerError` `bad_cursor` for anything that `formatCursor` did not make for this query. `order` gives the
 * type of each sort value.
 */
export function parseCursor(text: string, digest: string, order: readonly ('text' | 'integer')[]): Cursor {
  const [madeFor, revision, ...after] = decode(text);
  if (madeFor !== digest) throw bad('it was made by a query with other parameters');
  const fits =
    typeof revision === 'string' &&
    after.length === order.length &&
    after.every((value, at) => (order[at] === 'text' ? typeof value === 'string' : Number.isSafeInteger(value)));
  if (!fits) throw bad('it is damaged');
  return { after: after as (string | number)[], revision };
}

function decode(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value)) return value;
  } catch {
    // not ours; said below
  }
  throw bad('it is damaged');
}

function bad(detail: string): ServerError {
  return new ServerError('bad_cursor', detail, { pointer: 'cursor' });
}
