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
  /** JSON of the whole answer, UTF-8. */
  body: Buffer;
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

/** How a list finds a page and shows it. */
export interface PageSql {
  /**
   * Finds the rows of a page by narrow columns: those in `keys` first, the sort values behind them. The number of rows is
   * the last question mark.
   */
  find: Fragment;
  /** What names a row for `show`. */
  keys: readonly string[];
  /** SQL expression for the JSON of one row, over `page` (the keys) and what `from` joins to it. */
  json: string;
  /** Starts with `page`; CROSS JOINs, which keep the order of the page. */
  from: string;
}

/**
 * Finds one row more than the page holds, then has SQLite write the page as one text: rows that become strings of ours
 * first cost as much again.
 */
export function readPage(rows: Rows, sql: PageSql, plan: PagePlan): Answer {
  const found = rows.all(sql.find.sql, [...sql.find.values, plan.limit + 1]) as SqlValue[][];
  const shown = found.slice(0, plan.limit);
  const last = shown.at(-1);
  const after = last?.slice(sql.keys.length) as (string | number)[] | undefined;
  const revision = plan.firstRevision ?? rows.revision;
  const next = found.length > plan.limit && after ? formatCursor(plan.digest(), { after, revision }) : null;
  const head = `{"revision":"${rows.revision}","next":${JSON.stringify(next)},"rows":[`;
  return { body: showRows(rows, sql, shown, head), next };
}

function showRows(rows: Rows, { keys, json, from }: PageSql, shown: readonly SqlValue[][], head: string): Buffer {
  if (shown.length === 0) return Buffer.from(`${head}]}`);
  const tuple = `(${keys.map(() => '?').join(', ')})`;
  const page = `page (${keys.join(', ')}) AS (VALUES ${shown.map(() => tuple).join(', ')})`;
  const values = shown.flatMap((row) => row.slice(0, keys.length));
  const answer = `WITH ${page} SELECT CAST(concat(?, group_concat(${json}, ','), ']}') AS BLOB) FROM ${from}`;
  const [text] = rows.all(answer, [...values, head]);
  return text?.[0] as Buffer;
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
