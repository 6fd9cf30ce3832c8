import type { Measurement } from '@ipc-bench/schema/document';
import { type StatisticValue, statisticsOf } from '@ipc-bench/schema/metrics';
import type { Statistic } from '@ipc-bench/schema/suite-manifest';
import { formatBytes, formatCensored, formatPicoseconds, formatSpread } from './format-quantity.js';
import { layOutTable, type Row, type Table } from './table.js';

/** Round trips, one row per measurement, in the document's order within each mechanism. */
export function latencyTable(measurements: readonly Measurement[], width: number): Table | null {
  const rows = measurements.flatMap((one) =>
    one.kind === 'latency' || one.kind === 'batched_latency' ? [row(one)] : [],
  );
  if (rows.length === 0) return null;
  return layOutTable(
    [
      { title: 'mechanism', align: 'left' },
      { title: 'idle', align: 'left' },
      { title: 'p50', align: 'right' },
      { title: 'spread', align: 'right' },
      { title: 'p99', align: 'right', optional: 1 },
      { title: 'min', align: 'right', optional: 3 },
      { title: 'batched mean', align: 'right', optional: 4 },
      { title: 'CPU, both ends', align: 'right', optional: 2 },
    ],
    rows,
    width,
  );
}

function row(one: Measurement): Row {
  const statistics = statisticsOf(one);
  const tell = (name: Statistic) => formatStatistic(statistics.get(name));
  const cells = [
    `  ${mechanismOf(one)}`,
    String(one.parameters.idle ?? '').replace('_', ' '),
    tell('p50'),
    one.kind === 'latency' ? spreadOf(one.repeats.map(({ p50_ps }) => p50_ps)) : '',
    tell('p99'),
    tell('min'),
    tell('batched_mean'),
    tell('cpu'),
  ];
  return { cells, group: groupOf(one) };
}

/** `64 B, same-llc (CPUs 0 and 1)`. */
export function groupOf({ parameters }: Measurement): string {
  const size = formatBytes(Number(parameters.message_bytes));
  const first = parameters.initiator_cpu ?? parameters.writer_cpu;
  const second = parameters.responder_cpu ?? parameters.reader_cpu;
  const cpus = first === undefined ? '' : first === second ? ` (CPU ${first})` : ` (CPUs ${first} and ${second})`;
  return `${size}, ${parameters.placement ?? 'placement unknown'}${cpus}`;
}

/** Half the range of the repeats' medians, as a share of their median; nothing where one of them is censored. */
export function spreadOf(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const median = known[Math.floor((known.length - 1) / 2)];
  if (known.length < values.length || known.length < 2 || !median) return '';
  return formatSpread(((known.at(-1) ?? 0) - (known[0] ?? 0)) / 2 / median);
}

/** Mechanism and the options that are not the usual ones. */
export function mechanismOf({ benchmark, parameters }: Measurement): string {
  const mechanism = benchmark.slice(0, benchmark.lastIndexOf('.'));
  const unusual = Object.entries(parameters).filter(([, value]) => value === false);
  return [mechanism, ...unusual.map(([name]) => (name === 'pinned' ? 'unpinned' : `no ${name}`))].join(', ');
}

function formatStatistic(statistic: StatisticValue | undefined): string {
  if (!statistic) return '';
  if (statistic.value === null) return statistic.belowNs === undefined ? '' : formatCensored(statistic.belowNs);
  return formatPicoseconds(statistic.value);
}
