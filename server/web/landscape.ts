// Mechanisms over message size: what Explore draws and the home page begins with. One question gives all of it:
// `/v1/compare?by=mechanism`, one comparison per message size, one group per way of doing it.
import type { Ask, Parameters } from './ask.js';
import type { SizeSeries } from './charts/size-chart.js';
import { lowerMedian } from './lower-median.js';
import type { Quantity } from './quantity.js';
import type { BenchmarkRow, CompareAnswer, ComparedGroup, ComparisonRow, Estimate, MeasurementRow } from './rows.js';
import { familyOf, nameWays } from './words.js';

/** A contrast group: only mechanisms of one group may stand side by side. */
export const MEASURED = ['latency', 'wake_up', 'throughput'] as const;
export type Measured = (typeof MEASURED)[number];
/** Numbers of the historic suite never stand in one chart with today's. */
export type Era = 'current' | 'historic';

export interface LandscapePoint {
  messageBytes: number;
  key: string;
  median: Quantity;
  lowerQuartile: Quantity;
  upperQuartile: Quantity;
  p99: Quantity | null;
  units: number;
  results: number;
  /** The numbers of single results, where these are few. */
  dots: Quantity[];
}

export interface LandscapeSeries {
  id: string;
  mechanism: string;
  label: string;
  /** What tells it apart from other ways of the mechanism. */
  way: string;
  isSpinning: boolean;
  /** Ascending by size. */
  points: LandscapePoint[];
}

export interface Landscape {
  metric: string;
  unit: string;
  better: 'lower' | 'higher';
  era: Era;
  /** Best first. */
  series: LandscapeSeries[];
  /** Of the best covered point. */
  results: number;
  units: number;
  /** The question that gives the same numbers. */
  url: string;
}

const METRICS: Readonly<Record<Era, Readonly<Record<Measured, string>>>> = {
  current: { latency: 'rtt_p50', wake_up: 'rtt_p50', throughput: 'throughput' },
  historic: { latency: 'rtt_batched_mean', wake_up: 'rtt_batched_mean', throughput: 'throughput' },
};

export function headlineMetric(era: Era, measured: Measured): string {
  return METRICS[era][measured];
}

/** `filters` are parameters of the question `compare`. */
export function readLandscape(ask: Ask, measured: Measured, era: Era, filters: Parameters): Landscape {
  const metric = headlineMetric(era, measured);
  const scope = era === 'historic' ? { historic: 'vouched', suite_epoch: 0 } : { historic: 'exclude' };
  const { url, answer } = ask.one<CompareAnswer>('compare', {
    by: 'mechanism',
    metric,
    ...scope,
    ...filters,
    limit: 100,
  });
  const benchmarks = benchmarksByMechanism(ask, measured, era);
  const entries = answer.comparisons
    .filter(({ parameters: { touch } }) => touch === undefined || touch === 'read_lines')
    .flatMap((comparison) => comparison.groups.map((group) => entryOf(comparison, group)))
    .filter(({ mechanism }) => benchmarks.has(mechanism));
  const groups = [...Map.groupBy(entries, ({ id }) => id)];
  const names = nameWays(groups.flatMap(([, [first]]) => (first ? [first] : [])));
  const series = groups.flatMap(([id, ofSeries], at) => {
    const [first] = ofSeries;
    if (!first) return [];
    const { mechanism } = first;
    return {
      ...{ id, mechanism, label: names[at]?.label ?? mechanism, way: names[at]?.way ?? '' },
      isSpinning: benchmarks.get(mechanism)?.class === 'spinning',
      points: ofSeries.map(({ point }) => point).sort((a, b) => a.messageBytes - b.messageBytes),
    };
  });
  const [comparison] = answer.comparisons;
  const better = comparison?.better ?? (measured === 'throughput' ? 'higher' : 'lower');
  const points = series.flatMap((one) => one.points);
  return {
    metric,
    unit: comparison?.unit ?? (measured === 'throughput' ? 'B/s' : 'ps'),
    better,
    era,
    series: series.sort((a, b) => (firstValue(a) - firstValue(b)) * (better === 'lower' ? 1 : -1)),
    results: Math.max(0, ...points.map(({ results }) => results)),
    units: Math.max(0, ...points.map(({ units }) => units)),
    url,
  };
}

