// Core-to-core matrices: of one result, of one machine, or the typical one of a configuration.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { CENSORED_CELL, MISSING_CELL, unpackCells, unpackCpus } from '../packing/matrix-blob.js';
import { ofCensored } from '../statistics/censored.js';
import { median } from '../statistics/order-statistics.js';
import { RESULT_PARAMETERS } from './asked-results.js';
import { checkParameters } from './check-parameters.js';
import { formatEstimate } from './estimate-fields.js';
import { conditionsOf, equals, type FilterValues, parameterSchemas } from './filter.js';
import { jsonAnswer } from './json-answer.js';
import { SERIES_FILTERS } from './measurement-filters.js';
import { COUNTED, type Counted, populationOf } from './population.js';
import type { Query } from './query.js';
import { ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';
import type { Fragment, Rows } from './rows.js';

/** Cells read for one typical matrix: large machines have fewer of their matrices in it, the newest ones. */
const MAX_CELLS = 1_000_000;
const MAX_MATRICES = 24;
const MAX_SUBJECTS = 50;
const PS_PER_NS = 1000;

const MATRIX_FILTERS = {
  result: equals('s.id', Type.String({ pattern: '^[0-9a-f]{64}$', description: 'result id, 64 hex digits' })),
  statistic: equals('c.statistic', field.word(['p50', 'batched_mean'], 'what a cell is; both by default')),
};
const { benchmark, mechanism, class: waiting, size, idle } = SERIES_FILTERS;
const MEASURED_FILTERS = { benchmark, mechanism, class: waiting, size, idle };
/** One of them says whose matrix is asked for. */
const SUBJECTS = ['result', 'machine_key', 'configuration'];

const parameters = Type.Object({
  ...RESULT_PARAMETERS,
  ...parameterSchemas(MATRIX_FILTERS),
  ...parameterSchemas(MEASURED_FILTERS),
  counted: Type.Optional(field.word(COUNTED, 'what counts once, as in /v1/compare')),
});

const { count, hash, list, object, orNull, text, word } = field;
const indexes = (description: string, example: number[]) =>
  Type.Array(Type.Integer({ minimum: 0 }), { description, examples: [example] });

const MATRIX = object(
  {
    benchmark: text('benchmark id', 'shm_spin.latency'),
    benchmark_epoch: count('numbers of different epochs are never comparable', 1),
    parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer(), Type.Boolean()]), {
      description: 'identity parameters',
      examples: [{ idle: 'natural', message_bytes: 64, touch: 'read_lines' }],
    }),
    metric: text('name of the number in a cell', 'rtt_p50'),
    key: hash('comparability key of matrices: two of them may be compared only where this is equal'),
    unit: word(['ps'], 'unit of the cells'),
    row: word(['responder'], 'what a row is: the CPU that answers'),
    column: word(['initiator'], 'what a column is: the CPU that starts the round trip and is timed'),
    cpus: indexes('CPU number of each row and column', [0, 1]),
    units: count('units that it is the median of', 1),
    results: count('results behind it', 1),
    results_left_out: count('older results with such a matrix that are not in it', 0),
    cells: Type.Array(orNull(count('median over units of the median of their results', 94_000)), {
      description: 'row by row; null where it is censored or missing',
      examples: [[null, 94_000, 97_000, null]],
    }),
    censored: indexes('places in `cells` that are known only to lie below `below_ns`', []),
    missing: indexes('places in `cells` that nobody measured', [0, 3]),
    below_ns: orNull(Type.Integer({ minimum: 1, description: 'bound of the censored cells', examples: [null] })),
  },
  'one matrix, or the typical one of several',
);

const SUBJECT = object(
  {
    configuration: hash('configuration digest'),
    cpu_name: orNull(text('model name of the CPU', 'Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz')),
    logical_cpus: count('logical CPUs', 32),
    results: count('results with a matrix', 3),
  },
  'a configuration that has matrices',
);

export const matrix: Query = {
  name: 'matrix',
  summary: 'Core-to-core round trips of a result, a machine or a configuration',
  description:
    'Give `result`, `machine_key` or `configuration`. Cells of several results are medians over units of the median of their results, for matrices of the same CPUs and key; without a subject the answer says which configurations have matrices.',
  parameters,
  answer: object(
    {
      revision: field.revision(),
      matrices: list(MATRIX, 'by benchmark and parameters'),
      matrices_left_out: count('kinds of matrices that are not shown', 0),
      subjects: list(SUBJECT, `up to ${MAX_SUBJECTS} configurations that have matrices under these filters`),
    },
    'matrices',
  ),
  examples: ['', `configuration=${'0'.repeat(64)}&mechanism=shm_spin&statistic=p50`, `result=${'0'.repeat(64)}`],
  plan(raw) {
    const given = checkParameters(parameters, raw) as FilterValues;
    const result = {
      ...RESULT_DEFAULTS,
      ...(given.result ? { historic: 'include', invalid: 'include' } : {}),
      ...given,
    };
    const conditions = [
      ...(given.result ? [] : [ONE_PACKING]),
      ...conditionsOf(RESULT_FILTERS, result),
      ...conditionsOf(MATRIX_FILTERS, given),
      ...conditionsOf(MEASURED_FILTERS, given),
    ];
    const hasSubject = SUBJECTS.some((name) => given[name] !== undefined);
    return (rows) => {
      const kinds = hasSubject ? kindsOf(rows, conditions) : [];
      const body = {
        revision: rows.revision,
        matrices: kinds
          .slice(0, MAX_MATRICES)
          .map((kind) => tellMatrix(rows, kind, (given.counted ?? 'source') as Counted)),
        matrices_left_out: Math.max(0, kinds.length - MAX_MATRICES),
        subjects: subjectsOf(rows, conditions),
      };
      return jsonAnswer(body);
    };
  },
};

