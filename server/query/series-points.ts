// The numbers of one comparability key, result by result: from the column chunks where the statistic has one, else from
// the rows.
import { COLUMN_STATISTICS, type ColumnStatistic, unpackNumbers, unpackSubs } from '../packing/point-columns.js';
import { QUALITY_FLAGS } from '../packing/quality-flags.js';
import type { NumberSeries } from './number-series.js';
import type { Rows } from './rows.js';

/** Three arrays that run parallel: one entry per measured point that has such a number. */
export interface SeriesPoints {
  subs: number[];
  /** In the unit of the metric; -b is below b. */
  values: number[];
  /** Bits of `packing/quality-flags.ts`. */
  flags: number[];
}

/** Statistics that only rows have. */
const ROW_STATISTICS = ['p90', 'p999', 'min', 'mean', 'max'];

/** Bounds of censored numbers are kept in ns; only latencies, in ps, can be censored. */
const PS_PER_NS = 1000;

/** All points of series that share one key; also those of results that are no longer there. */
export function readSeriesPoints(rows: Rows, series: readonly NumberSeries[]): SeriesPoints {
  const points: SeriesPoints = { subs: [], values: [], flags: [] };
  for (const { series: id, statistic } of series) {
    const from = points.subs.length;
    if (isColumn(statistic)) readColumn(rows, id, statistic, points);
    else if (ROW_STATISTICS.includes(statistic)) readRows(rows, id, statistic, points);
    addReplicateFlags(rows, id, points, from);
  }
  return points;
}

function isColumn(statistic: string): statistic is ColumnStatistic {
  return (COLUMN_STATISTICS as readonly string[]).includes(statistic);
}

function readColumn(rows: Rows, series: number, statistic: ColumnStatistic, into: SeriesPoints): void {
  const chunks = rows.all(
    `SELECT points, subs, flags, ${statistic} FROM series_points WHERE series = ? AND ${statistic} IS NOT NULL ORDER BY chunk`,
    [series],
  ) as [number, Uint8Array, Uint8Array, Uint8Array][];
  for (const [count, packedSubs, flags, packed] of chunks) {
    const subs: number[] = [];
    const numbers: (number | null)[] = [];
    unpackSubs(packedSubs, count, subs);
    unpackNumbers(packed, count, numbers);
    for (let at = 0; at < count; at++) addPoint(into, subs[at] as number, numbers[at] ?? null, flags[at] as number);
  }
}

/** One look per result: the rows are ordered by result. */
function readRows(rows: Rows, series: number, statistic: string, into: SeriesPoints): void {
  const found = rows.all(
    `SELECT m.sub, m.${statistic}, m.flags FROM submission AS s CROSS JOIN measurement AS m ON m.sub = s.sub AND m.series = ?`,
    [series],
  ) as [number, number | null, number][];
  for (const [sub, number, flags] of found) addPoint(into, sub, number, flags);
}

function addPoint({ subs, values, flags }: SeriesPoints, sub: number, number: number | null, bits: number): void {
  if (number === null) return;
  subs.push(sub);
  values.push(number < 0 ? number * PS_PER_NS : number);
  flags.push(bits);
}

/** Flags the points from `from` on that lie off their replicates. */
function addReplicateFlags(rows: Rows, series: number, { subs, flags }: SeriesPoints, from: number): void {
  const off = new Set(rows.all('SELECT sub FROM off_replicates WHERE series = ?', [series]).map(([sub]) => sub));
  if (off.size === 0) return;
  for (let at = from; at < subs.length; at++)
    if (off.has(subs[at])) flags[at] = (flags[at] as number) | QUALITY_FLAGS.off_replicates.bit;
}
