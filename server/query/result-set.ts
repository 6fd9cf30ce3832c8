// Which results pass some conditions: one byte per `sub`. Each condition is asked of the index once and kept, since the
// same few are combined again and again.
import type { Fragment, Rows } from './rows.js';

/** 1 where the result with this `sub` is in the set. */
export type ResultSet = Uint8Array;

/** Results that pass every condition; `s` in them is table `submission`. */
export function resultSet(rows: Rows, conditions: readonly Fragment[]): ResultSet {
  const [first, ...others] = [{ sql: 'TRUE', values: [] }, ...conditions].map((condition) => setOf(rows, condition));
  const both = Uint8Array.from(first as ResultSet);
  for (const other of others)
    for (let sub = 0; sub < both.length; sub++) both[sub] = (both[sub] as number) & (other[sub] as number);
  return both;
}

function setOf(rows: Rows, { sql, values }: Fragment): ResultSet {
  return rows.remember(`results ${sql} ${JSON.stringify(values)}`, () => {
    const size = Number(rows.all('SELECT coalesce(max(sub), 0) + 1 FROM submission', [])[0]?.[0]);
    const set = new Uint8Array(size);
    for (const [sub] of rows.all(`SELECT s.sub FROM submission AS s WHERE ${sql}`, values)) set[Number(sub)] = 1;
    return set;
  });
}