const TABLES = `core_matrix AS c CROSS JOIN submission AS s ON s.sub = c.sub CROSS JOIN series AS e ON e.series = c.series`;

/** Matrices of one series, statistic and list of CPUs. */
interface Kind {
  head: unknown[];
  cpus: number[];
  /** `rowid` and result of each, newest first. */
  members: { id: number; sub: number }[];
}

function kindsOf(rows: Rows, conditions: readonly Fragment[]): Kind[] {
  const found = rows.all(
    `SELECT c.rowid, c.sub, c.cpus, e.benchmark, e.benchmark_epoch, e.parameters, k.metric, k.key, hex(c.cpus)
FROM ${TABLES} CROSS JOIN series_key AS k ON k.series = c.series AND k.statistic = c.statistic
WHERE ${conditions.map(({ sql }) => sql).join('\n  AND ')}
ORDER BY e.name, c.statistic, s.day DESC, s.id, c.ord`,
    conditions.flatMap(({ values }) => values),
  );
  const kinds = Map.groupBy(found, ([, , , ...head]) => head.join(' '));
  return Array.from(kinds.values(), (members) => {
    const [, , cpus, ...head] = members[0] as unknown[];
    return {
      head,
      cpus: unpackCpus(cpus as Uint8Array),
      members: members.map(([id, sub]) => ({ id: Number(id), sub: Number(sub) })),
    };
  });
}

function tellMatrix(rows: Rows, { head, cpus, members }: Kind, counted: Counted) {
  const [benchmark, benchmark_epoch, parameters, metric, key] = head;
  const size = cpus.length ** 2;
  const kept = members.slice(0, Math.max(1, Math.floor(MAX_CELLS / size)));
  const results = new Set(kept.map(({ sub }) => sub)).size;
  const units = unitsOf(rows, kept, counted);
  const packed = Array.from({ length: size }, (_, cell) => typicalCell(units, cell));
  const places = (isSo: (value: number | null) => boolean) =>
    packed.flatMap((value, cell) => (isSo(value) ? [cell] : []));
  const censored = places((value) => value !== null && value < 0);
  const bounds = censored.map((cell) => formatEstimate(packed[cell] as number).below_ns ?? 0);
  return {
    ...{ benchmark, benchmark_epoch, parameters: JSON.parse(String(parameters)), metric, key, unit: 'ps' },
    ...{ row: 'responder', column: 'initiator', cpus, units: units.length, results },
    results_left_out: new Set(members.map(({ sub }) => sub)).size - results,
    cells: packed.map((value) => (value === null ? null : formatEstimate(value).value)),
    censored,
    missing: places((value) => value === null),
    below_ns: bounds.length > 0 ? Math.max(...bounds) : null,
  };
}

/** For each unit its results, for each result its matrices: cells in ps, -b below b, `null` missing. */
function unitsOf(rows: Rows, members: readonly Kind['members'][number][], counted: Counted): (number | null)[][][][] {
  const unitOf = populationOf(rows).unit[counted];
  const units = Map.groupBy(members, ({ sub }) => unitOf[sub]);
  return Array.from(units.values(), (own) =>
    [...Map.groupBy(own, ({ sub }) => sub).values()].map((matrices) => matrices.map(({ id }) => readCells(rows, id))),
  );
}

function readCells(rows: Rows, id: number): (number | null)[] {
  const [row] = rows.all('SELECT cells, below_ns FROM core_matrix WHERE rowid = ?', [id]);
  const [cells, belowNs] = row as [Uint8Array, number | null];
  return unpackCells(cells).map((cell) => {
    if (cell === MISSING_CELL) return null;
    return cell === CENSORED_CELL ? -PS_PER_NS * (belowNs ?? 1) : cell;
  });
}

function typicalCell(units: readonly (number | null)[][][][], cell: number): number | null {
  const middle = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : ofCensored(known, median);
  };
  return middle(
    units.map((results) => middle(results.map((matrices) => middle(matrices.map((one) => one[cell] ?? null))))),
  );
}

function subjectsOf(rows: Rows, conditions: readonly Fragment[]) {
  const found = rows.all(
    `SELECT s.configuration, nullif(min(s.cpu_name), ''), min(s.logical_cpus), count(DISTINCT s.sub)
FROM ${TABLES}
WHERE ${conditions.map(({ sql }) => sql).join('\n  AND ')}
GROUP BY s.configuration ORDER BY count(DISTINCT s.sub) DESC, s.configuration LIMIT ${MAX_SUBJECTS}`,
    conditions.flatMap(({ values }) => values),
  );
  return found.map(([configuration, cpu_name, logical_cpus, results]) => ({
    configuration,
    cpu_name,
    logical_cpus,
    results,
  }));
}
