// How single round trips are distributed: histograms of many machines as one, each machine weighing the same.
import { bucketBounds } from '@ipc-bench/schema/histogram';
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { averageHistogram, histogramQuantile, type UnitHistogram } from '../statistics/unit-histogram.js';
import { type Comparison, comparisonsByKey } from './comparison.js';
import { COMPARISON_FIELDS, formatComparison } from './comparison-fields.js';
import { type Dimension, dimensionOf, PROPERTIES, type PropertyName } from './dimension.js';
import { significant } from './estimate-fields.js';
import { jsonAnswer } from './json-answer.js';
import { LEFT_OUT, LeftOutTally } from './left-out.js';
import { type OpenQuestion, POINTS_PARAMETERS, planNumbers } from './numbers-question.js';
import type { Query } from './query.js';
import type { Rows } from './rows.js';
import { readSeriesPoints } from './series-points.js';
import { type ResultHistogram, readSeriesSamples } from './series-samples.js';
import { type GroupSample, sampleGroups } from './unit-samples.js';

const BY = ['none', ...Object.keys(PROPERTIES)];
const DEFAULT_DISTRIBUTIONS = 3;
const MAX_GROUPS = 12;
const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;
/** A quantile is told where so many samples of a unit, on average, lie beyond it. */
const SAMPLES_BEYOND = 10;

const parameters = Type.Object({
  ...POINTS_PARAMETERS,
  by: Type.Optional(
    field.word(BY, 'a distribution for each value of this property; one for all by default', 'virtualisation'),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 30,
      description: `distributions shown, one per comparability key; ${DEFAULT_DISTRIBUTIONS} by default`,
      examples: [1],
    }),
  ),
});

const BUCKET = field.object(
  {
    from_ps: field.count('least round trip in it', 9_437_184),
    to_ps: field.count('all in it are shorter than this', 9_961_472),
    share: field.number('share of the round trips of a unit, averaged over units', 0.0625),
  },
  'one bucket of the documents’ own grid',
);

const QUANTILE = field.orNull(
  field.object(
    { from_ps: field.count('it is at least this', 9_437_184), to_ps: field.count('and shorter than this', 9_961_472) },
    'the bucket in which a quantile lies',
  ),
);

const GROUP = field.object(
  {
    group: field.orNull(field.text('value of the property that groups differ in; null: all', 'virtual')),
    units: field.count('units whose histograms are in it', 14),
    units_without_histogram: field.count('units that have a number under this key but no histogram', 2),
    results: field.count('results behind it', 31),
    samples: field.count('single round trips behind it', 3_100_000),
    ...Object.fromEntries(Object.keys(QUANTILES).map((name) => [name, QUANTILE])),
    buckets: field.list(BUCKET, 'those that are not empty, in ascending order'),
  },
  'one distribution',
);

const DISTRIBUTION = field.object(
  {
    ...COMPARISON_FIELDS,
    key: field.hash('comparability key of the median of these round trips'),
    groups: field.list(GROUP, 'in the order of their property'),
    groups_left_out: field.count('groups with fewer units that are not shown', 0),
  },
  'distributions of what may be compared',
);

export const distribution: Query = {
  name: 'distribution',
  summary: 'Distribution of single round trips, over many machines',
  description:
    'Histograms on the grid of the documents: all samples of a unit are added up and scaled to 1, then units are averaged. A quantile is known to its bucket, 1/16 of its value, and told only where 10 samples of a unit lie beyond it on average. For how units differ from each other ask /v1/compare.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      by: field.word(BY, 'what groups differ in'),
      distributions: field.list(DISTRIBUTION, 'newest epoch first, then by benchmark and size'),
      distributions_left_out: field.count('that were not looked at: narrow the question, or raise `limit`', 0),
      left_out: LEFT_OUT,
    },
    'distributions',
  ),
  examples: [
    'benchmark=pipe.latency&size=64&placement=same-llc&idle=natural',
    'benchmark=pipe.latency&size=64&by=virtualisation&limit=1',
  ],
  plan(raw) {
    const question = planNumbers(parameters, raw);
    const { by = 'none', limit = DEFAULT_DISTRIBUTIONS } = question.given as { by?: string; limit?: number };
    return (rows) => {
      const open = question.open(rows);
      const tally = new LeftOutTally(open.asked, open.sampling);
      const all = comparisonsByKey(
        open.series.filter(({ kind, statistic }) => kind === 'latency' && statistic === 'p50'),
      );
      const distributions: unknown[] = [];
      let looked = 0;
      for (; looked < all.length && distributions.length < limit; looked++) {
        const told = tellDistribution(rows, open, all[looked] as Comparison, by, tally);
        if (told.groups.length > 0) distributions.push(told);
      }
      const left_out = tally.format(rows, open.benchmarks);
      const distributions_left_out = all.length - looked;
      const body = { revision: rows.revision, by, distributions, distributions_left_out, left_out };
      return jsonAnswer(body);
    };
  },
};

