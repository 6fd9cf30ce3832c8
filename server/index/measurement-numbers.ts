// From one measurement of a document to the row that the index keeps of it.
import type { Latency, Matrix, Measurement, Missing, Rate, Throughput } from '@ipc-bench/schema/document';
import { type StatisticValue, statisticsOf } from '@ipc-bench/schema/metrics';
import type { Statistic } from '@ipc-bench/schema/suite-manifest';

/** Statistics in the order of the columns of table `measurement`. */
export const STATISTIC_COLUMNS = [
  'p50',
  'p90',
  'p99',
  'p999',
  'min',
  'mean',
  'max',
  'batched_mean',
  'cpu',
] as const satisfies readonly Statistic[];

/** `repeats`, `n`, one number per statistic, `p50_low`, `p50_high`: the columns after the primary key. */
export type MeasurementNumbers = readonly (number | null)[];

export type Measured = Exclude<Measurement, Matrix | Missing>;

/**
 * A censored value is the negative of its bound in ns; `null`: there is none. A rate or cost worked out from absurd
 * counts may exceed what an integer holds; it is left out, since it could not be told exactly.
 */
function packValue(entry: StatisticValue | undefined): number | null {
  const value = entry?.value ?? (entry?.belowNs === undefined ? null : -entry.belowNs);
  return Number.isSafeInteger(value) ? value : null;
}

/** The numbers of one measurement, packed; `factors` scale statistics to the unit of their series. */
export function measurementNumbers(measurement: Measured, factors: ReadonlyMap<Statistic, number>): MeasurementNumbers {
  const statistics = statisticsOf(measurement);
  const values = STATISTIC_COLUMNS.map((name) => scale(packValue(statistics.get(name)), factors.get(name)));
  const spread = spreadOf(measurement).map((value) => scale(value, factors.get('p50')));
  return [...countsOf(measurement), ...values, ...spread];
}

/** The statistics of which any of the rows has a number: ` p50 max `, each word between spaces. */
export function statisticsIn(rows: readonly MeasurementNumbers[]): string {
  const present = STATISTIC_COLUMNS.filter((_, at) => rows.some((numbers) => numbers[at + 2] !== null));
  return ` ${present.join(' ')} `;
}

/** Bounds of censored values are in ns whatever the unit, so they stay. */
function scale(value: number | null, factor = 1): number | null {
  return value === null || value < 0 || factor === 1 ? value : Math.round(value * factor);
}

function countsOf(measurement: Measured): [repeats: number, n: number] {
  switch (measurement.kind) {
    case 'latency':
      return [measurement.repeats.length, sum(measurement.repeats.map(({ n }) => n))];
    case 'batched_latency':
      return [measurement.batched.length, sum(measurement.batched.map(({ n, batch }) => n * batch))];
    default:
      return [measurement.repeats.length, sum(measurement.repeats.map(({ messages }) => messages ?? 0))];
  }
}

/** Lowest and highest p50 of the repeats. */
function spreadOf(measurement: Measured): [low: number | null, high: number | null] {
  if (measurement.kind === 'batched_latency') return [null, null];
  const singles = measurement.kind === 'latency' ? latencyMedians(measurement) : rateMedians(measurement);
  const values = singles.filter((value) => value !== null);
  return values.length === 0 ? [null, null] : [Math.min(...values), Math.max(...values)];
}

function latencyMedians({ repeats }: Latency): (number | null)[] {
  return repeats.map(({ p50_ps, below_ns }) => p50_ps ?? (below_ns === undefined ? null : -below_ns));
}

function rateMedians(measurement: Throughput | Rate): (number | null)[] {
  return measurement.repeats.map((repeat) => {
    const single = { ...measurement, repeats: [repeat] } as Throughput | Rate;
    return packValue(statisticsOf(single).get('p50'));
  });
}

function sum(values: readonly number[]): number {
  return Math.min(
    values.reduce((total, value) => total + value, 0),
    Number.MAX_SAFE_INTEGER,
  );
}
