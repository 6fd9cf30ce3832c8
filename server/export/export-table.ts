// A table of an export is data: its fields, and how its rows are read a bounded number at a time.
import type { Cell, TableField } from '../tabular/field.js';

/** One consistent state of the index. */
export interface Rows {
  all(sql: string, values: readonly (string | number | null)[]): unknown[][];
}

export interface Batch {
  /** yyyy-mm; null where the table is not cut by months. Never goes back. */
  month: string | null;
  rows: readonly (readonly Cell[])[];
}

export interface ExportTable {
  name: string;
  description: string;
  fields: readonly TableField[];
  primaryKey: readonly string[];
  foreignKeys: readonly { fields: readonly string[]; table: string; to: readonly string[] }[];
  /** Whether there is a file for each month. */
  byMonth: boolean;
  /** In a stable order, so that what did not change has the same bytes in the next export. */
  read(rows: Rows): Iterable<Batch>;
}

/** A field that every row has. */
export function required(name: string, type: TableField['type'], description: string): TableField {
  return { name, type, description, isNullable: false };
}

/** A field that a row may lack. */
export function optional(name: string, type: TableField['type'], description: string): TableField {
  return { name, type, description, isNullable: true };
}