const ONE_GROUP: Dimension = { labels: [], of: new Int32Array() };

function tellDistribution(rows: Rows, open: OpenQuestion, comparison: Comparison, by: string, tally: LeftOutTally) {
  const groups = by === 'none' ? ONE_GROUP : dimensionOf(rows, by as PropertyName);
  const series = comparison.sides.flatMap((side) => side.series);
  const points = readSeriesPoints(rows, series);
  tally.look(points);
  const placeOf = (sub: number) => groups.of[sub] ?? 0;
  const samples = sampleGroups(points, placeOf, open.sampling);
  const histograms = Map.groupBy(countedHistograms(readSeriesSamples(rows, series), points, open), ({ sub }) =>
    placeOf(sub),
  );
  const told = [...samples]
    .sort(([a], [b]) => a - b)
    .flatMap(([place, sample]) => {
      const group = tellGroup(groups.labels[place] ?? null, sample, histograms.get(place) ?? [], open);
      return group ? [group] : [];
    });
  const largest = new Set([...told].sort((a, b) => b.units - a.units).slice(0, MAX_GROUPS));
  const shown = told.filter((group) => largest.has(group));
  return {
    ...formatComparison(comparison),
    key: comparison.key,
    groups: shown,
    groups_left_out: told.length - shown.length,
  };
}

/** Those of results that count; a result with a flagged point gives none. */
function countedHistograms(
  histograms: readonly ResultHistogram[],
  { subs, flags }: ReturnType<typeof readSeriesPoints>,
  { sampling: { results, without } }: OpenQuestion,
): ResultHistogram[] {
  const flagged = new Set(subs.filter((_, at) => ((flags[at] as number) & without) !== 0));
  return histograms.filter(({ sub }) => results[sub] === 1 && !flagged.has(sub));
}

function tellGroup(
  group: string | null,
  sample: GroupSample,
  histograms: readonly ResultHistogram[],
  { sampling: { population, counted } }: OpenQuestion,
) {
  const units = Map.groupBy(histograms, ({ sub }) => population.unit[counted][sub]);
  const merged = averageHistogram([...units.values()].map((own) => own.map(({ histogram }) => histogram)));
  if (!merged) return null;
  const samples = histograms.reduce(
    (sum, { histogram }) => sum + histogram.count.reduce((all, one) => all + one, 0),
    0,
  );
  return {
    group,
    units: units.size,
    units_without_histogram: sample.units.filter(({ unit }) => !units.has(unit)).length,
    results: new Set(histograms.map(({ sub }) => sub)).size,
    samples,
    ...tellQuantiles(merged, samples / units.size),
    buckets: merged.index.map((bucket, at) => ({
      ...formatBounds(bucketBounds(bucket)),
      share: significant(merged.share[at] ?? 0),
    })),
  };
}

function tellQuantiles(merged: UnitHistogram, samplesPerUnit: number) {
  return Object.fromEntries(
    Object.entries(QUANTILES).map(([name, q]) => {
      const isKnown = samplesPerUnit * (1 - q) >= SAMPLES_BEYOND - 1e-9;
      return [name, isKnown ? formatBounds(histogramQuantile(merged, q)) : null];
    }),
  );
}

function formatBounds({ from, to }: { from: number; to: number }) {
  return { from_ps: from, to_ps: to };
}
