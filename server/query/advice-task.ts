// What is to be done, as a comparison of mechanisms: same size, same placement, same everything but the way of doing it.
import type { Candidate } from '../statistics/rank-candidates.js';
import { type Comparison, comparisonsByMeasured } from './comparison.js';
import { findNumberSeries, type NumberSeries, withStatistic } from './number-series.js';
import type { OpenQuestion } from './numbers-question.js';
import type { Rows } from './rows.js';
import { readSeriesPoints } from './series-points.js';
import { type GroupSample, sampleGroups } from './unit-samples.js';

/** What may be asked for: the number that says who is good at it, and the contrast group of mechanisms that can do it. */
export const GOALS = {
  latency: { metric: 'rtt_p50', group: 'latency' },
  throughput: { metric: 'throughput', group: 'throughput' },
  cpu_time: { metric: 'rtt_cpu', group: 'latency' },
} as const;
export type Goal = keyof typeof GOALS;

export interface Wish {
  goal: Goal;
  size: number;
  placement?: string | undefined;
  idle?: string | undefined;
}

/** One way of doing the task. */
export interface Way extends Candidate {
  class: 'blocking' | 'spinning';
  mechanism: string;
  key: string;
  sample: GroupSample;
  series: readonly NumberSeries[];
}

export interface Task {
  comparison: Comparison;
  ways: Way[];
}

/** What is taken where the request does not say, the first that has been measured. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  placement: ['same-llc', 'same-socket', 'smt', 'cross-socket', 'same-cpu'],
  idle: ['natural', 'kept_awake'],
  touch: ['read_lines', 'verify', 'none'],
};

/** Comparisons of mechanisms that fit the wish, the nearest first: today's suite, nearest size, usual conditions. */
export function fittingComparisons(rows: Rows, wish: Wish): Comparison[] {
  const { metric, group } = GOALS[wish.goal];
  const series = findNumberSeries(rows, { metric }).filter(({ contrast_group }) => contrast_group === group);
  const isFitting = ({ parameters }: Comparison) =>
    (wish.placement === undefined || parameters.placement === wish.placement) &&
    (wish.idle === undefined || parameters.idle === wish.idle || parameters.idle === undefined);
  const remoteness = ({ benchmark_epoch, parameters }: Comparison) => [
    benchmark_epoch === 0 ? 1 : 0,
    Math.abs(Math.log2(1 + Number(parameters.message_bytes ?? 0)) - Math.log2(1 + wish.size)),
    ...Object.entries(USUAL).map(([name, values]) => {
      const place = values.indexOf(String(parameters[name]));
      return place < 0 ? values.length : place;
    }),
  ];
  return comparisonsByMeasured(series, 'mechanism')
    .filter(isFitting)
    .map((comparison) => ({ comparison, distance: remoteness(comparison) }))
    .sort((a, b) => compareLists(a.distance, b.distance))
    .map(({ comparison }) => comparison);
}

/** The first comparison that any result is counted in; `null` where there is none. */
export function firstTask(
  rows: Rows,
  open: Pick<OpenQuestion, 'sampling'>,
  comparisons: readonly Comparison[],
): Task | null {
  for (const comparison of comparisons) {
    const task = readTask(rows, open, comparison);
    if (task.ways.length > 0) return task;
  }
  return null;
}

export function readTask(rows: Rows, { sampling }: Pick<OpenQuestion, 'sampling'>, comparison: Comparison): Task {
  const ways = comparison.sides.flatMap(({ group, series }): Way[] => {
    const [first] = series;
    const sample = sampleGroups(readSeriesPoints(rows, series), () => 0, sampling).get(0);
    if (!first || !sample) return [];
    const values = new Map(sample.units.map(({ unit, value }) => [unit, value]));
    return [{ name: group, class: first.class, mechanism: first.mechanism, key: first.key, series, sample, values }];
  });
  return { comparison, ways };
}

/** CPU time of both ends for the same way, by unit; empty where nobody recorded it. */
export function cpuCostOf(
  rows: Rows,
  { sampling }: Pick<OpenQuestion, 'sampling'>,
  { series }: Way,
): GroupSample['units'] {
  const costs = withStatistic(rows, series, 'cpu');
  return sampleGroups(readSeriesPoints(rows, costs), () => 0, sampling).get(0)?.units ?? [];
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
