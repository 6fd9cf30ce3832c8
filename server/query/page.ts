// What every list has in common: limit, cursor, and a page that says where the next one begins.
import { type TProperties, type TSchema, Type } from 'typebox';
import { field } from '../answer-field.js';
import { formatCursor, parseCursor, queryDigest } from './cursor.js';
import type { Fragment, Rows, SqlValue } from './rows.js';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

export const PAGE_PARAMETERS = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_LIMIT, description: `rows of one page; ${DEFAULT_LIMIT} by default` }),
  ),
  cursor: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 4000, description: '`next` of the page before' }),
  ),
} satisfies TProperties;

export interface PageParameters {
  limit?: number;
  cursor?: string;
}

/** One column of a sort order. The last ones together must name a row. */
export interface SortColumn {
  sql: string;
  type: 'text' | 'integer';
  direction: 'ASC' | 'DESC';
}

export interface Answer {
  /** JSON text of the whole answer. */
  body: string;
  /** Cursor of the next page; `null` on the last one and where there are no pages. */
  next: string | null;
}

export interface PagePlan {
  /** Names the question, for cursors. */
  digest(): string;
  limit: number;
  order: readonly SortColumn[];
  /** Sort values of the last row of the page before. */
  after: readonly SqlValue[] | null;
  /** Revision of the first page of this walk, where this is not it. */
  firstRevision: string | null;
}

/** Reads limit and cursor. Throws `ServerError` `bad_cursor`. */
export function planPage(
  name: string,
  parameters: PageParameters & Readonly<Record<string, unknown>>,
  order: readonly SortColumn[],
): PagePlan {
  const digest = () => queryDigest(name, parameters);
  const { cursor: text, limit = DEFAULT_LIMIT } = parameters;
  const types = order.map(({ type }) => type);
  const cursor = text === undefined ? null : parseCursor(text, digest(), types);
  return { digest, limit, order, after: cursor?.after ?? null, firstRevision: cursor?.revision ?? null };
}

/**
 * Asks for one row more than the page holds. `sql` selects the row's JSON first and the sort values last, with
 * the number of rows as the last question mark.
 */
export function readPage(rows: Rows, { sql, values }: Fragment, plan: PagePlan): Answer {
  const found = rows.all(sql, [...values, plan.limit + 1]);
  const hasMore = found.length > plan.limit;
  const shown = hasMore ? found.slice(0, -1) : found;
  const last = shown.at(-1);
  const revision = plan.firstRevision ?? rows.revision;
  const next =
    hasMore && last
      ? formatCursor(plan.digest(), { after: last.slice(-plan.order.length) as string[], revision })
      : null;
  const items = shown.map(([json]) => json).join(',');
  return { body: `{"revision":"${rows.revision}","next":${JSON.stringify(next)},"rows":[${items}]}`, next };
}

export function orderBy(order: readonly SortColumn[]): string {
  return order.map(({ sql, direction }) => `${sql} ${direction}`).join(', ');
}

/** The condition "after these values", for an order of one direction: a row comparison, which an index answers. */
export function afterValues(order: readonly SortColumn[], values: readonly SqlValue[]): Fragment {
  const columns = order.map(({ sql }) => sql).join(', ');
  const marks = order.map(() => '?').join(', ');
  return { sql: `(${columns}) ${order[0]?.direction === 'DESC' ? '<' : '>'} (${marks})`, values };
}

export function pageSchema(row: TSchema, description: string) {
  return field.object(
    {
      revision: field.revision(),
      next: field.orNull(field.text('`cursor` of the next page; null: this is the last', 'WyI0MjBlYWVk')),
      rows: field.list(row, 'in the order of the question'),
    },
    description,
  );
}
