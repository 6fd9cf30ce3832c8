import type { Measurement, Missing } from '@ipc-bench/schema/document';
import { formatBytes } from '../quantity.js';
import { plain } from '../words.js';
import { DataTable } from './data-table.js';

/** What could not be measured, and why; equal lines once, with their number. */
export function MissingTable({ measurements }: { measurements: readonly Measurement[] }) {
  const missing = measurements.filter((one): one is Missing => one.kind === 'missing');
  if (missing.length === 0) return null;
  const groups = [
    ...Map.groupBy(
      missing,
      ({ benchmark, status, reason, limit }) => `${benchmark} ${status} ${reason} ${limit ?? ''}`,
    ),
  ];
  return (
    <section aria-labelledby="missing">
      <h2 id="missing">Missing</h2>
      <DataTable
        caption="What could not be measured, and why"
        rows={groups}
        keyOf={([key]) => key}
        columns={[
          { title: 'benchmark', isHeader: true, cell: ([, [one]]) => one?.benchmark },
          { title: 'state', cell: ([, [one]]) => one?.status },
          { title: 'reason', cell: ([, [one]]) => plain(one?.reason ?? '') },
          {
            title: 'limit',
            isNumber: true,
            cell: ([, [one]]) => (one?.limit === undefined ? '' : formatBytes(one.limit)),
          },
          { title: 'points', isNumber: true, cell: ([, ones]) => ones.length },
        ]}
      />
    </section>
  );
}
