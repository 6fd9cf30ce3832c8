// What the results under some filters are like, counted: what a person would find who narrowed the search further.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { checkParameters } from './check-parameters.js';
import { dimensionOf, PROPERTIES, type PropertyName } from './dimension.js';
import { conditionsOf, type FilterValues, parameterSchemas } from './filter.js';
import { FLAG_FILTER } from './flag-filter.js';
import { jsonAnswer } from './json-answer.js';
import type { Query } from './query.js';
import { HAS_BENCHMARK, ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';
import { type ResultSet, resultSet } from './result-set.js';
import type { Rows } from './rows.js';

const FILTERS = { ...RESULT_FILTERS, ...HAS_BENCHMARK, ...FLAG_FILTER };

/** Each facet, and the filters that choose one of its values: they do not narrow the facet itself. */
const FACETS: Readonly<Partial<Record<PropertyName, readonly string[]>>> = {
  virtualisation: ['virtualisation'],
  technology: ['technology'],
  vendor: ['vendor'],
  cpu: ['cpu'],
  architecture: ['architecture'],
  os: ['os'],
  kernel_line: ['kernel'],
  flavour: ['flavour'],
  container: ['container'],
  profile: ['profile'],
  suite_epoch: ['suite_epoch'],
  year: ['day_from', 'day_to'],
};
const NAMES = Object.keys(FACETS) as PropertyName[];
/** Values shown of one facet: those with most results. */
const MAX_VALUES = 60;

const parameters = Type.Object(parameterSchemas(FILTERS));

const VALUE = field.object(
  { value: field.text('as the filter takes it', 'virtual'), results: field.count('results that have it', 31) },
  'one value',
);

const FACET = field.object(
  {
    facet: field.word([...NAMES, 'benchmark'], 'property of a result'),
    description: field.text('for people', 'virtual machine or bare metal'),
    filters: field.words('filters that choose one of its values; they do not narrow this facet', ['virtualisation']),
    values: field.list(VALUE, 'those with most results first'),
    values_left_out: field.count('values with fewer results that are not shown', 0),
  },
  'one facet',
);

export const facets: Query = {
  name: 'facets',
  summary: 'How many results there are of each kind, under the filters given',
  description:
    'For each facet the results under all filters but its own, by value: what choosing that value would find. What holds for /v1/results about historic and invalid results holds here.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      results: field.count('results under all filters', 57),
      facets: field.list(FACET, 'all facets'),
    },
    'counts by facet',
  ),
  examples: ['', 'virtualisation=virtual', 'benchmark=pipe.latency&cpu=E5-2670'],
  plan(raw) {
    const given = { ...RESULT_DEFAULTS, ...(checkParameters(parameters, raw) as FilterValues) };
    return (rows) => {
      const facet = (name: string, description: string, filters: readonly string[], counts: [string, number][]) => {
        const sorted = counts.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
        const values = sorted.slice(0, MAX_VALUES).map(([value, results]) => ({ value, results }));
        return { facet: name, description, filters, values, values_left_out: sorted.length - values.length };
      };
      const properties = NAMES.map((name) => {
        const filters = FACETS[name] ?? [];
        return facet(
          name,
          PROPERTIES[name].description,
          filters,
          countValues(rows, name, setWithout(rows, given, filters)),
        );
      });
      const benchmarks = countBenchmarks(rows, setWithout(rows, given, ['benchmark']));
      const body = {
        revision: rows.revision,
        results: setWithout(rows, given, []).reduce((sum, isIn) => sum + isIn, 0),
        facets: [...properties, facet('benchmark', 'what was measured', ['benchmark'], benchmarks)],
      };
      return jsonAnswer(body);
    };
  },
};

function setWithout(rows: Rows, given: FilterValues, names: readonly string[]): ResultSet {
  const others = Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
  return resultSet(rows, [ONE_PACKING, ...conditionsOf(FILTERS, others)]);
}

function countValues(rows: Rows, name: PropertyName, results: ResultSet): [string, number][] {
  const { labels, of } = dimensionOf(rows, name);
  const counts = new Int32Array(labels.length);
  for (let sub = 0; sub < results.length; sub++) {
    const place = of[sub] ?? -1;
    if (results[sub] === 1 && place >= 0) counts[place] = (counts[place] as number) + 1;
  }
  return labels.flatMap((label, place): [string, number][] => {
    const count = counts[place] as number;
    return count > 0 ? [[label, count]] : [];
  });
}

function countBenchmarks(rows: Rows, results: ResultSet): [string, number][] {
  const measured = rows.remember('measured benchmarks', () => {
    const sql = `SELECT b.name, c.sub FROM benchmark AS b CROSS JOIN coverage AS c ON c.benchmark = b.benchmark
WHERE c.measurements > 0`;
    return Map.groupBy(rows.all(sql, []) as [string, number][], ([name]) => name);
  });
  return Array.from(measured, ([name, entries]): [string, number] => [
    name,
    new Set(entries.filter(([, sub]) => results[sub] === 1).map(([, sub]) => sub)).size,
  ]).filter(([, count]) => count > 0);
}
