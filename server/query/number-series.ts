// The series that a question about numbers is about: each with one metric and its comparability key.
import { conditionsOf, type FilterValues } from './filter.js';
import { METRIC_FILTERS, SERIES_FILTERS } from './measurement-filters.js';
import type { Rows } from './rows.js';

/** Values of identity parameters by name. */
export type Identity = Readonly<Record<string, string | number | boolean>>;

export interface NumberSeries {
  series: number;
  benchmark: string;
  benchmark_epoch: number;
  mechanism: string;
  class: 'blocking' | 'spinning';
  contrast_group: string;
  kind: string;
  parameters: Identity;
  metric: string;
  statistic: string;
  unit: string;
  better: 'lower' | 'higher';
  definition: number;
  key: string;
}

const COLUMNS = [
  ...['e.series', 'e.benchmark', 'e.benchmark_epoch', 'e.mechanism', 'e.class', 'e.contrast_group', 'e.kind'],
  ...['e.parameters', 'k.metric', 'k.statistic', 'k.unit', 'k.better', 'k.definition', 'k.key'],
];

/** The dictionary may keep series that no result has any more. */
const IN_USE = 'EXISTS (SELECT 1 FROM series_points AS p WHERE p.series = e.series)';

/** Where a question names no metric it is about the headline: the median round trip, the throughput. */
const HEADLINE = { sql: "k.statistic = 'p50'", values: [] };

/** All series that pass the filters given, in a stable order. Few: a dictionary is searched, no numbers. */
export function findNumberSeries(rows: Rows, given: FilterValues): NumberSeries[] {
  const isNamed = given.metric !== undefined || given.key !== undefined;
  const conditions = [
    ...conditionsOf(SERIES_FILTERS, given),
    ...conditionsOf(METRIC_FILTERS, given),
    ...(isNamed ? [] : [HEADLINE]),
  ];
  return selectSeries(
    rows,
    conditions.map(({ sql }) => sql),
    conditions.flatMap(({ values }) => values),
  );
}

/** The same series with another of their metrics; those that lack it are left out. */
export function withStatistic(rows: Rows, series: readonly NumberSeries[], statistic: string): NumberSeries[] {
  return series.flatMap((one) => selectSeries(rows, ['e.series = ?', 'k.statistic = ?'], [one.series, statistic]));
}

function selectSeries(rows: Rows, conditions: readonly string[], values: readonly (string | number | null)[]) {
  const sql = `SELECT ${COLUMNS.join(', ')} FROM series AS e CROSS JOIN series_key AS k ON k.series = e.series
WHERE ${[...conditions, IN_USE].join(' AND ')} ORDER BY e.name, k.metric`;
  const names = COLUMNS.map((column) => column.slice(2));
  return rows.all(sql, values).map((row) => {
    const members = Object.fromEntries(names.map((name, at) => [name, row[at]]));
    return { ...members, parameters: JSON.parse(String(members.parameters)) as Identity } as NumberSeries;
  });
}
