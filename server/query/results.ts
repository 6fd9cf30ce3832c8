// The list of results.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { checkParameters } from './check-parameters.js';
import { conditionsOf, parameterSchemas } from './filter.js';
import { FLAG_FILTER } from './flag-filter.js';
import {
  afterValues,
  orderBy,
  PAGE_PARAMETERS,
  type PageParameters,
  type PageSql,
  pageSchema,
  planPage,
  readPage,
  type SortColumn,
} from './page.js';
import type { Query } from './query.js';
import { HAS_BENCHMARK, ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';
import { resultRowSchema } from './result-row.js';
import type { Fragment } from './rows.js';

const SORTS: Readonly<Record<string, readonly Omit<SortColumn, 'direction'>[]>> = {
  day: [{ sql: 's.day', type: 'text' }],
  kernel: [
    { sql: 's.kernel_order', type: 'integer' },
    { sql: 's.kernel_fourth', type: 'integer' },
  ],
  cpu: [{ sql: 's.cpu_name', type: 'text' }],
};
const SORT_NAMES = Object.keys(SORTS).flatMap((name) => [`-${name}`, name]);
const FILTERS = { ...RESULT_FILTERS, ...HAS_BENCHMARK, ...FLAG_FILTER };

const parameters = Type.Object({
  ...parameterSchemas(FILTERS),
  sort: Type.Optional(field.word(SORT_NAMES, 'order of the rows, `-` descending; newest first by default')),
  ...PAGE_PARAMETERS,
});

export const results: Query = {
  name: 'results',
  summary: 'Results, newest first',
  description:
    'One row per result document. Filters combine by AND. Unsigned historic results stand in it only where a trusted maintainer vouches for them, and results declared invalid do not, unless `historic` or `invalid` say otherwise.',
  parameters,
  answer: pageSchema(resultRowSchema, 'a page of results'),
  examples: ['', 'cpu=E5-2670&virtualisation=bare_metal', 'benchmark=pipe.latency&kernel=6.1&sort=-kernel&limit=10'],
  plan(raw) {
    const given = checkParameters(parameters, raw) as PageParameters & Record<string, string | number>;
    const page = planPage('results', given, sortOrder(String(given.sort ?? '-day')));
    return (rows) => {
      const conditions = [ONE_PACKING, ...conditionsOf(FILTERS, { ...RESULT_DEFAULTS, ...given })];
      if (page.after) conditions.push(afterValues(page.order, page.after));
      return readPage(rows, pageSql(conditions, page.order), page);
    };
  },
};

function sortOrder(sort: string): SortColumn[] {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const columns = SORTS[sort.replace(/^-/, '')] ?? [];
  return [...columns, { sql: 's.id', type: 'text' as const }].map((column) => ({ ...column, direction }));
}

function pageSql(conditions: readonly Fragment[], order: readonly SortColumn[]): PageSql {
  return {
    find: {
      sql: `SELECT s.sub, ${order.map(({ sql }) => sql).join(', ')} FROM submission AS s
WHERE ${conditions.map(({ sql }) => sql).join('\n  AND ')}
ORDER BY ${orderBy(order)} LIMIT ?`,
      values: conditions.flatMap(({ values }) => values),
    },
    keys: ['sub'],
    json: 'text.row',
    from: 'page CROSS JOIN submission_text AS text USING (sub)',
  };
}
