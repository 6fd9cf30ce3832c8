// A measured number and what is said of it. The index has rendered what does not change from number to number
// (`submission_text.brief`, `series.brief`, `series_key.brief`); the rest is put between here.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { RESULT_FIELDS } from './result-row.js';

const { count, hash, orNull, text, word } = field;

/** The number that metric `k` names in measurement `m`, as the index packs it: negative is censored, NULL is not there. */
export const PACKED_VALUE = `CASE k.statistic WHEN 'p50' THEN m.p50 WHEN 'p90' THEN m.p90 WHEN 'p99' THEN m.p99
  WHEN 'p999' THEN m.p999 WHEN 'min' THEN m.min WHEN 'mean' THEN m.mean WHEN 'max' THEN m.max
  WHEN 'batched_mean' THEN m.batched_mean WHEN 'cpu' THEN m.cpu END`;

/** Arguments of `concat` that make the members `value` and `below_ns` of a packed number. */
export function valueMembers(packed: string): string {
  return `iif(${packed} < 0, '"value":null,"below_ns":', '"value":'), abs(${packed}), iif(${packed} < 0, '', ',"below_ns":null')`;
}

/** One row of the list, from `page` and the tables. `concat` copies once where `||` copies at every step. */
export const MEASUREMENT_JSON = `concat('{', text.brief, ',', e.brief, ',"ordinal":', m.ord,
  ',"metric":"', k.metric, '",', k.brief, ',', ${valueMembers('page.value')},
  ',"repeats":', m.repeats, ',"n":', m.n,
  ',"repeat_low":', iif(k.statistic = 'p50' AND m.p50_low >= 0, m.p50_low, 'null'),
  ',"repeat_high":', iif(k.statistic = 'p50' AND m.p50_high >= 0, m.p50_high, 'null'), '}')`;

/** Members of `series.brief`. */
export const SERIES_FIELDS = {
  benchmark: text('benchmark id', 'pipe.latency'),
  benchmark_epoch: count('numbers of different epochs are never comparable', 1),
  mechanism: text('how bytes or wake-ups move', 'pipe'),
  class: word(['blocking', 'spinning'], 'whether a waiting process sleeps or burns its CPU'),
  kind: text('how it was measured', 'latency'),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer(), Type.Boolean()]), {
    description: 'identity parameters: those that are part of the comparability key',
    examples: [{ idle: 'natural', message_bytes: 64, placement: 'same-llc', touch: 'read_lines' }],
  }),
};

export const POINT_FIELDS = {
  ordinal: count('tells apart points of one result that share a key', 0),
  repeats: count('fresh runs of both processes behind the number', 5),
  n: count('round trips or messages behind the number, over all repeats', 50_000),
};

/** Members of `series_key.brief`, and the name of the metric. */
export const KEY_FIELDS = {
  metric: text('name of the number', 'rtt_p50'),
  unit: text('unit of the value: ps, B/s, ps/KiB', 'ps'),
  better: word(['lower', 'higher'], 'which direction is good'),
  definition: count('raised when the way it is computed changes', 1),
  key: hash('comparability key: two numbers may be compared only where this is equal'),
};

export const VALUE_FIELDS = {
  value: orNull(count('the number, in `unit`; null: censored, see `below_ns`', 9_412_000)),
  below_ns: orNull(
    Type.Integer({ minimum: 1, description: 'the value is known only to lie below this many ns', examples: [null] }),
  ),
};

const { day, machine_key, configuration, analysis_unit, cpu_name, os, kernel, virtualisation, technology } =
  RESULT_FIELDS;

export const measurementRowSchema = field.object(
  {
    result: RESULT_FIELDS.id,
    ...{ day, machine_key, configuration, analysis_unit, cpu_name, os, kernel, virtualisation, technology },
    ...SERIES_FIELDS,
    ...POINT_FIELDS,
    ...KEY_FIELDS,
    ...VALUE_FIELDS,
    repeat_low: orNull(
      count('lowest of the repeats, for medians; null where there is none or it is censored', 9_380_000),
    ),
    repeat_high: orNull(count('highest of the repeats, for medians', 9_655_000)),
  },
  'one number',
);
