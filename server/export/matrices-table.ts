// Core-to-core matrices, one row per cell.
import { CENSORED_CELL, MISSING_CELL, unpackCells, unpackCpus } from '../packing/matrix-blob.js';
import type { Cell } from '../tabular/field.js';
import { type ExportTable, optional, required } from './export-table.js';
import { readOf, resultsInOrder } from './results-in-order.js';
import { ORDINAL_FIELD, RESULT_FIELD, SERIES_FIELD, seriesNames, TO_RESULTS, TO_SERIES } from './series-name.js';

const READ = `SELECT c.sub, c.series, c.ord, c.statistic, c.below_ns, c.cpus, c.cells, e.name
FROM core_matrix AS c CROSS JOIN series AS e ON e.series = c.series WHERE c.sub IN`;

export const matricesTable: ExportTable = {
  name: 'matrices',
  description: 'One row per measured cell of a core-to-core matrix. Cells that were not measured are left out.',
  fields: [
    RESULT_FIELD,
    SERIES_FIELD,
    ORDINAL_FIELD,
    required('statistic', 'string', 'which number of each pair of CPUs'),
    required('responder', 'integer', 'CPU that answers'),
    required('initiator', 'integer', 'CPU that starts the round trip and is timed'),
    optional('value', 'integer', 'in the unit that table metrics gives'),
    optional('below_ns', 'integer', 'the value is censored: known only to lie below this many ns'),
  ],
  primaryKey: ['result', 'series', 'ordinal', 'statistic', 'responder', 'initiator'],
  foreignKeys: [TO_RESULTS, TO_SERIES],
  byMonth: false,
  *read(rows) {
    const names = seriesNames(rows);
    for (const group of resultsInOrder(rows)) {
      const bySub = Map.groupBy(
        readOf(rows, READ, group, 'c.sub, e.name, c.ord, c.statistic'),
        ([sub]) => sub as number,
      );
      for (const { sub, id } of group.results)
        for (const row of bySub.get(sub) ?? [])
          yield { month: null, rows: cellsOf(row, [id, names.get(row[1] as number) ?? '']) };
    }
  },
};

function cellsOf([, , ordinal, statistic, belowNs, packedCpus, packed]: unknown[], head: readonly Cell[]): Cell[][] {
  const cpus = unpackCpus(packedCpus as Uint8Array);
  return unpackCells(packed as Uint8Array).flatMap((cell, at) => {
    if (cell === MISSING_CELL) return [];
    const isCensored = cell === CENSORED_CELL;
    const place = [cpus[Math.floor(at / cpus.length)] as number, cpus[at % cpus.length] as number];
    const value = isCensored ? [null, belowNs as number] : [cell, null];
    return [[...head, ordinal as number, statistic as string, ...place, ...value]];
  });
}
