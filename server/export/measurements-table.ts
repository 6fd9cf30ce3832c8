// Every measured point with all its numbers: what researchers scan.
import { flagsOf, QUALITY_FLAGS } from '../packing/quality-flags.js';
import type { Cell } from '../tabular/field.js';
import { type ExportTable, optional, type Rows, required } from './export-table.js';
import { type ResultGroup, readOf, resultsInOrder } from './results-in-order.js';
import { ORDINAL_FIELD, RESULT_FIELD, SERIES_FIELD, seriesNames, TO_RESULTS, TO_SERIES } from './series-name.js';

/** Statistics that may be censored have a bound beside them. */
const STATISTICS = ['p50', 'p90', 'p99', 'p999', 'min', 'mean', 'max', 'batched_mean', 'cpu'] as const;
const BOUNDED = ['p50', 'min', 'mean', 'batched_mean'] as const;

const READ = `
SELECT m.sub, m.series, m.ord, m.repeats, m.n, ${STATISTICS.map((name) => `m.${name}`).join(', ')},
  m.p50_low, m.p50_high, m.flags, e.name,
  EXISTS (SELECT 1 FROM off_replicates AS o WHERE o.sub = m.sub AND o.series = m.series)
FROM measurement AS m CROSS JOIN series AS e ON e.series = m.series WHERE m.sub IN`;
const FIRST_STATISTIC = 5;
const AFTER_STATISTICS = FIRST_STATISTIC + STATISTICS.length;
const BOUNDED_AT = BOUNDED.map((name) => FIRST_STATISTIC + STATISTICS.indexOf(name));

export const measurementsTable: ExportTable = {
  name: 'measurements',
  description:
    'One row per measured point. Numbers are in the unit that table metrics gives for the series and statistic; compare two only where their key there is equal.',
  fields: [
    RESULT_FIELD,
    required('day', 'date', 'UTC day of the run'),
    SERIES_FIELD,
    ORDINAL_FIELD,
    required('repeats', 'integer', 'fresh runs of both processes behind the numbers'),
    required('n', 'integer', 'round trips or messages behind them, over all repeats'),
    ...STATISTICS.map((name) => optional(name, 'integer', `${name}; missing where it was not measured or is censored`)),
    ...BOUNDED.map((name) =>
      optional(`${name}_below_ns`, 'integer', `${name} is censored: known only to lie below this many ns`),
    ),
    optional('repeat_low', 'integer', 'lowest median of the repeats'),
    optional('repeat_high', 'integer', 'highest median of the repeats'),
    optional(
      'flags',
      'string',
      `doubts about the point, with spaces between: ${Object.keys(QUALITY_FLAGS).join(', ')}`,
    ),
  ],
  primaryKey: ['result', 'series', 'ordinal'],
  foreignKeys: [TO_RESULTS, TO_SERIES],
  byMonth: true,
  *read(rows) {
    const names = seriesNames(rows);
    for (const group of resultsInOrder(rows)) yield { month: group.month, rows: readGroup(rows, group, names) };
  },
};

function readGroup(rows: Rows, group: ResultGroup, names: ReadonlyMap<number, string>): Cell[][] {
  const bySub = Map.groupBy(readOf(rows, READ, group, 'm.sub, e.name, m.ord'), ([sub]) => sub as number);
  return group.results.flatMap(({ sub, id, day }) =>
    (bySub.get(sub) ?? []).map((row) => {
      const cells: Cell[] = [id, day, names.get(row[1] as number) ?? '', row[2] as number];
      cells.push(row[3] as number, row[4] as number);
      for (let at = FIRST_STATISTIC; at < AFTER_STATISTICS; at++) cells.push(numberOf(row[at]));
      for (const at of BOUNDED_AT) cells.push(boundOf(row[at]));
      cells.push(numberOf(row[AFTER_STATISTICS]), numberOf(row[AFTER_STATISTICS + 1]));
      const bits = (row[AFTER_STATISTICS + 2] as number) | (row.at(-1) ? QUALITY_FLAGS.off_replicates.bit : 0);
      cells.push(bits === 0 ? null : flagsOf(bits).join(' '));
      return cells;
    }),
  );
}

/** The index keeps a censored number as the negative of its bound. */
function numberOf(packed: unknown): number | null {
  return packed === null || (packed as number) < 0 ? null : (packed as number);
}

function boundOf(packed: unknown): number | null {
  return packed !== null && (packed as number) < 0 ? -(packed as number) : null;
}
