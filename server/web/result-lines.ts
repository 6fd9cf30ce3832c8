// The numbers of one result by line: points that share all identity parameters (other pairs of CPUs, the other memory
// node of the same relation) are one line with their number.

import { lowerMedian } from './lower-median.js';
import type { Quantity } from './quantity.js';
import type { MetricRow } from './rows.js';
import { nameWays, PLACEMENT_ORDER } from './words.js';

export interface Line {
  id: string;
  /** The mechanism, and what tells it apart from others of its kind in this result. */
  name: string;
  /** Any number of the line: its parameters hold for all. */
  row: MetricRow;
  /** Number of points. */
  points: number;
  metrics: ReadonlyMap<string, MetricRow[]>;
}

/** In the order of placement, size and idle mode, within these in the order of the answer. */
export function linesOf(rows: readonly MetricRow[]): Line[] {
  const idOf = ({ benchmark, parameters }: MetricRow) => `${benchmark} ${JSON.stringify(parameters)}`;
  const groups = [...Map.groupBy(rows, idOf)].flatMap(([id, group]) => {
    const [row] = group;
    return row ? [{ id, row, group }] : [];
  });
  const names = nameWays(groups.map(({ row }) => row));
  return groups
    .map(({ id, row, group }, at) => ({
      id,
      name: names[at]?.label ?? row.mechanism,
      row,
      points: new Set(group.map(({ kind, ordinal }) => `${kind} ${ordinal}`)).size,
      metrics: Map.groupBy(group, ({ metric }) => metric),
    }))
    .sort((a, b) => orderOf(a) - orderOf(b));
}

export function medianOf(rows: readonly MetricRow[] | undefined): Quantity | null {
  const [first] = rows ?? [];
  const median = lowerMedian((rows ?? []).map(({ value, below_ns }) => ({ value, belowNs: below_ns })));
  return first && median ? { ...median, unit: first.unit } : null;
}

function orderOf({ row: { parameters } }: Line): number {
  const placement = PLACEMENT_ORDER.indexOf(String(parameters.placement));
  return (placement + 1) * 1e12 + Number(parameters.message_bytes ?? 0) * 10 + (parameters.idle === 'natural' ? 0 : 1);
}
