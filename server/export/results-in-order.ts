// All results by day and id, a few at a time: every table that hangs on results is read along this walk, so memory does
// not grow with the database.
import type { Rows } from './export-table.js';

export interface ResultGroup {
  /** yyyy-mm of all of them. */
  month: string;
  results: { sub: number; id: string; day: string }[];
}

/** Results of one step; the largest document has a few thousand points. */
const GROUP = 32;

export function* resultsInOrder(rows: Rows): Generator<ResultGroup> {
  let after: [day: string, id: string] = ['', ''];
  for (;;) {
    const found = rows.all(
      `SELECT sub, id, day FROM submission WHERE (day, id) > (?, ?) ORDER BY day, id LIMIT ${GROUP}`,
      after,
    ) as [number, string, string][];
    const last = found.at(-1);
    if (!last) return;
    after = [last[2], last[1]];
    const results = found.map(([sub, id, day]) => ({ sub, id, day }));
    for (const [month, group] of Map.groupBy(results, ({ day }) => day.slice(0, 7))) yield { month, results: group };
  }
}

/** Reads rows that begin with a `sub`, for the results of a group; `sql` ends before the list of subs. */
export function readOf(rows: Rows, sql: string, { results }: ResultGroup, order: string): unknown[][] {
  const marks = results.map(() => '?').join(', ');
  return rows.all(
    `${sql} (${marks}) ORDER BY ${order}`,
    results.map(({ sub }) => sub),
  );
}
