// One row per number: a metric of a measured point. `s` is table `submission`, `m` `measurement`, `e` `series`, `k`
// `series_key`.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { type Columns, column } from './column.js';
import { RESULT_COLUMNS } from './result-columns.js';

/** The number that a metric names, as the index packs it: negative is censored, NULL is not there. */
export const PACKED_VALUE = `CASE k.statistic WHEN 'p50' THEN m.p50 WHEN 'p90' THEN m.p90 WHEN 'p99' THEN m.p99
  WHEN 'p999' THEN m.p999 WHEN 'min' THEN m.min WHEN 'mean' THEN m.mean WHEN 'max' THEN m.max
  WHEN 'batched_mean' THEN m.batched_mean WHEN 'cpu' THEN m.cpu END`;

const { count, hash, orNull, text, word } = field;

/** What is said of the number itself, wherever it is shown. */
export const METRIC_COLUMNS = {
  benchmark: column('e.benchmark', text('benchmark id', 'pipe.latency')),
  benchmark_epoch: column('e.benchmark_epoch', count('numbers of different epochs are never comparable', 1)),
  mechanism: column('e.mechanism', text('how bytes or wake-ups move', 'pipe')),
  class: column('e.class', word(['blocking', 'spinning'], 'whether a waiting process sleeps or burns its CPU')),
  kind: column('e.kind', text('how it was measured', 'latency')),
  parameters: column(
    'json(e.parameters)',
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer(), Type.Boolean()]), {
      description: 'identity parameters: those that are part of the comparability key',
      examples: [{ idle: 'natural', message_bytes: 64, placement: 'same-llc', touch: 'read_lines' }],
    }),
  ),
  ordinal: column('m.ord', count('tells apart points of one result that share a key', 0)),
  metric: column('k.metric', text('name of the number', 'rtt_p50')),
  value: column(
    `iif(${PACKED_VALUE} >= 0, ${PACKED_VALUE}, NULL)`,
    orNull(count('the number, in `unit`; null: censored, see `below_ns`', 9_412_000)),
  ),
  below_ns: column(
    `iif(${PACKED_VALUE} < 0, -(${PACKED_VALUE}), NULL)`,
    orNull(
      Type.Integer({ minimum: 1, description: 'the value is known only to lie below this many ns', examples: [null] }),
    ),
  ),
  unit: column('k.unit', text('unit of the value: ps, B/s, ps/KiB', 'ps')),
  better: column('k.better', word(['lower', 'higher'], 'which direction is good')),
  definition: column('k.definition', count('raised when the way it is computed changes', 1)),
  key: column('k.key', hash('comparability key: two numbers may be compared only where this is equal')),
  repeats: column('m.repeats', count('fresh runs of both processes behind the number', 5)),
  n: column('m.n', count('round trips or messages behind the number, over all repeats', 50_000)),
  repeat_low: column(
    `iif(k.statistic = 'p50' AND m.p50_low >= 0, m.p50_low, NULL)`,
    orNull(count('lowest of the repeats, for medians; null where there is none or it is censored', 9_380_000)),
  ),
  repeat_high: column(
    `iif(k.statistic = 'p50' AND m.p50_high >= 0, m.p50_high, NULL)`,
    orNull(count('highest of the repeats, for medians', 9_655_000)),
  ),
} satisfies Columns;

const { id, day, machine_key, configuration, analysis_unit, cpu_name, os, kernel, virtualisation, technology } =
  RESULT_COLUMNS;

export const MEASUREMENT_COLUMNS = {
  result: id,
  day,
  machine_key,
  configuration,
  analysis_unit,
  cpu_name,
  os,
  kernel,
  virtualisation,
  technology,
  ...METRIC_COLUMNS,
} satisfies Columns;
