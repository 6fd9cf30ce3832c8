// The list of numbers: one row per metric of every measured point.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { checkParameters } from './check-parameters.js';
import { conditionsOf, parameterSchemas } from './filter.js';
import { CONTENT_FILTERS, METRIC_FILTERS, SERIES_FILTERS } from './measurement-filters.js';
import { MEASUREMENT_JSON, measurementRowSchema, PACKED_VALUE } from './measurement-row.js';
import {
  orderBy,
  PAGE_PARAMETERS,
  type PageParameters,
  type PagePlan,
  type PageSql,
  pageSchema,
  planPage,
  readPage,
  type SortColumn,
} from './page.js';
import type { Query } from './query.js';
import { ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';
import type { Fragment, SqlValue } from './rows.js';

const parameters = Type.Object({
  ...parameterSchemas(RESULT_FILTERS),
  ...parameterSchemas(SERIES_FILTERS),
  ...parameterSchemas(METRIC_FILTERS),
  sort: Type.Optional(
    field.word(['-day', 'day'], 'order of the results, newest first by default; points keep one order'),
  ),
  ...PAGE_PARAMETERS,
});

/** Sort columns that name a result; the others name a number within it and always ascend. */
const RESULT_COLUMNS_OF_ORDER = 2;

export const measurements: Query = {
  name: 'measurements',
  summary: 'Measured numbers with their comparability keys',
  description:
    'One row per metric of every measured point, of the newest results first. Compare two numbers only where `key` is equal. A value below the resolution of the clock is censored: `value` is null and `below_ns` bounds it. What holds for /v1/results about historic and invalid results holds here.',
  parameters,
  answer: pageSchema(measurementRowSchema, 'a page of numbers'),
  examples: [
    '',
    'benchmark=pipe.latency&size=64&metric=rtt_p50&placement=same-llc',
    'mechanism=shm_spin&virtualisation=virtual&limit=10',
  ],
  plan(raw) {
    const given = checkParameters(parameters, raw) as PageParameters & Record<string, string | number>;
    const page = planPage('measurements', given, sortOrder(given.sort === 'day' ? 'ASC' : 'DESC'));
    return (rows) => readPage(rows, pageSql(conditionsFor(given, page), page.order), page);
  },
};

function conditionsFor(given: Record<string, string | number>, page: PagePlan): Fragment[] {
  const series = conditionsOf(SERIES_FILTERS, given);
  return [
    ONE_PACKING,
    ...conditionsOf(RESULT_FILTERS, { ...RESULT_DEFAULTS, ...given }),
    ...conditionsOf(CONTENT_FILTERS, given),
    ...(series.length > 0 ? [oneOfSeries(series)] : []),
    ...conditionsOf(METRIC_FILTERS, given),
    { sql: `${PACKED_VALUE} IS NOT NULL`, values: [] },
    ...(page.after ? [afterRow(page.order, page.after)] : []),
  ];
}

function sortOrder(direction: 'ASC' | 'DESC'): SortColumn[] {
  return [
    { sql: 's.day', type: 'text', direction },
    { sql: 's.id', type: 'text', direction },
    { sql: 'e.name', type: 'text', direction: 'ASC' },
    { sql: 'm.ord', type: 'integer', direction: 'ASC' },
    { sql: 'k.metric', type: 'text', direction: 'ASC' },
  ];
}

/** Series are few: their numbers are found first, so that each result is asked for those only. */
function oneOfSeries(conditions: readonly Fragment[]): Fragment {
  return {
    sql: `m.series IN (SELECT e.series FROM series AS e WHERE ${conditions.map(({ sql }) => sql).join(' AND ')})`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** After a row of an order whose two halves may differ in direction; the first comparison is the index's. */
function afterRow(order: readonly SortColumn[], values: readonly SqlValue[]): Fragment {
  const [result, within] = [order.slice(0, RESULT_COLUMNS_OF_ORDER), order.slice(RESULT_COLUMNS_OF_ORDER)];
  const [resultValues, withinValues] = [
    values.slice(0, RESULT_COLUMNS_OF_ORDER),
    values.slice(RESULT_COLUMNS_OF_ORDER),
  ];
  const tuple = (columns: readonly SortColumn[]) => `(${columns.map(({ sql }) => sql).join(', ')})`;
  const marks = (columns: readonly SortColumn[]) => `(${columns.map(() => '?').join(', ')})`;
  const notBefore = order[0]?.direction === 'DESC' ? '<=' : '>=';
  return {
    sql: `${tuple(result)} ${notBefore} ${marks(result)} AND (${tuple(result)} <> ${marks(result)} OR ${tuple(within)} > ${marks(within)})`,
    values: [...resultValues, ...resultValues, ...withinValues],
  };
}

function pageSql(conditions: readonly Fragment[], order: readonly SortColumn[]): PageSql {
  return {
    find: {
      sql: `SELECT m.sub, m.series, m.ord, k.metric, ${PACKED_VALUE}, ${order.map(({ sql }) => sql).join(', ')}
FROM submission AS s
CROSS JOIN measurement AS m ON m.sub = s.sub
CROSS JOIN series AS e ON e.series = m.series
CROSS JOIN series_key AS k ON k.series = m.series
WHERE ${conditions.map(({ sql }) => sql).join('\n  AND ')}
ORDER BY ${orderBy(order)} LIMIT ?`,
      values: conditions.flatMap(({ values }) => values),
    },
    keys: ['sub', 'series', 'ord', 'metric', 'value'],
    json: MEASUREMENT_JSON,
    from: `page
CROSS JOIN submission_text AS text ON text.sub = page.sub
CROSS JOIN measurement AS m ON m.sub = page.sub AND m.series = page.series AND m.ord = page.ord
CROSS JOIN series AS e ON e.series = page.series
CROSS JOIN series_key AS k ON k.series = page.series AND k.metric = page.metric`,
  };
}
