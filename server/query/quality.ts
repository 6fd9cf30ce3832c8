// What is flagged, and how much of it there is.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { RESULT_PARAMETERS } from './asked-results.js';
import { checkParameters } from './check-parameters.js';
import { conditionsOf, type FilterValues, parameterSchemas } from './filter.js';
import { FLAGS, hasFlag } from './flag-filter.js';
import { jsonAnswer } from './json-answer.js';
import type { Query } from './query.js';
import { HAS_BENCHMARK, ONE_PACKING, RESULT_DEFAULTS, RESULT_FILTERS } from './result-filters.js';
import { resultSet } from './result-set.js';

const parameters = Type.Object({ ...RESULT_PARAMETERS, ...parameterSchemas(HAS_BENCHMARK) });

const FLAG = field.object(
  {
    flag: field.word(Object.keys(FLAGS), 'as `flag` and `without` take it', 'noisy'),
    of: field.word(['number', 'result'], 'whether single numbers have it, or a result as a whole'),
    description: field.text('what it means', 'measured once: nothing is known about how much it varies'),
    results: field.count('results that have it, as a whole or in any of their numbers', 4),
  },
  'one flag',
);

export const quality: Query = {
  name: 'quality',
  summary: 'Flags of numbers and results, with how many have them',
  description:
    'Flags are doubts: they are set when the index is made, and nothing is ever deleted or left out for one unless `without` asks for it (/v1/compare, /v1/trend, /v1/distribution, /v1/advice). /v1/results?flag=… lists the results that have one. docs/statistics.md says how each is decided.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      results: field.count('results under the filters given', 57),
      flags: field.list(FLAG, 'all flags'),
    },
    'flags',
  ),
  examples: ['', 'benchmark=pipe.latency&virtualisation=virtual', 'historic=only'],
  plan(raw) {
    const given = checkParameters(parameters, raw) as FilterValues;
    const conditions = [
      ONE_PACKING,
      ...conditionsOf({ ...RESULT_FILTERS, ...HAS_BENCHMARK }, { ...RESULT_DEFAULTS, ...given }),
    ];
    return (rows) => {
      const count = (name?: string) =>
        resultSet(rows, name === undefined ? conditions : [...conditions, hasFlag(name)]).reduce(
          (sum, isIn) => sum + isIn,
          0,
        );
      const flags = Object.entries(FLAGS).map(([flag, { of, description }]) => ({
        flag,
        of,
        description,
        results: count(flag),
      }));
      return jsonAnswer({ revision: rows.revision, results: count(), flags });
    };
  },
};
