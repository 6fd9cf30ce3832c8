// Asks a planned question page by page, as a client follows `next`.
import type { CurrentIndex } from '@ipc-bench/server/index/current-index';
import type { Query } from '@ipc-bench/server/query/query';
import type { Row } from './oracle.js';

export interface Page {
  revision: string;
  next: string | null;
  rows: Row[];
}

export function askPage(query: Query, index: CurrentIndex, given: Readonly<Record<string, string>>): Page {
  const { body, next } = index.read(query.plan(given));
  const page = JSON.parse(body.toString()) as Page;
  if (page.next !== next) throw new Error('the body names another cursor');
  return page;
}

/** All rows of all pages. */
export function walk(query: Query, index: CurrentIndex, given: Readonly<Record<string, string>>): Row[] {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = askPage(query, index, cursor === null ? given : { ...given, cursor });
    const limit = Number(given.limit ?? 50);
    if (page.rows.length > limit || (page.next !== null && page.rows.length !== limit))
      throw new Error(`a page of ${page.rows.length} rows where ${limit} were asked for`);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}
