// The numbers of one result, one line per series: points that share a key (other pairs of CPUs, the other memory node) are
// one line with their number and their range.
import { formatBytes, formatIn, type Quantity } from '../quantity.js';
import type { MetricRow } from '../rows.js';
import { lowerMedian } from '../unit-medians.js';
import { idleName, nameWays, PLACEMENT_ORDER, placementName } from '../words.js';
import { Amount } from './amount.js';
import { type Column, DataTable } from './data-table.js';

interface Line {
  id: string;
  /** The mechanism, and what tells it apart from others of its kind in this result. */
  name: string;
  row: MetricRow;
  /** Number of points. */
  points: number;
  metrics: ReadonlyMap<string, MetricRow[]>;
}

/** Metrics that have a column of their own, in this order, where a result holds them; the JSON holds all. */
const COLUMNS: Readonly<Record<string, string>> = {
  rtt_p50: 'median',
  rtt_batched_mean: 'mean of a batch',
  rtt_p99: '99th percentile',
  rtt_min: 'shortest',
  rtt_cpu: 'CPU time, both ends',
  throughput: 'payload',
  throughput_cpu: 'CPU time per KiB',
};

export function PointTable({ title, caption, rows }: { title: string; caption: string; rows: readonly MetricRow[] }) {
  if (rows.length === 0) return null;
  const id = title.toLowerCase().replaceAll(' ', '-');
  const lines = linesOf(rows);
  const metrics = Object.entries(COLUMNS).filter(([metric]) => lines.some((line) => line.metrics.has(metric)));
  const hasIdle = lines.some(({ row }) => row.parameters.idle !== undefined);
  const hasSpread = rows.some(({ repeats, repeat_low }) => repeats > 1 && repeat_low !== null);
  const hasMany = lines.some(({ points }) => points > 1);
  const columns: Column<Line>[] = [
    { title: 'mechanism', isHeader: true, cell: ({ name }) => name },
    ...(hasIdle
      ? [
          {
            title: 'idle CPUs',
            cell: ({ row }: Line) => idleName(textOf(row.parameters.idle)).replace('idle CPUs ', ''),
          },
        ]
      : []),
    ...metrics.map(([metric, title]) => ({
      title,
      isNumber: true,
      cell: (line: Line) => {
        const number = medianOf(line.metrics.get(metric));
        return number ? <Amount {...number} /> : '';
      },
    })),
    ...(hasSpread
      ? [{ title: 'lowest–highest repeat', isNumber: true, cell: ({ metrics: all }: Line) => rangeOfRepeats(all) }]
      : []),
    ...(hasMany ? [{ title: 'CPU pairs', isNumber: true, cell: ({ points }: Line) => points }] : []),
  ];
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <DataTable
        caption={caption}
        columns={columns}
        rows={lines}
        keyOf={(line) => line.id}
        groupOf={({ row }) => conditionsOf(row)}
      />
    </section>
  );
}

function linesOf(rows: readonly MetricRow[]): Line[] {
  const idOf = ({ benchmark, parameters }: MetricRow) => `${benchmark} ${JSON.stringify(parameters)}`;
  const groups = [...Map.groupBy(rows, idOf)].flatMap(([id, group]) => {
    const [row] = group;
    return row ? [{ id, row, group }] : [];
  });
  const names = nameWays(groups.map(({ row }) => row));
  return groups
    .map(({ id, row, group }, at) => ({
      id,
      name: names[at] ?? row.mechanism,
      row,
      points: new Set(group.map(({ kind, ordinal }) => `${kind} ${ordinal}`)).size,
      metrics: Map.groupBy(group, ({ metric }) => metric),
    }))
    .sort((a, b) => orderOf(a) - orderOf(b));
}

/** `64 B, same CPU`: what lines stand together under. */
function conditionsOf({ parameters: { message_bytes, placement } }: MetricRow): string {
  return `${formatBytes(Number(message_bytes ?? 0))}, ${placementName(textOf(placement))}`;
}

/** By placement, then size; within these in the order of the answer. */
function orderOf({ row: { parameters } }: Line): number {
  const placement = PLACEMENT_ORDER.indexOf(textOf(parameters.placement) ?? '');
  return (placement + 1) * 1e9 + Number(parameters.message_bytes ?? 0);
}

function medianOf(rows: readonly MetricRow[] | undefined): Quantity | null {
  const [first] = rows ?? [];
  const median = lowerMedian((rows ?? []).map(({ value, below_ns }) => ({ value, belowNs: below_ns })));
  return first && median ? { ...median, unit: first.unit } : null;
}

/** From the lowest to the highest repeat of the headline number. */
function rangeOfRepeats(metrics: Line['metrics']): string {
  const headline = metrics.get('rtt_p50') ?? metrics.get('throughput') ?? [];
  const lows = headline.flatMap(({ repeat_low }) => (repeat_low === null ? [] : [repeat_low]));
  const highs = headline.flatMap(({ repeat_high }) => (repeat_high === null ? [] : [repeat_high]));
  const [first] = headline;
  if (!first || lows.length === 0 || highs.length === 0) return '';
  return `${formatIn(Math.min(...lows), first.unit)} – ${formatIn(Math.max(...highs), first.unit)}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
