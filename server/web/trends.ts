// What the trend page shows: one mechanism along kernels or dates, a line per kind of machine. One question gives all of
// it: `/v1/trend`.
import type { Ask } from './ask.js';
import type { TrendLine } from './charts/trend-chart.js';
import { type Era, headlineMetric, MEASURED, type Measured, quantityOf } from './landscape.js';
import { type Filtered, readFacets } from './parts/filters.js';
import { formatBytes } from './quantity.js';
import type { BenchmarkRow, TrendAnswer, TrendRow } from './rows.js';
import { idleName, mechanismName, parameterWords, placementName, plain, virtualisationName } from './words.js';

export const ALONG = ['kernel_line', 'year', 'month', 'day'] as const;
export type Along = (typeof ALONG)[number];
/** Properties that lines may differ in. */
export const LINES_BY = ['virtualisation', 'vendor', 'architecture', 'technology', 'none'] as const;

export interface TrendChoice {
  mechanism: string;
  measured: Measured;
  era: Era;
  along: Along;
  by: (typeof LINES_BY)[number];
  placement: string;
  idle: string | undefined;
  size: string | undefined;
}

export interface Trends {
  choice: TrendChoice;
  /** Mechanisms that have been measured so. */
  mechanisms: readonly string[];
  rows: readonly TrendRow[];
  /** The question that gives the same numbers. */
  url: string;
  revision: string;
  filtered: Filtered;
}

/** Parameters of the page itself; all others are filters of the question. */
export const TREND_PARAMETERS: readonly string[] = [
  ...['mechanism', 'measured', 'era', 'along', 'by', 'placement', 'idle', 'size'],
];

const PLACEMENTS = ['same-llc', 'same-socket', 'same-cpu', 'smt', 'cross-socket'];
/** Trends shown: ways of one mechanism, or sizes where none was chosen. */
const MOST_TRENDS = 4;

/** Chosen by the query; where it leaves a choice, the first that shows a change over more than one step. */
export function readTrends(ask: Ask, query: URLSearchParams): Trends {
  const benchmarks = ask.one<{ rows: BenchmarkRow[] }>('benchmarks').answer.rows;
  const filters = Object.fromEntries([...query].filter(([name]) => !TREND_PARAMETERS.includes(name)));
  const measured = MEASURED.find((one) => one === query.get('measured')) ?? 'latency';
  const along = ALONG.find((one) => one === query.get('along')) ?? 'kernel_line';
  const by = LINES_BY.find((one) => one === query.get('by')) ?? 'virtualisation';
  const eras: Era[] = query.has('era')
    ? [query.get('era') === 'historic' ? 'historic' : 'current']
    : ['current', 'historic'];
  const placements = query.has('placement') ? [query.get('placement') ?? ''] : PLACEMENTS;
  let first: Trends | null = null;
  for (const era of eras) {
    const mechanisms = measuredMechanisms(benchmarks, measured, era);
    const mechanism = query.get('mechanism') ?? (mechanisms.includes('pipe') ? 'pipe' : (mechanisms[0] ?? 'pipe'));
    for (const placement of placements) {
      const idle = era === 'current' ? (query.get('idle') ?? 'natural') : undefined;
      const size = query.get('size') ?? undefined;
      const scope = era === 'historic' ? { historic: 'vouched', suite_epoch: 0 } : { historic: 'exclude' };
      const kind = measured === 'throughput' ? 'throughput' : 'latency';
      const { url, answer } = ask.one<TrendAnswer>('trend', {
        ...{ benchmark: `${mechanism}.${kind}`, metric: headlineMetric(era, measured), along, by },
        ...{ placement, idle, size, ...scope, ...filters, limit: MOST_TRENDS },
      });
      const found: Trends = {
        choice: { mechanism, measured, era, along, by, placement, idle, size },
        mechanisms,
        rows: answer.trends,
        url,
        revision: answer.revision,
        filtered: readFacets(
          ask,
          query,
          TREND_PARAMETERS,
          era === 'historic' ? { historic: 'vouched', suite_epoch: '0' } : { historic: 'exclude' },
        ),
      };
      if (answer.trends.some(({ lines }) => stepsOf(lines).size > 1)) return found;
      if (answer.trends.length > (first?.rows.length ?? -1)) first = found;
    }
  }
  return first as Trends;
}

function stepsOf(lines: TrendRow['lines']): Set<string> {
  return new Set(lines.flatMap(({ steps }) => steps.map(({ at }) => at)));
}

function measuredMechanisms(rows: readonly BenchmarkRow[], measured: Measured, era: Era): string[] {
  const names = rows
    .filter(({ epoch, contrast_group }) => (epoch === 0) === (era === 'historic') && contrast_group === measured)
    .filter(({ results }) => results > 0)
    .map(({ mechanism }) => mechanism);
  return [...new Set(names)].sort();
}

/** Categories of the chart: in the order of their property; what is not known comes last. */
export function trendLines({ lines, unit }: TrendRow, by: string): TrendLine[] {
  const known = [...lines].sort((a, b) => Number(a.group === 'unknown') - Number(b.group === 'unknown'));
  return known.slice(0, 6).map(({ group, steps }, category) => ({
    label: groupName(by, group),
    category,
    steps: steps.map(({ at, units, median, lower_quartile, upper_quartile }) => ({
      ...{ at, units, median: quantityOf(median, unit) },
      ...{ lower: lower_quartile.value, upper: upper_quartile.value },
    })),
  }));
}

export function groupName(by: string, group: string | null): string {
  if (group === null) return 'all machines';
  if (by === 'virtualisation') return virtualisationName(group);
  return group === 'unknown' ? `${plain(by)} unknown` : plain(group);
}

/** `pipe, 64 B, shared last-level cache, idle CPUs may sleep`. */
export function trendName({ benchmark, parameters }: TrendRow): string {
  const { message_bytes, placement, idle, touch: _, ...way } = parameters;
  return [
    mechanismName((benchmark ?? '').split('.')[0] ?? ''),
    ...(message_bytes === undefined ? [] : [formatBytes(Number(message_bytes))]),
    placementName(typeof placement === 'string' ? placement : null),
    ...(typeof idle === 'string' ? [idleName(idle)] : []),
    ...Object.entries(way)
      .filter(([name]) => ['nodelay', 'read_in_place', 'memory_node'].includes(name))
      .map(([name, value]) => parameterWords(name, value)),
  ].join(', ');
}
