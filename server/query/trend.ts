// One number along time or kernel versions.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { type Comparison, comparisonsByKey } from './comparison.js';
import { COMPARISON_FIELDS, formatComparison } from './comparison-fields.js';
import { type Dimension, dimensionOf, PROPERTIES, type PropertyName } from './dimension.js';
import { formatUnits, UNIT_FIELDS } from './estimate-fields.js';
import { jsonAnswer } from './json-answer.js';
import { LEFT_OUT, LeftOutTally } from './left-out.js';
import { NUMBERS_PARAMETERS, type OpenQuestion, planNumbers } from './numbers-question.js';
import type { Query } from './query.js';
import type { Rows } from './rows.js';
import { readSeriesPoints } from './series-points.js';
import { type GroupSample, sampleGroups } from './unit-samples.js';

const ALONG = ['month', 'day', 'year', 'kernel', 'kernel_line'] as const satisfies readonly PropertyName[];
const BY = ['none', ...Object.keys(PROPERTIES).filter((name) => !(ALONG as readonly string[]).includes(name))];
const DEFAULT_TRENDS = 6;
/** Steps shown of one line: the last ones. */
const MAX_STEPS = 1000;
/** Lines of one trend: those with most results. */
const MAX_LINES = 12;

const parameters = Type.Object({
  ...NUMBERS_PARAMETERS,
  along: Type.Optional(field.word(ALONG, 'what the steps are; months by default')),
  by: Type.Optional(
    field.word(BY, 'a line for each value of this property; one line for all by default', 'virtualisation'),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: `trends shown, one per comparability key; ${DEFAULT_TRENDS} by default`,
      examples: [3],
    }),
  ),
});

const STEP = field.object(
  { at: field.text('day, month, year or kernel version', '2026-11'), ...UNIT_FIELDS },
  'one step',
);

const LINE = field.object(
  {
    group: field.orNull(field.text('value of the property that lines differ in; null: all', 'virtual')),
    steps: field.list(STEP, 'in order; steps without a result are left out'),
    steps_left_out: field.count(`steps before these: the last ${MAX_STEPS} are shown`, 0),
  },
  'one line',
);

const TREND = field.object(
  {
    ...COMPARISON_FIELDS,
    key: field.hash('comparability key of all its numbers'),
    lines: field.list(LINE, 'in the order of their property'),
    lines_left_out: field.count('lines with fewer results that are not shown', 0),
  },
  'one number along the steps',
);

export const trend: Query = {
  name: 'trend',
  summary: 'A number along days, months, years or kernel versions',
  description:
    'One trend per comparability key. At each step a unit counts once, with the median of its results of that step; the units of two steps need not be the same ones. Kernel versions are in the order of their numbers, 6.2 before 6.10. Without `metric` or `key` it is about the median round trip or the throughput.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      along: field.word(ALONG, 'what the steps are'),
      by: field.word(BY, 'what lines differ in'),
      trends: field.list(TREND, 'newest epoch first, then by benchmark and size'),
      trends_left_out: field.count('that were not looked at: narrow the question, or raise `limit`', 0),
      left_out: LEFT_OUT,
    },
    'trends',
  ),
  examples: [
    'benchmark=pipe.latency&size=64&placement=same-llc',
    'benchmark=pipe.latency&size=64&along=kernel_line&by=virtualisation',
  ],
  plan(raw) {
    const question = planNumbers(parameters, raw);
    const { along = 'month', by = 'none', limit = DEFAULT_TRENDS } = question.given as Asked;
    return (rows) => {
      const open = question.open(rows);
      const tally = new LeftOutTally(open.asked, open.sampling);
      const all = comparisonsByKey(open.series);
      const trends: unknown[] = [];
      let looked = 0;
      for (; looked < all.length && trends.length < limit; looked++) {
        const told = tellTrend(rows, open, all[looked] as Comparison, { along, by }, tally);
        if (told.lines.length > 0) trends.push(told);
      }
      const left_out = tally.format(rows, open.benchmarks);
      const body = { revision: rows.revision, along, by, trends, trends_left_out: all.length - looked, left_out };
      return jsonAnswer(body);
    };
  },
};

interface Asked {
  along?: (typeof ALONG)[number];
  by?: 'none' | PropertyName;
  limit?: number;
}

const ONE_LINE: Dimension = { labels: [], of: new Int32Array() };

function tellTrend(
  rows: Rows,
  { sampling }: OpenQuestion,
  comparison: Comparison,
  { along, by }: Required<Pick<Asked, 'along' | 'by'>>,
  tally: LeftOutTally,
) {
  const steps = dimensionOf(rows, along);
  const lines = by === 'none' ? ONE_LINE : dimensionOf(rows, by);
  const points = readSeriesPoints(
    rows,
    comparison.sides.flatMap(({ series }) => series),
  );
  tally.look(points);
  const width = steps.labels.length;
  const placeOf = (sub: number) => (lines.of[sub] ?? 0) * width + (steps.of[sub] ?? 0);
  const samples = [...sampleGroups(points, placeOf, sampling)].sort(([a], [b]) => a - b);
  const byLine = Map.groupBy(samples, ([place]) => Math.floor(place / width));
  const told = Array.from(byLine, ([line, all]) => tellLine(lines.labels[line] ?? null, all, width, steps));
  const largest = new Set([...told].sort((a, b) => b.results - a.results).slice(0, MAX_LINES));
  const shown = told.filter((line) => largest.has(line));
  tally.lookAtGroups(shown.flatMap((line) => line.steps));
  return {
    ...formatComparison(comparison),
    key: comparison.key,
    lines: shown.map(({ results: _, ...line }) => line),
    lines_left_out: told.length - shown.length,
  };
}

function tellLine(group: string | null, samples: [number, GroupSample][], width: number, { labels }: Dimension) {
  const shown = samples.slice(-MAX_STEPS);
  return {
    group,
    results: samples.reduce((sum, [, { results }]) => sum + results, 0),
    steps: shown.map(([place, sample]) => ({ at: labels[place % width] ?? '', ...formatUnits(sample) })),
    steps_left_out: samples.length - shown.length,
  };
}
