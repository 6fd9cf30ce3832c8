// One result at a glance: each mechanism, a mark for each placement of the two processes.
import { CategoryKey, DotChart, type DotRow } from '../charts/dot-chart.js';
import { formatBytes, formatQuantity, type Quantity } from '../quantity.js';
import { type Line, linesOf, medianOf } from '../result-lines.js';
import type { MetricRow } from '../rows.js';
import { capital, idleName, metricName, PLACEMENT_ORDER, placementName } from '../words.js';
import { Amount } from './amount.js';
import { DataTable } from './data-table.js';
import { Figure } from './figure.js';

export interface PlacementFigureProps {
  metrics: readonly MetricRow[];
  resultId: string;
  revision: string;
}

interface Mark {
  way: string;
  placement: string;
  quantity: Quantity;
  points: number;
  reach: { low: number | null; high: number | null };
}

export function PlacementFigure({ metrics, resultId, revision }: PlacementFigureProps) {
  const metric = ['rtt_p50', 'rtt_batched_mean'].find((name) => metrics.some((row) => row.metric === name));
  if (!metric) return null;
  const marks = marksOf(metrics, metric);
  const placements = [...PLACEMENT_ORDER, 'unknown'].filter((placement) =>
    marks.some((mark) => mark.placement === placement),
  );
  const ways = [...Map.groupBy(marks, ({ way }) => way)].sort((a, b) => quickest(a[1]) - quickest(b[1]));
  const categories = placements.map((placement) => placementName(placement === 'unknown' ? null : placement));
  const rows: DotRow[] = ways.map(([way, ofWay]) => ({
    label: way,
    marks: ofWay.map(({ placement, quantity, reach }) => ({
      category: placements.indexOf(placement),
      quantity,
      ...reach,
    })),
  }));
  const smallest = smallestSize(metrics, metric);
  const hasIdle = metrics.some(({ parameters }) => parameters.idle !== undefined);
  const conditions = `${formatBytes(smallest)}${hasIdle ? `, ${idleName('natural')}` : ''}`;
  if (rows.length < 2) return null;
  return (
    <Figure
      id="placements"
      finding={findingOf(ways, conditions)}
      basis={`${capital(metricName(metric))}; ${conditions}; 1 result of 1 machine. One message there and one back, never halved. Lines reach from the lowest to the highest repeat or pair of CPUs.`}
      revision={revision}
      data={[{ label: 'result (JSON)', url: `/v1/results/${resultId}` }]}
      table={
        <DataTable
          caption={`${capital(metricName(metric))}, ${conditions}`}
          rows={ways.flatMap(([, ofWay]) => ofWay)}
          keyOf={({ way, placement }) => `${way} ${placement}`}
          columns={[
            { title: 'mechanism', isHeader: true, cell: ({ way }) => way },
            { title: 'placement', cell: ({ placement }) => placementName(placement === 'unknown' ? null : placement) },
            { title: metricName(metric), isNumber: true, cell: ({ quantity }) => <Amount {...quantity} /> },
            { title: 'pairs of CPUs', isNumber: true, cell: ({ points }) => points },
          ]}
        />
      }
      draw={(width) => (
        <>
          <CategoryKey categories={categories} />
          <DotChart
            rows={rows}
            categories={categories}
            unit="ps"
            axisTitle={`${metricName(metric)}, ${formatBytes(smallest)}`}
            width={width}
            label={`${metricName(metric)} by mechanism and placement`}
          />
        </>
      )}
    />
  );
}

/** At the smallest message; where CPUs could be kept awake, those that may sleep. */
function marksOf(metrics: readonly MetricRow[], metric: string): Mark[] {
  const smallest = smallestSize(metrics, metric);
  const chosen = metrics.filter(
    ({ metric: name, parameters: { message_bytes, idle } }) =>
      name === metric && Number(message_bytes) <= smallest && (idle === undefined || idle === 'natural'),
  );
  return linesOf(chosen).flatMap(({ name, row, points, metrics: ofLine }: Line) => {
    const rows = ofLine.get(metric) ?? [];
    const quantity = medianOf(rows);
    if (!quantity) return [];
    const ends = rows
      .flatMap(({ value, repeat_low, repeat_high }) => [value, repeat_low, repeat_high])
      .filter((end) => end !== null);
    const reach = ends.length > 0 ? { low: Math.min(...ends), high: Math.max(...ends) } : { low: null, high: null };
    const way = row.parameters.message_bytes === 0 ? `${name} (no data)` : name;
    return [{ way, placement: String(row.parameters.placement ?? 'unknown'), quantity, points, reach }];
  });
}

/** The smallest message that is one: handshakes without data stand beside it. */
function smallestSize(metrics: readonly MetricRow[], metric: string): number {
  const sizes = metrics
    .filter((row) => row.metric === metric)
    .map(({ parameters }) => Number(parameters.message_bytes ?? 0));
  const sent = sizes.filter((size) => size > 0);
  return sent.length > 0 ? Math.min(...sent) : 0;
}

function quickest(marks: readonly Mark[]): number {
  return Math.min(...marks.map(({ quantity }) => quantity.value ?? 0));
}

function findingOf(ways: readonly (readonly [string, readonly Mark[]])[], conditions: string): string {
  const [best] = ways;
  const mark = best?.[1].reduce((a, b) => ((a.quantity.value ?? 0) <= (b.quantity.value ?? 0) ? a : b));
  if (!best || !mark) return '';
  const place = placementName(mark.placement === 'unknown' ? null : mark.placement);
  return `Quickest on this machine (${conditions}): ${best[0]}, ${place}, ${formatQuantity(mark.quantity)}.`;
}
