// The numbers of one result: mechanisms down, message sizes across, a part for each placement; and behind it every number
// of every line.
import { formatBytes, formatIn } from '../quantity.js';
import { type Line, linesOf, medianOf } from '../result-lines.js';
import type { MetricRow } from '../rows.js';
import { idleName, placementName } from '../words.js';
import { Amount } from './amount.js';
import { type Column, DataTable } from './data-table.js';

export interface PointTableProps {
  title: string;
  caption: string;
  rows: readonly MetricRow[];
  /** Metrics that stand for a line: the first that it has is shown large, `tail` small below it. */
  headline: readonly string[];
  tail?: string;
}

/** Metrics of the table of all numbers; the JSON holds the others too. */
const COLUMNS: Readonly<Record<string, string>> = {
  rtt_p50: 'median',
  rtt_p99: '99th percentile',
  rtt_min: 'shortest',
  rtt_cpu: 'CPU time, both ends',
  rtt_batched_mean: 'mean of a batch',
  throughput: 'payload',
  throughput_cpu: 'CPU time per KiB',
};

interface PivotRow {
  id: string;
  name: string;
  conditions: string;
  bySize: ReadonlyMap<number, Line>;
}

export function PointTable({ title, caption, rows, headline, tail }: PointTableProps) {
  if (rows.length === 0) return null;
  const id = title.toLowerCase().replaceAll(' ', '-');
  const lines = linesOf(rows);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <Pivot lines={lines} caption={caption} headline={headline} {...(tail ? { tail } : {})} />
      <details>
        <summary>Spread, CPU time and other numbers of each line</summary>
        <AllNumbers lines={lines} title={title} />
      </details>
    </section>
  );
}

function Pivot({
  lines,
  caption,
  headline,
  tail,
}: {
  lines: readonly Line[];
  caption: string;
  headline: readonly string[];
  tail?: string;
}) {
  const sizes = [...new Set(lines.map(sizeOf))].sort((a, b) => a - b);
  const rows: PivotRow[] = [...Map.groupBy(lines, (line) => `${conditionsOf(line.row)}: ${line.name}`)].flatMap(
    ([key, ofRow]) => {
      const [first] = ofRow;
      if (!first) return [];
      const bySize = new Map(ofRow.map((line) => [sizeOf(line), line]));
      return [{ id: key, name: first.name, conditions: conditionsOf(first.row), bySize }];
    },
  );
  const cell = (line: Line | undefined) => {
    const main = headline.map((metric) => medianOf(line?.metrics.get(metric))).find((quantity) => quantity !== null);
    const far = tail ? medianOf(line?.metrics.get(tail)) : null;
    if (!main) return '';
    return (
      <>
        <Amount {...main} />
        {far && (
          <small>
            {' '}
            p99 <Amount {...far} />
          </small>
        )}
      </>
    );
  };
  return (
    <DataTable
      caption={caption}
      rows={rows}
      keyOf={(row) => row.id}
      groupOf={({ conditions }) => conditions}
      columns={[
        { title: 'mechanism', isHeader: true, cell: ({ name }) => name },
        ...sizes.map((size) => ({
          title: formatBytes(size),
          isNumber: true,
          cell: ({ bySize }: PivotRow) => cell(bySize.get(size)),
        })),
      ]}
    />
  );
}

function AllNumbers({ lines, title }: { lines: readonly Line[]; title: string }) {
  const metrics = Object.entries(COLUMNS).filter(([metric]) => lines.some((line) => line.metrics.has(metric)));
  const hasSpread = lines.some((line) => rangeOfRepeats(line.metrics) !== '');
  const hasMany = lines.some(({ points }) => points > 1);
  const columns: Column<Line>[] = [
    { title: 'mechanism', isHeader: true, cell: ({ name }) => name },
    ...metrics.map(([metric, heading]) => ({
      title: heading,
      isNumber: true,
      cell: (line: Line) => {
        const number = medianOf(line.metrics.get(metric));
        return number ? <Amount {...number} /> : '';
      },
    })),
    ...(hasSpread
      ? [{ title: 'lowest–highest repeat', isNumber: true, cell: (line: Line) => rangeOfRepeats(line.metrics) }]
      : []),
    ...(hasMany ? [{ title: 'pairs of CPUs', isNumber: true, cell: ({ points }: Line) => points }] : []),
  ];
  return (
    <DataTable
      caption={`${title}, all numbers; where several pairs of CPUs or memory nodes were measured, their median`}
      columns={columns}
      rows={lines}
      keyOf={(line) => line.id}
      groupOf={(line) => `${formatBytes(sizeOf(line))}, ${conditionsOf(line.row)}`}
    />
  );
}

function sizeOf({ row }: Line): number {
  return Number(row.parameters.message_bytes ?? 0);
}

/** `same CPU, idle CPUs may sleep`. */
function conditionsOf({ parameters: { placement, idle } }: MetricRow): string {
  const place = placementName(typeof placement === 'string' ? placement : null);
  return typeof idle === 'string' ? `${place}, ${idleName(idle)}` : place;
}

/** From the lowest to the highest repeat of the headline number. */
function rangeOfRepeats(metrics: Line['metrics']): string {
  const headline = metrics.get('rtt_p50') ?? metrics.get('throughput') ?? [];
  const lows = headline.flatMap(({ repeats, repeat_low }) => (repeat_low === null || repeats < 2 ? [] : [repeat_low]));
  const highs = headline.flatMap(({ repeat_high }) => (repeat_high === null ? [] : [repeat_high]));
  const [first] = headline;
  if (!first || lows.length === 0 || highs.length === 0) return '';
  return `${formatIn(Math.min(...lows), first.unit)} – ${formatIn(Math.max(...highs), first.unit)}`;
}
