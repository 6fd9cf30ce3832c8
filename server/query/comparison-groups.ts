// The groups of a comparison, filled with units.
import type { Comparison, MeasuredName, Side } from './comparison.js';
import { dimensionOf, type PropertyName } from './dimension.js';
import { formatGroup, formatMedian } from './estimate-fields.js';
import type { LeftOutTally } from './left-out.js';
import { type NumberSeries, withStatistic } from './number-series.js';
import type { OpenQuestion } from './numbers-question.js';
import type { Rows } from './rows.js';
import { readSeriesPoints } from './series-points.js';
import { type GroupSample, sampleGroups } from './unit-samples.js';

/** What groups of one comparison are read with. */
export interface Reading {
  rows: Rows;
  open: OpenQuestion;
  tally: LeftOutTally;
}

export interface Group {
  group: string;
  side: Side;
  sample: GroupSample;
  /** Units' 99th percentiles, where the metric is a median that has one. */
  p99: GroupSample | undefined;
}

/** Groups that differ in a property of results, in the order of the property. */
export function groupsByProperty(reading: Reading, { sides }: Comparison, by: PropertyName): Group[] {
  const { labels, of } = dimensionOf(reading.rows, by);
  return sides.flatMap((side) =>
    fill(reading, side, (sub) => of[sub] ?? -1)
      .sort(([a], [b]) => a - b)
      .map(([place, filled]) => ({ group: labels[place] ?? 'unknown', side, ...filled })),
  );
}

/** Groups that differ in what was measured, in the order of the comparison; mechanisms with the best first. */
export function groupsByMeasured(reading: Reading, { sides, better }: Comparison, by: MeasuredName): Group[] {
  const groups = sides.flatMap((side) =>
    fill(reading, side, () => 0).map(([, filled]) => ({ group: side.group, side, ...filled })),
  );
  if (by !== 'mechanism') return groups;
  const medians = new Map(groups.map((group) => [group, formatMedian(group.sample.units)?.value ?? 0]));
  const sign = better === 'lower' ? 1 : -1;
  return groups.sort((a, b) => sign * ((medians.get(a) ?? 0) - (medians.get(b) ?? 0)));
}

/** The group as an answer tells it. */
export function tellGroup({ group, side, sample, p99 }: Group) {
  const key = side.series[0]?.key ?? '';
  return { group, key, ...formatGroup(sample, `${key} ${group}`), p99: p99 ? formatMedian(p99.units) : null };
}

function fill({ rows, open, tally }: Reading, { series }: Side, groupOf: (sub: number) => number) {
  const points = readSeriesPoints(rows, series);
  tally.look(points);
  const samples = sampleGroups(points, groupOf, open.sampling);
  const tails = tailSeries(rows, series);
  const p99 = sampleGroups(readSeriesPoints(rows, tails), groupOf, open.sampling);
  return Array.from(samples, ([place, sample]) => [place, { sample, p99: p99.get(place) }] as const);
}

/** The same measurements' 99th percentiles; of several definitions the newest, since they are not comparable. */
function tailSeries(rows: Rows, series: readonly NumberSeries[]): NumberSeries[] {
  if (series.some(({ statistic }) => statistic !== 'p50')) return [];
  const tails = withStatistic(rows, series, 'p99');
  const newest = Math.max(...tails.map(({ definition }) => definition));
  return tails.filter(({ definition }) => definition === newest);
}
