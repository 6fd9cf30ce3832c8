import type { Measurement } from '@ipc-bench/schema/document';
import { statisticsOf } from '@ipc-bench/schema/metrics';
import { formatPicoseconds, formatRate } from './format-quantity.js';
import { groupOf, mechanismOf, spreadOf } from './latency-table.js';
import { layOutTable, type Row, type Table } from './table.js';

/** Streams, writer to reader, one row per measurement. */
export function throughputTable(measurements: readonly Measurement[], width: number): Table | null {
  const rows = measurements.flatMap((one) => (one.kind === 'throughput' || one.kind === 'rate' ? [row(one)] : []));
  if (rows.length === 0) return null;
  return layOutTable(
    [
      { title: 'mechanism', align: 'left' },
      { title: 'idle', align: 'left', optional: 3 },
      { title: 'throughput', align: 'right' },
      { title: 'spread', align: 'right' },
      { title: 'CPU per KiB, both ends', align: 'right', optional: 1 },
      { title: 'lost', align: 'right', optional: 2 },
    ],
    rows,
    width,
  );
}

function row(one: Measurement): Row {
  const statistics = statisticsOf(one);
  const rate = statistics.get('p50')?.value;
  const cpu = statistics.get('cpu')?.value;
  const repeats = one.kind === 'throughput' ? one.repeats : [];
  const lost = repeats.reduce((sum, repeat) => sum + (repeat.lost ?? 0), 0);
  const cells = [
    `  ${mechanismOf(one)}`,
    String(one.parameters.idle ?? '').replace('_', ' '),
    rate == null ? '' : formatRate(rate),
    spreadOf(repeats.map(({ bytes, elapsed_ns }) => bytes / elapsed_ns)),
    cpu == null ? '' : formatPicoseconds(cpu),
    lost === 0 ? '' : String(lost),
  ];
  return { cells, group: groupOf(one) };
}
