// The name of a series in exports: short, and the same in every export of every service, unlike the numbers in an index.
import { createHash } from 'node:crypto';
import { type Rows, required } from './export-table.js';

/** 16 hex digits of the SHA-256 of what the index calls a series. */
export function seriesName(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

/** From the numbers of one index to names. */
export function seriesNames(rows: Rows): ReadonlyMap<number, string> {
  const found = rows.all('SELECT series, name FROM series', []) as [number, string][];
  return new Map(found.map(([series, name]) => [series, seriesName(name)]));
}

export const SERIES_FIELD = required('series', 'string', 'what was measured: see table series');
export const RESULT_FIELD = required('result', 'string', 'id of the result: see table results');
export const ORDINAL_FIELD = required('ordinal', 'integer', 'tells apart points of one result and series');

export const TO_SERIES = { fields: ['series'], table: 'series', to: ['series'] };
export const TO_RESULTS = { fields: ['result'], table: 'results', to: ['id'] };
