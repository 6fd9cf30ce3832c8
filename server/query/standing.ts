// Where one machine, or one kind of machine, stands among all others.
import { type Static, Type } from 'typebox';
import { field } from '../answer-field.js';
import { ServerError } from '../errors.js';
import { ofCensored } from '../statistics/censored.js';
import { median } from '../statistics/order-statistics.js';
import { checkParameters } from './check-parameters.js';
import { type Comparison, comparisonsByKey } from './comparison.js';
import { COMPARISON_FIELDS, formatComparison } from './comparison-fields.js';
import { ESTIMATE, formatEstimate, formatUnits, significant, UNIT_FIELDS } from './estimate-fields.js';
import { condition } from './filter.js';
import { jsonAnswer } from './json-answer.js';
import { LEFT_OUT, LeftOutTally } from './left-out.js';
import { NUMBERS_PARAMETERS, type OpenQuestion, planNumbers } from './numbers-question.js';
import type { Query } from './query.js';
import { type ResultSet, resultSet } from './result-set.js';
import type { Rows } from './rows.js';
import { readSeriesPoints } from './series-points.js';
import { sampleGroups } from './unit-samples.js';

const DEFAULT_STANDINGS = 40;

/** These name the subject; all other filters say among whom it stands. */
const SUBJECT = ['machine_key', 'configuration'];
const parameters = Type.Object({
  ...NUMBERS_PARAMETERS,
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: `standings shown, one per comparability key; ${DEFAULT_STANDINGS} by default`,
      examples: [10],
    }),
  ),
});

const STANDING = field.object(
  {
    ...COMPARISON_FIELDS,
    mechanism: field.text('how bytes or wake-ups move', 'pipe'),
    class: field.word(['blocking', 'spinning'], 'whether a waiting process sleeps or burns its CPU'),
    key: field.hash('comparability key of its numbers'),
    value: ESTIMATE,
    results: field.count('results of the subject behind its value', 3),
    others: field.count('units that it is held against; its own are not among them', 57),
    worse: field.count('of these, those whose number is worse than its own', 40),
    alike: field.count('of these, those whose number is equal or cannot be told apart: both below the resolution', 1),
    percentile: field.orNull(
      field.number(
        'percent of the others that it does better than, those alike counted half; null: nobody else has measured it',
        71.05,
      ),
    ),
    everybody: field.object(UNIT_FIELDS, 'all units, its own included'),
  },
  'one number of the subject among those of everybody',
);

export const standing: Query = {
  name: 'standing',
  summary: 'Where a machine or a configuration stands among all others',
  description:
    'Give `machine_key` or `configuration`, or both: they name the subject, all other filters say among whom it stands. One standing per comparability key that the subject has measured. The value of the subject is the median of its results; every other unit counts once. Without `metric` or `key` it is about the median round trip or the throughput.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      standings: field.list(STANDING, 'newest epoch first, then by benchmark and size'),
      standings_left_out: field.count(
        'comparability keys that were not looked at: narrow the question, or raise `limit`',
        0,
      ),
      left_out: LEFT_OUT,
    },
    'standings',
  ),
  examples: [`configuration=${'0'.repeat(64)}&metric=rtt_p50&size=64&placement=same-llc`],
  plan(raw) {
    const given = checkParameters(parameters, raw) as Partial<Record<string, string>> & { limit?: number };
    const { machine_key, configuration, limit = DEFAULT_STANDINGS } = given;
    const among = Object.fromEntries(Object.entries(raw).filter(([name]) => !SUBJECT.includes(name)));
    if (machine_key === undefined && configuration === undefined)
      throw new ServerError('bad_parameter', 'give machine_key or configuration', { pointer: 'configuration' });
    const subject = [
      ...(machine_key === undefined ? [] : [condition('s.machine_key = ?', machine_key)]),
      ...(configuration === undefined ? [] : [condition('s.configuration = ?', configuration)]),
    ];
    const question = planNumbers(parameters, among);
    return (rows) => {
      const open = question.open(rows);
      const tally = new LeftOutTally(open.asked, open.sampling);
      const own = resultSet(rows, subject);
      const all = comparisonsByKey(open.series);
      const standings: Static<typeof STANDING>[] = [];
      let looked = 0;
      for (; looked < all.length && standings.length < limit; looked++)
        standings.push(...tellStanding(rows, open, all[looked] as Comparison, own, tally));
      const left_out = tally.format(rows, open.benchmarks);
      return jsonAnswer({ revision: rows.revision, standings, standings_left_out: all.length - looked, left_out });
    };
  },
};

function tellStanding(
  rows: Rows,
  { sampling }: OpenQuestion,
  comparison: Comparison,
  own: ResultSet,
  tally: LeftOutTally,
): Static<typeof STANDING>[] {
  const series = comparison.sides.flatMap((side) => side.series);
  const [first] = series;
  const points = readSeriesPoints(rows, series);
  const subject = sampleGroups(points, (sub) => (own[sub] === 1 ? 0 : -1), sampling).get(0);
  const everybody = sampleGroups(points, () => 0, sampling).get(0);
  if (!first || !subject || !everybody) return [];
  tally.look(points);
  const value = ofCensored(
    subject.units.map((unit) => unit.value),
    median,
  );
  const ownUnits = new Set(subject.units.map(({ unit }) => unit));
  const others = everybody.units.filter(({ unit }) => !ownUnits.has(unit)).map((unit) => unit.value);
  const orders = others.map((other) => compareCensored(value, other) * (comparison.better === 'lower' ? 1 : -1));
  const worse = orders.filter((order) => order < 0).length;
  const alike = orders.filter((order) => order === 0).length;
  const told = formatUnits(everybody);
  tally.lookAtGroups([told]);
  return [
    {
      ...formatComparison(comparison),
      ...{ mechanism: first.mechanism, class: first.class, key: first.key },
      value: formatEstimate(value),
      results: subject.results,
      ...{ others: others.length, worse, alike },
      percentile: others.length === 0 ? null : significant((100 * (worse + alike / 2)) / others.length),
      everybody: told,
    } as Static<typeof STANDING>,
  ];
}

/** Negative where `a` is surely the lesser; 0 where they are equal or cannot be told apart. -b is below b. */
export function compareCensored(a: number, b: number): number {
  if (a >= 0 && b >= 0) return a - b;
  if (a < 0 && b < 0) return 0;
  if (a < 0) return b >= -a ? -1 : 0;
  return a >= -b ? 1 : 0;
}
