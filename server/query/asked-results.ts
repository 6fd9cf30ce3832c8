// Which results a question about numbers is answered from, and why others that it might mean are not in it.
import { condition, conditionsOf, type FilterValues, parameterSchemas } from './filter.js';
import { ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';
import { type ResultSet, resultSet } from './result-set.js';
import type { Rows } from './rows.js';

export interface AskedResults {
  /** Those that count. */
  counted: ResultSet;
  /** Those that the request's own words ask for. */
  asked: ResultSet;
  /** Why a result that is asked for does not count. */
  reason(sub: number): 'second_packing' | 'declared_invalid' | 'not_vouched_for';
}

export const RESULT_PARAMETERS = parameterSchemas(RESULT_FILTERS);

export function findAskedResults(rows: Rows, given: FilterValues): AskedResults {
  const packings = resultSet(rows, [condition('s.is_superseded = 1')]);
  const invalid = resultSet(rows, [condition('s.is_invalid = 1')]);
  const isInvalidOut = (given.invalid ?? RESULT_DEFAULTS.invalid) === 'exclude';
  return {
    counted: resultSet(rows, [ONE_PACKING, ...conditionsOf(RESULT_FILTERS, { ...RESULT_DEFAULTS, ...given })]),
    asked: resultSet(rows, conditionsOf(RESULT_FILTERS, given)),
    reason(sub) {
      if (packings[sub] === 1) return 'second_packing';
      return isInvalidOut && invalid[sub] === 1 ? 'declared_invalid' : 'not_vouched_for';
    },
  };
}
