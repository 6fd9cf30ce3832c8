// What could not be measured, and why.
import type { Cell } from '../tabular/field.js';
import { type ExportTable, optional, required } from './export-table.js';
import { readOf, resultsInOrder } from './results-in-order.js';
import { ORDINAL_FIELD, RESULT_FIELD, SERIES_FIELD, seriesNames, TO_RESULTS, TO_SERIES } from './series-name.js';

const READ = `SELECT x.sub, x.series, x.ord, x.status, x.reason, x."limit", e.name
FROM missing AS x CROSS JOIN series AS e ON e.series = x.series WHERE x.sub IN`;

export const missingTable: ExportTable = {
  name: 'missing',
  description: 'One row per point that could not be measured.',
  fields: [
    RESULT_FIELD,
    SERIES_FIELD,
    ORDINAL_FIELD,
    required('status', 'string', 'unsupported or failed'),
    required('reason', 'string', 'why'),
    optional('limit', 'integer', 'the limit that it ran into'),
  ],
  primaryKey: ['result', 'series', 'ordinal'],
  foreignKeys: [TO_RESULTS, TO_SERIES],
  byMonth: false,
  *read(rows) {
    const names = seriesNames(rows);
    for (const group of resultsInOrder(rows)) {
      const bySub = Map.groupBy(readOf(rows, READ, group, 'x.sub, e.name, x.ord'), ([sub]) => sub as number);
      const cells = group.results.flatMap(({ sub, id }) =>
        (bySub.get(sub) ?? []).map(([, series, ordinal, status, reason, limit]): Cell[] => [
          ...[id, names.get(series as number) ?? '', ordinal as number],
          ...[status as string, reason as string, limit as number | null],
        ]),
      );
      yield { month: null, rows: cells };
    }
  },
};
