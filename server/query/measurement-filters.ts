// What a list of numbers can be narrowed by beyond the result they belong to.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { condition, equals, type Filters, filter } from './filter.js';
import { BENCHMARKS, choicesOf, MECHANISMS, METRICS, statisticsOfMetric } from './vocabulary.js';

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
  metric: filter(field.word(METRICS, 'name of the number'), (value) =>
    condition('e.series IN (SELECT series FROM series_key WHERE metric = ?)', value),
  ),
} satisfies Filters;

/** Conditions on table `submission`, as `s`: passes over results that have no such number at all. */
export const CONTENT_FILTERS = {
  metric: filter(SERIES_FILTERS.metric.schema, (value) => {
    const statistics = statisticsOfMetric(value);
    const sql = statistics.map(() => 'instr(s.statistics, ?) > 0').join(' OR ');
    return condition(`(${sql})`, ...statistics.map((statistic) => ` ${statistic} `));
  }),
} satisfies Filters;

/** Conditions on table `series_key`, as `k`. */
export const METRIC_FILTERS = {
  metric: equals('k.metric', SERIES_FILTERS.metric.schema),
  key: equals('k.key', SERIES_FILTERS.key.schema),
} satisfies Filters;
