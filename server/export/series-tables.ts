// The two dictionaries: what is measured, and the numbers that a series has.
import type { Cell } from '../tabular/field.js';
import { type ExportTable, optional, type Rows, required } from './export-table.js';
import { SERIES_FIELD, seriesName, TO_SERIES } from './series-name.js';

/** May name a series that no result has any more; dictionaries are small, so those are left out here. */
const IN_USE = `EXISTS (SELECT 1 FROM series_points AS p WHERE p.series = e.series)
  OR EXISTS (SELECT 1 FROM core_matrix AS c WHERE c.series = e.series)
  OR EXISTS (SELECT 1 FROM missing AS x WHERE x.series = e.series)`;

function* readNamed(rows: Rows, columns: string, from: string, order: string) {
  const found = rows.all(`SELECT e.name, ${columns} FROM ${from} WHERE ${IN_USE} ORDER BY ${order}`, []) as Cell[][];
  yield { month: null, rows: found.map(([name, ...rest]) => [seriesName(String(name)), ...rest]) };
}

export const seriesTable: ExportTable = {
  name: 'series',
  description: 'What was measured: a benchmark at one set of identity parameters.',
  fields: [
    SERIES_FIELD,
    required('benchmark', 'string', 'benchmark id'),
    required('benchmark_epoch', 'integer', 'numbers of different epochs are never comparable'),
    required('mechanism', 'string', 'how bytes or wake-ups move'),
    required('class', 'string', 'blocking or spinning: whether a waiting process sleeps or burns its CPU'),
    required('kind', 'string', 'how it was measured'),
    optional('message_bytes', 'integer', 'message size'),
    optional('placement', 'string', 'how the two CPUs relate'),
    optional('idle', 'string', 'whether idle CPUs were kept awake'),
    required('parameters', 'string', 'all identity parameters, as canonical JSON'),
  ],
  primaryKey: ['series'],
  foreignKeys: [],
  byMonth: false,
  read: (rows) =>
    readNamed(
      rows,
      'benchmark, benchmark_epoch, mechanism, class, kind, message_bytes, placement, idle, parameters',
      'series AS e',
      'e.name',
    ),
};

export const metricsTable: ExportTable = {
  name: 'metrics',
  description: 'The numbers of each series: which column of table measurements, its unit, and its comparability key.',
  fields: [
    SERIES_FIELD,
    required('metric', 'string', 'name of the number'),
    required('statistic', 'string', 'column of table measurements that holds it'),
    required('unit', 'string', 'ps, B/s, ps/KiB'),
    required('better', 'string', 'lower or higher: which direction is good'),
    required('definition', 'integer', 'raised when the way it is computed changes'),
    required('key', 'string', 'comparability key: two numbers may be compared only where this is equal'),
  ],
  primaryKey: ['series', 'metric'],
  foreignKeys: [TO_SERIES],
  byMonth: false,
  read: (rows) =>
    readNamed(
      rows,
      'k.metric, k.statistic, k.unit, k.better, k.definition, k.key',
      'series AS e CROSS JOIN series_key AS k ON k.series = e.series',
      'e.name, k.metric',
    ),
};
