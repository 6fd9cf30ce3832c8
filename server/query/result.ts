// One result as the index knows it. The document itself comes from git: the index is derived, the file is the truth.
import { jsonRow, rowSchema } from './column.js';
import { METRIC_COLUMNS, PACKED_VALUE } from './measurement-columns.js';
import { RESULT_COLUMNS } from './result-columns.js';
import type { Rows } from './rows.js';

export const resultSummarySchema = rowSchema(RESULT_COLUMNS, 'one result, as in the list');
export const metricSchema = rowSchema(METRIC_COLUMNS, 'one number of the result');

export interface IndexedFile {
  /** Git object id of the file. */
  blob: string;
  path: string;
}

/** Where the file of a result lies; `null` where no such result is indexed. Any result: nothing is left out by default. */
export function findFile(rows: Rows, id: string): IndexedFile | null {
  const [row] = rows.all('SELECT blob, path FROM submission WHERE id = ?', [id]);
  return row ? { blob: String(row[0]), path: String(row[1]) } : null;
}

/** The JSON texts of what the index says of it: the row of the list, and an array of all its numbers. */
export function describeResult(rows: Rows, id: string): { summary: string; metrics: string } {
  const [summary] = rows.all(`SELECT ${jsonRow(RESULT_COLUMNS)} FROM submission AS s WHERE s.id = ?`, [id]);
  const metrics = rows.all(METRICS_OF_RESULT, [id]);
  return { summary: String(summary?.[0]), metrics: `[${metrics.map(([json]) => json).join(',')}]` };
}

const METRICS_OF_RESULT = `
SELECT ${jsonRow(METRIC_COLUMNS)}
FROM submission AS s
CROSS JOIN measurement AS m ON m.sub = s.sub
CROSS JOIN series AS e ON e.series = m.series
CROSS JOIN series_key AS k ON k.series = m.series
WHERE s.id = ? AND ${PACKED_VALUE} IS NOT NULL
ORDER BY e.name, m.ord, k.metric`;
