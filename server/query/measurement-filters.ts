// What a list of numbers can be narrowed by beyond the result they belong to.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { condition, equals, type Filters, filter } from './filter.js';
import { BENCHMARKS, choicesOf, MECHANISMS, METRICS } from './vocabulary.js';

/** Conditions on table `series`, as `e`. */
export const SERIES_FILTERS = {
  benchmark: equals('e.benchmark', field.word(BENCHMARKS, 'benchmark id')),
  mechanism: equals('e.mechanism', field.word(MECHANISMS, 'mechanism')),
  class: equals('e.class', field.word(['blocking', 'spinning'], 'whether a waiting process sleeps or burns its CPU')),
  size: equals(
    'e.message_bytes',
    Type.Integer({ minimum: 0, maximum: 2 ** 40, description: 'message size in bytes', examples: [64] }),
  ),
  placement: equals('e.placement', field.word(choicesOf('placement'), 'how the two CPUs relate')),
  idle: equals('e.idle', field.word(choicesOf('idle'), 'whether idle CPUs were kept awake')),
  key: filter(field.hash('comparability key'), (value) =>
    condition('e.series IN (SELECT series FROM series_key WHERE key = ?)', value),
  ),
} satisfies Filters;

/** Conditions on table `series_key`, as `k`. */
export const METRIC_FILTERS = {
  metric: equals('k.metric', field.word(METRICS, 'name of the number')),
  key: equals('k.key', SERIES_FILTERS.key.schema),
} satisfies Filters;
