// Lists whose rows are groups of results: machines, configurations. A page walks an index of the group's name, so it costs
// what it shows.
import { type TProperties, Type } from 'typebox';
import { field } from '../answer-field.js';
import { checkParameters } from './check-parameters.js';
import { condition, conditionsOf, parameterSchemas } from './filter.js';
import { FLAG_FILTER } from './flag-filter.js';
import { PAGE_PARAMETERS, type PageParameters, pageSchema, planPage, readPage } from './page.js';
import type { Query } from './query.js';
import { HAS_BENCHMARK, ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';

export interface GroupedList extends Pick<Query, 'name' | 'summary' | 'description' | 'examples'> {
  /** Column of table `submission` as `s`; rows are in its order. */
  by: string;
  /** Members of a row: the SQL of an aggregate over the group's results, and its schema. */
  members: Readonly<Record<string, { sql: string; schema: TProperties[string] }>>;
  row: string;
}

const FILTERS = { ...RESULT_FILTERS, ...HAS_BENCHMARK, ...FLAG_FILTER };

export function groupedList({ by, members, row, ...texts }: GroupedList): Query {
  const parameters = Type.Object({ ...parameterSchemas(FILTERS), ...PAGE_PARAMETERS });
  const json = Object.entries(members).map(([name, { sql }]) => `'${name}', ${sql}`);
  const schema = field.object(
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member.schema])),
    row,
  );
  return {
    ...texts,
    parameters,
    answer: pageSchema(schema, `a page of ${texts.name}`),
    plan(raw) {
      const given = checkParameters(parameters, raw) as PageParameters & Record<string, string | number>;
      const page = planPage(texts.name, given, [{ sql: by, type: 'text', direction: 'ASC' }]);
      const conditions = [
        ONE_PACKING,
        condition(`${by} IS NOT NULL`),
        ...conditionsOf(FILTERS, { ...RESULT_DEFAULTS, ...given }),
        ...(page.after ? [condition(`${by} > ?`, ...page.after)] : []),
      ];
      const find = {
        sql: `SELECT json_object(${json.join(', ')}), ${by} FROM submission AS s
WHERE ${conditions.map(({ sql }) => sql).join('\n  AND ')}
GROUP BY ${by} ORDER BY ${by} LIMIT ?`,
        values: conditions.flatMap(({ values }) => values),
      };
      return (rows) => readPage(rows, { find, keys: ['row'], json: 'page.row', from: 'page' }, page);
    },
  };
}
