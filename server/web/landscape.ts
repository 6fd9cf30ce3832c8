// Mechanisms over message size, from the list of numbers: what Explore draws and the home page begins with.
import type { Ask, Parameters } from './ask.js';
import type { SizeSeries } from './charts/size-chart.js';
import type { BenchmarkRow, MeasurementRow, ParameterValue } from './rows.js';
import { type KeySummary, summariseKeys } from './unit-medians.js';
import { familyOf, nameWays } from './words.js';

/** A contrast group: only mechanisms of one group may stand side by side. */
export const MEASURED = ['latency', 'wake_up', 'throughput'] as const;
export type Measured = (typeof MEASURED)[number];
/** Numbers of the historic suite never stand in one chart with today's. */
export type Era = 'current' | 'historic';

export interface LandscapePoint {
  messageBytes: number;
  median: KeySummary;
  p99: KeySummary | null;
}

export interface LandscapeSeries {
  id: string;
  mechanism: string;
  label: string;
  /** What tells it apart from other ways of the mechanism. */
  way: string;
  isSpinning: boolean;
  points: LandscapePoint[];
}

export interface Landscape {
  metric: string;
  unit: string;
  era: Era;
  /** Best first. */
  series: LandscapeSeries[];
  results: number;
  units: number;
  /** Round trips or messages behind the medians. */
  samples: number;
  /** Questions of the HTTP interface that give the same numbers. */
  urls: string[];
  /** False: only the newest numbers were read. */
  isWhole: boolean;
}

/** Numbers read for one chart. */
const MOST_ROWS = 4000;

export function metricsOf(measured: Measured, era: Era): { metric: string; tail: string | null } {
  if (measured === 'throughput') return { metric: 'throughput', tail: null };
  return era === 'historic' ? { metric: 'rtt_batched_mean', tail: null } : { metric: 'rtt_p50', tail: 'rtt_p99' };
}

/** `filters` are parameters of the question `measurements`. */
export function readLandscape(ask: Ask, measured: Measured, era: Era, filters: Parameters): Landscape {
  const { metric, tail } = metricsOf(measured, era);
  const scope = { ...filters, historic: era === 'historic' ? (filters.historic ?? 'only') : 'exclude' };
  const medians = ask.rows<MeasurementRow>('measurements', { ...scope, metric }, MOST_ROWS);
  const tails = tail ? ask.rows<MeasurementRow>('measurements', { ...scope, metric: tail }, MOST_ROWS) : null;
  const isAsked = groupFilter(ask, measured);
  const tailOf = new Map(summariseKeys(tails?.answer ?? []).map((summary) => [pointName(summary.row), summary]));
  const numbers = medians.answer.filter(isAsked);
  const summaries = summariseKeys(numbers);
  const groups = Map.groupBy(summaries, ({ row }) => seriesName(row));
  const names = nameWays([...groups.values()].flatMap(([first]) => (first ? [first.row] : [])));
  const series = [...groups].flatMap(([id, points], at) => {
    const row = points[0]?.row;
    if (!row) return [];
    return {
      id,
      mechanism: row.mechanism,
      label: names[at]?.label ?? row.mechanism,
      way: names[at]?.way ?? '',
      isSpinning: row.class === 'spinning',
      points: points
        .map((median) => ({
          messageBytes: Number(median.row.parameters.message_bytes ?? 0),
          median,
          p99: tailOf.get(pointName(median.row)) ?? null,
        }))
        .sort((a, b) => a.messageBytes - b.messageBytes),
    };
  });
  const better = numbers[0]?.better ?? 'lower';
  return {
    metric,
    unit: numbers[0]?.unit ?? (measured === 'throughput' ? 'B/s' : 'ps'),
    era,
    series: series.sort((a, b) => (firstValue(a) - firstValue(b)) * (better === 'lower' ? 1 : -1)),
    results: new Set(numbers.map(({ result }) => result)).size,
    units: new Set(numbers.map(({ analysis_unit }) => analysis_unit)).size,
    samples: numbers.reduce((sum, { n }) => sum + n, 0),
    urls: [medians.url, ...(tails ? [tails.url] : [])],
    isWhole: medians.isWhole && (tails?.isWhole ?? true),
  };
}

/** Whether a number is of a benchmark of the group. */
function groupFilter(ask: Ask, measured: Measured): (row: MeasurementRow) => boolean {
  const { rows } = ask.one<{ rows: BenchmarkRow[] }>('benchmarks').answer;
  const groups = new Map(rows.map(({ benchmark, epoch, contrast_group }) => [`${benchmark} ${epoch}`, contrast_group]));
  return ({ benchmark, benchmark_epoch }) => groups.get(`${benchmark} ${benchmark_epoch}`) === measured;
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
  return series.map(({ id, label, way, mechanism, isSpinning, points }) => ({
    id,
    label,
    mechanism,
    way,
    family: familyOf(mechanism),
    variant: variantOf.get(id) ?? 0,
    isSpinning,
    points: points.map(({ messageBytes, median, p99 }) => ({
      messageBytes,
      median: median.median,
      p99: p99?.median.value ?? null,
      units: median.units.length,
    })),
  }));
}

function firstValue({ points }: LandscapeSeries): number {
  return points[0]?.median.median.value ?? 0;
}

/** All identity parameters but the size. */
function seriesName({ benchmark, benchmark_epoch, parameters }: MeasurementRow): string {
  return `${benchmark} ${benchmark_epoch} ${describe(parameters, ['message_bytes'])}`;
}

/** All identity parameters. */
function pointName({ benchmark, benchmark_epoch, parameters }: MeasurementRow): string {
  return `${benchmark} ${benchmark_epoch} ${describe(parameters, [])}`;
}

function describe(parameters: Readonly<Record<string, ParameterValue>>, without: readonly string[]): string {
  return Object.entries(parameters)
    .filter(([name]) => !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