/** Results of a point, and numbers in all, up to which every result is drawn. */
const MOST_DOTS_PER_POINT = 40;
const MOST_DOTS = 1500;

/** Adds the numbers of single results to a landscape of one size, where they are few enough to be seen. */
export function withDots(ask: Ask, landscape: Landscape, filters: Parameters): Landscape {
  if (landscape.results > MOST_DOTS_PER_POINT) return landscape;
  const scope = landscape.era === 'historic' ? { historic: 'vouched', suite_epoch: 0 } : { historic: 'exclude' };
  const { answer, isWhole } = ask.rows<MeasurementRow>(
    'measurements',
    { metric: landscape.metric, ...scope, ...filters },
    MOST_DOTS,
  );
  if (!isWhole) return landscape;
  const byKey = Map.groupBy(answer, ({ key }) => key);
  const series = landscape.series.map((one) => ({
    ...one,
    points: one.points.map((point) => ({ ...point, dots: dotsOf(byKey.get(point.key) ?? []) })),
  }));
  return { ...landscape, series };
}

/** One per result: the median of its numbers under the key. */
function dotsOf(rows: readonly MeasurementRow[]): Quantity[] {
  return [...Map.groupBy(rows, ({ result }) => result).values()].flatMap((ofResult) => {
    const numbers = ofResult.map(({ value, below_ns, unit }) => ({ value, belowNs: below_ns, unit }));
    return lowerMedian(numbers) ?? [];
  });
}

/** Two handshakes without a message (size 0) stand beside any size. */
export function messageSizes({ series }: Landscape): number[] {
  const sizes = series.flatMap(({ points }) => points.map(({ messageBytes }) => messageBytes));
  return [...new Set(sizes)].filter((size) => size > 0).sort((a, b) => a - b);
}

/** For the chart: marks and colours are given out in the order of mechanism names, so they stay when filters change. */
export function toSizeSeries({ series }: Landscape): SizeSeries[] {
  const variants = new Map<string, number>();
  const byName = [...series].sort((a, b) => (a.id < b.id ? -1 : 1));
  const variantOf = new Map(
    byName.map(({ id, mechanism }) => {
      const family = familyOf(mechanism);
      const variant = variants.get(family) ?? 0;
      variants.set(family, variant + 1);
      return [id, variant];
    }),
  );
  return series.map(({ points, ...one }) => ({
    ...one,
    family: familyOf(one.mechanism),
    variant: variantOf.get(one.id) ?? 0,
    points: points.map(({ messageBytes, median, p99 }) => ({ messageBytes, median, p99: p99?.value ?? null })),
  }));
}

function entryOf({ parameters, unit }: ComparisonRow, group: ComparedGroup) {
  const { mechanism, way } = parseWay(group.group);
  const { message_bytes, ...task } = parameters;
  const point: LandscapePoint = {
    messageBytes: Number(message_bytes ?? 0),
    key: group.key,
    median: quantityOf(group.median, unit),
    lowerQuartile: quantityOf(group.lower_quartile, unit),
    upperQuartile: quantityOf(group.upper_quartile, unit),
    p99: group.p99 && quantityOf(group.p99, unit),
    units: group.units,
    results: group.results,
    dots: [],
  };
  return { id: `${group.group} ${JSON.stringify(task)}`, mechanism, parameters: way, point };
}

/** A way is named by its mechanism and the parameters that belong to it: `tcp nodelay=true`. */
export function parseWay(text: string): { mechanism: string; way: Record<string, string> } {
  const [mechanism = '', ...ways] = text.split(' ');
  return { mechanism, way: Object.fromEntries(ways.map((part) => part.split('=', 2) as [string, string])) };
}

export function quantityOf({ value, below_ns }: Estimate, unit: string): Quantity {
  return { value, belowNs: below_ns, unit };
}

function benchmarksByMechanism(ask: Ask, measured: Measured, era: Era): Map<string, BenchmarkRow> {
  const { rows } = ask.one<{ rows: BenchmarkRow[] }>('benchmarks').answer;
  const ofGroup = rows.filter(
    ({ epoch, contrast_group }) => (epoch === 0) === (era === 'historic') && contrast_group === measured,
  );
  return new Map(ofGroup.map((row) => [row.mechanism, row]));
}

function firstValue({ points }: LandscapeSeries): number {
  return points[0]?.median.value ?? 0;
}
