// What all questions about numbers have in common: which numbers, of which results, counted how.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { type AskedResults, findAskedResults, RESULT_PARAMETERS } from './asked-results.js';
import { checkParameters } from './check-parameters.js';
import { type FilterValues, parameterSchemas } from './filter.js';
import { METRIC_FILTERS, SERIES_FILTERS } from './measurement-filters.js';
import { findNumberSeries, type NumberSeries } from './number-series.js';
import { COUNTED, type Counted, populationOf } from './population.js';
import { type LeftOutByFlag, parseWithout, WITHOUT } from './quality-filter.js';
import { resultSet } from './result-set.js';
import type { Rows } from './rows.js';
import type { Sampling } from './unit-samples.js';

export const COUNTED_PARAMETER = field.word(
  COUNTED,
  'what counts once: `source`, the default: units that share source and configuration are one; `machine`: each machine key with its configuration',
);

/** Which measurements of which results. */
export const POINTS_PARAMETERS = {
  ...RESULT_PARAMETERS,
  ...parameterSchemas(SERIES_FILTERS),
  without: Type.Optional(WITHOUT),
  counted: Type.Optional(COUNTED_PARAMETER),
};

/** And which of their numbers. */
export const NUMBERS_PARAMETERS = { ...POINTS_PARAMETERS, ...parameterSchemas(METRIC_FILTERS) };

export type Given = FilterValues;

export interface NumbersQuestion {
  given: Given;
  /** Reads what the question needs of one state of the index. */
  open(rows: Rows): OpenQuestion;
}

export interface OpenQuestion {
  asked: AskedResults;
  sampling: Sampling;
  series: NumberSeries[];
  /** Benchmarks that the question is about, whatever their parameters. */
  benchmarks: string[];
}

/** Checks raw parameters. Throws `ServerError` `unknown_parameter`, `bad_parameter`. */
export function planNumbers(
  parameters: Parameters<typeof checkParameters>[0],
  raw: Readonly<Record<string, unknown>>,
): NumbersQuestion {
  const given = checkParameters(parameters, raw) as Given;
  const without = parseWithout(given.without as string | undefined);
  return {
    given,
    open(rows) {
      const { benchmark, mechanism, class: waiting, metric } = given;
      const related = findNumberSeries(rows, { benchmark, mechanism, class: waiting, metric });
      return {
        ...openSampling(rows, given, without, given.counted as Counted | undefined),
        series: findNumberSeries(rows, given),
        benchmarks: [...new Set(related.map((one) => one.benchmark))],
      };
    },
  };
}

/** Which results count, and how. `given` holds values of result filters. */
export function openSampling(
  rows: Rows,
  given: Given,
  without: LeftOutByFlag,
  counted: Counted = 'source',
): Pick<OpenQuestion, 'asked' | 'sampling'> {
  const asked = findAskedResults(rows, given);
  const unflagged = resultSet(rows, without.conditions);
  const results = asked.counted.map((isIn, sub) => isIn & (unflagged[sub] as number));
  return { asked, sampling: { population: populationOf(rows), results, counted, without: without.bits } };
}
