// One result as the index knows it. The document itself comes from git: the index is derived, the file is the truth.
import { Type } from 'typebox';
import { exampleOf, field } from '../answer-field.js';
import {
  KEY_FIELDS,
  PACKED_VALUE,
  POINT_FIELDS,
  SERIES_FIELDS,
  VALUE_FIELDS,
  valueMembers,
} from './measurement-row.js';
import type { Rows } from './rows.js';

const { unit, key } = KEY_FIELDS;
const number = field.object({ unit, key, ...VALUE_FIELDS }, 'one number of a point');

export const pointSchema = field.object(
  {
    ...SERIES_FIELDS,
    ...POINT_FIELDS,
    metrics: Type.Record(Type.String(), number, {
      description: 'its numbers, by the name of the metric',
      examples: [{ rtt_p50: exampleOf(number) }],
    }),
  },
  'one measured point with all its numbers',
);

export interface IndexedFile {
  /** Git object id of the file. */
  blob: string;
  path: string;
  /** Whether the file is in the format named, and nothing in it is unknown to the tool that built the index. */
  isValid: boolean;
  format: string;
}

/** Where the file of a result lies; `null` where no such result is indexed. Any result: nothing is left out by default. */
export function findFile(rows: Rows, id: string): IndexedFile | null {
  const [row] = rows.all("SELECT blob, path, verdict = 'valid', format FROM submission WHERE id = ?", [id]);
  return row ? { blob: String(row[0]), path: String(row[1]), isValid: row[2] === 1, format: String(row[3]) } : null;
}

/** The JSON texts of what the index says of it: the row of the list, and an array of all its points. */
export function describeResult(rows: Rows, id: string): { summary: string; points: string } {
  const [summary] = rows.all('SELECT row FROM submission JOIN submission_text USING (sub) WHERE id = ?', [id]);
  const points = rows.all(POINTS_OF_RESULT, [id]);
  return { summary: String(summary?.[0]), points: `[${points.map(([json]) => json).join(',')}]` };
}

const POINTS_OF_RESULT = `
SELECT concat('{', e.brief, ',"ordinal":', m.ord, ',"repeats":', m.repeats, ',"n":', m.n, ',"metrics":{', (
  SELECT group_concat(concat('"', k.metric, '":{"unit":"', k.unit, '","key":"', k.key, '",', ${valueMembers('k.value')}, '}'), ',')
  FROM (SELECT metric, unit, key, ${PACKED_VALUE} AS value FROM series_key AS k WHERE k.series = m.series) AS k
  WHERE k.value IS NOT NULL
), '}}')
FROM submission AS s
CROSS JOIN measurement AS m ON m.sub = s.sub
CROSS JOIN series AS e ON e.series = m.series
WHERE s.id = ?
ORDER BY e.name, m.ord`;
