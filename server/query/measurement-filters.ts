// What a list of numbers can be narrowed by beyond the result they belong to.
import { Type } from 'typebox';
import { condition, equals, type Filters, filter, words } from './filter.js';
import { BENCHMARKS, choicesOf, MECHANISMS, METRICS } from './vocabulary.js';

/** Conditions on table `series`, as `e`. */
export const SERIES_FILTERS = {
  benchmark: equals('e.benchmark', words(BENCHMARKS, 'benchmark id')),
  mechanism: equals('e.mechanism', words(MECHANISMS, 'mechanism')),
  class: equals('e.class', words(['blocking', 'spinning'], 'whether a waiting process sleeps or burns its CPU')),
  size: equals(
    'e.message_bytes',
    Type.Integer({ minimum: 0, maximum: 2 ** 40, description: 'message size in bytes', examples: [64] }),
  ),
  placement: equals('e.placement', words(choicesOf('placement'), 'how the two CPUs relate')),
  idle: equals('e.idle', words(choicesOf('idle'), 'whether idle CPUs were kept awake')),
  key: filter(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'comparability key, 64 hex digits' }), (value) =>
    condition('e.series IN (SELECT series FROM series_key WHERE key = ?)', value),
  ),
} satisfies Filters;

/** Conditions on table `series_key`, as `k`. */
export const METRIC_FILTERS = {
  metric: equals('k.metric', words(METRICS, 'name of the number')),
  key: equals('k.key', SERIES_FILTERS.key.schema),
} satisfies Filters;
