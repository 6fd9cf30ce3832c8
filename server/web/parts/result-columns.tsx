// Columns of lists of results.
import { formatCount } from '../quantity.js';
import type { ResultRow } from '../rows.js';
import { virtualisationName } from '../words.js';
import { Day } from './amount.js';
import type { Column } from './data-table.js';

type ColumnName = 'result' | 'day' | 'cpu' | 'cpus' | 'kernel' | 'machine' | 'suite' | 'points' | 'missing';

const COLUMNS: Readonly<Record<ColumnName, Column<ResultRow>>> = {
  result: {
    title: 'result',
    isHeader: true,
    cell: ({ id }) => (
      <a href={`/results/${id}`}>
        <code>{id.slice(0, 10)}</code>
      </a>
    ),
  },
  day: { title: 'day (UTC)', cell: ({ day }) => <Day of={day} /> },
  cpu: {
    title: 'CPU',
    cell: ({ cpu_name, cpu_vendor, configuration }) => (
      <a href={`/configurations/${configuration}`}>{cpu_name ?? `${cpu_vendor}, model not known`}</a>
    ),
  },
  cpus: { title: 'CPUs', isNumber: true, cell: ({ logical_cpus }) => logical_cpus },
  kernel: { title: 'kernel', cell: ({ os, kernel }) => `${os} ${kernel}` },
  machine: {
    title: 'machine',
    cell: ({ virtualisation, technology }) => virtualisationName(virtualisation, technology),
  },
  suite: { title: 'suite', cell: ({ suite, suite_epoch }) => (suite_epoch === 0 ? `${suite} (historic)` : suite) },
  points: { title: 'points', isNumber: true, cell: ({ measurements }) => formatCount(measurements) },
  missing: { title: 'missing', isNumber: true, cell: ({ missing }) => formatCount(missing) },
};

export function resultColumns(without: readonly ColumnName[] = []): Column<ResultRow>[] {
  return Object.entries(COLUMNS).flatMap(([name, column]) => (without.includes(name as ColumnName) ? [] : [column]));
}
