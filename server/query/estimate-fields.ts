// How a group of units is told in an answer: whole numbers in the unit of the metric, what is censored as a bound.
import type { TProperties } from 'typebox';
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { ofCensored } from '../statistics/censored.js';
import { median } from '../statistics/order-statistics.js';
import { seededRandom, seedOf } from '../statistics/seeded-random.js';
import { acrossSources, summariseUnits } from '../statistics/summarise-units.js';
import type { GroupSample, SampledUnit } from './unit-samples.js';

const PS_PER_NS = 1000;

export const ESTIMATE = field.object(
  {
    value: field.orNull(field.count('the number, in `unit`; null: it hangs on censored values', 9_412_000)),
    below_ns: field.orNull(
      Type.Integer({ minimum: 1, description: 'it is known only to lie below this many ns', examples: [null] }),
    ),
  },
  'a quantile over units',
);

export interface Estimate {
  value: number | null;
  below_ns: number | null;
}

/** `packed` is negative where it is censored. */
export function formatEstimate(packed: number): Estimate {
  if (packed >= 0) return { value: Math.round(packed), below_ns: null };
  return { value: null, below_ns: Math.max(1, Math.ceil(-packed / PS_PER_NS)) };
}

const ends = {
  low: field.orNull(field.count('lower end, in `unit`; null: below the resolution', 9_100_000)),
  high: field.count('upper end', 9_870_000),
};

const INTERVAL = field.object(
  { ...ends, coverage: field.number('probability that it holds the median of the population', 0.957) },
  'of the median, by order statistics, at 95 % or a little more; takes units as independent of each other',
);

const SOURCE_INTERVAL = field.object(
  { ...ends, resamples: field.count('how often all sources were drawn again', 1999) },
  'of the median, 95 %, by drawing whole sources again; wider where units of one source resemble each other',
);

/** What is said of units, wherever they are shown. */
export const UNIT_FIELDS = {
  units: field.count('units of analysis: what counts once', 14),
  configurations: field.count('distinct configurations among them', 9),
  sources: field.count('distinct sources that brought them', 5),
  results: field.count('results behind them', 31),
  median: ESTIMATE,
  lower_quartile: ESTIMATE,
  upper_quartile: ESTIMATE,
  interval: field.orNull(INTERVAL),
} satisfies TProperties;

/** What is said of every group that is compared. */
export const GROUP_FIELDS = {
  ...UNIT_FIELDS,
  across_sources: field.orNull(SOURCE_INTERVAL),
  note: field.orNull(
    field.word(
      ['too_few_units', 'too_few_sources'],
      'why an interval is missing: fewer than 6 of them',
      'too_few_sources',
    ),
  ),
} satisfies TProperties;

/** `UNIT_FIELDS` of a sample. */
export function formatUnits({ units, configurations, sources, results }: GroupSample) {
  const found = summariseUnits(units.map(({ value }) => value));
  if (!found) throw new TypeError('a group has units');
  const { interval } = found;
  return {
    ...{ units: units.length, configurations, sources, results },
    median: formatEstimate(found.median),
    lower_quartile: formatEstimate(found.lower_quartile),
    upper_quartile: formatEstimate(found.upper_quartile),
    interval: interval && { ...formatEnds(interval), coverage: significant(interval.coverage) },
  };
}

/** `GROUP_FIELDS` of a sample. `question` seeds the resampling: the same question about the same data, the same answer. */
export function formatGroup(sample: GroupSample, question: string) {
  const told = formatUnits(sample);
  const values = sample.units.map(({ value }) => value);
  const sources = sample.units.map(({ source }) => source);
  const across = acrossSources(values, sources, () => seededRandom(seedOf(question)));
  return {
    ...told,
    across_sources: across && { ...formatEnds(across), resamples: across.resamples },
    note: noteOn(told.interval === null, across === null),
  };
}

/** The median over units alone. */
export function formatMedian(units: readonly SampledUnit[]): Estimate | null {
  if (units.length === 0) return null;
  return formatEstimate(
    ofCensored(
      units.map(({ value }) => value),
      median,
    ),
  );
}

function noteOn(isWithoutUnits: boolean, isWithoutSources: boolean) {
  if (isWithoutUnits) return 'too_few_units';
  return isWithoutSources ? 'too_few_sources' : null;
}

/** A lower end of 0 stands for what is censored. */
function formatEnds({ low, high }: { low: number; high: number }) {
  return { low: low > 0 ? Math.round(low) : null, high: Math.round(high) };
}

/** Six significant digits: what differs from machine to machine in the last bits of a logarithm is not told. */
export function significant(value: number): number {
  return Number(value.toPrecision(6));
}
