// Tables → files: CSV, NDJSON and Parquet side by side in one pass, a file per month where the table is cut by months.
import { csvLine } from '../tabular/csv-text.js';
import type { Cell } from '../tabular/field.js';
import { ndjsonLines } from '../tabular/ndjson-text.js';
import type { ExportTable, Rows } from './export-table.js';
import { HashedFile } from './hashed-file.js';
import type { ExportedFile } from './manifest.js';
import { ParquetFile } from './parquet-file.js';

interface Sink {
  format: ExportedFile['format'];
  file: HashedFile;
  write(rows: readonly (readonly Cell[])[]): void;
  finish(): void;
}

/** The files of all tables, in the order of the tables, written into `folder`. Leaves nothing half-written behind. */
export function writeTables(tables: readonly ExportTable[], rows: Rows, folder: string): ExportedFile[] {
  return tables.flatMap((table) => writeTable(table, rows, folder));
}

function writeTable(table: ExportTable, rows: Rows, folder: string): ExportedFile[] {
  const written: ExportedFile[] = [];
  let part = openPart(table, null, folder);
  try {
    for (const batch of table.read(rows)) {
      if (table.byMonth && batch.month !== part.month) {
        if (part.count > 0) written.push(...part.finish());
        else part.discard();
        part = openPart(table, batch.month, folder);
      }
      part.write(batch.rows);
    }
    const isOnlyPart = written.length === 0; // an empty table has a file too: its columns are told
    if (part.count > 0 || isOnlyPart) written.push(...part.finish());
    return written;
  } finally {
    part.discard();
  }
}

function openPart(table: ExportTable, month: string | null, folder: string) {
  const stem = month === null ? table.name : `${table.name}-${month}`;
  const sinks = openSinks(table, stem, folder);
  let count = 0;
  return {
    month,
    get count() {
      return count;
    },
    write(rows: readonly (readonly Cell[])[]) {
      for (const sink of sinks) sink.write(rows);
      count += rows.length;
    },
    finish: (): ExportedFile[] =>
      sinks.map((sink) => {
        sink.finish();
        return { table: table.name, format: sink.format, month, rows: count, ...sink.file.finish(stem, sink.format) };
      }),
    discard() {
      for (const { file } of sinks) file.discard();
    },
  };
}

function openSinks({ fields }: ExportTable, stem: string, folder: string): Sink[] {
  const names = fields.map(({ name }) => name);
  const [csv, ndjson, packed] = ['csv', 'ndjson', 'parquet'].map((format) => new HashedFile(folder, stem, format));
  if (!csv || !ndjson || !packed) throw new TypeError('three files were opened');
  csv.write(csvLine(names));
  const toLine = ndjsonLines(names);
  const parquet = new ParquetFile(fields, packed);
  return [
    { format: 'parquet', file: packed, write: (rows) => parquet.write(rows), finish: () => parquet.finish() },
    { format: 'csv', file: csv, write: (rows) => csv.write(rows.map(csvLine).join('')), finish() {} },
    { format: 'ndjson', file: ndjson, write: (rows) => ndjson.write(rows.map(toLine).join('')), finish() {} },
  ];
}
