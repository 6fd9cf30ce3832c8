// What an export says about itself: which state of the database it holds, and in which files. One JSON file per export;
// every document about it (Data Package, checksums, citation) is computed from this.
import type { TableField } from '../tabular/field.js';

export const FORMATS = ['parquet', 'csv', 'ndjson', 'sqlite'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** With their media types: compression must leave them alone, or ranges of bytes would mean nothing. */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  sqlite: 'application/vnd.sqlite3',
};

export interface ExportedFile {
  /** Content-hashed: the same name never means other bytes. */
  name: string;
  /** `index` is the whole database. */
  table: string;
  format: ExportFormat;
  /** yyyy-mm, where a table is cut by months. */
  month: string | null;
  rows: number;
  bytes: number;
  sha256: string;
}

export interface ExportedTable {
  name: string;
  description: string;
  fields: readonly TableField[];
  primaryKey: readonly string[];
  foreignKeys: readonly { fields: readonly string[]; table: string; to: readonly string[] }[];
}

export interface ExportManifest {
  manifest: 1;
  /** Tree id of the canonical repository. */
  revision: string;
  /** What else decided the rows. */
  registry: string;
  trusted: string;
  version: string;
  /** First and last UTC day of a result; `null` where there is none. */
  days: { first: string; last: string } | null;
  results: number;
  tables: ExportedTable[];
  files: ExportedFile[];
}

/** `null` for what this tool did not write. */
export function parseManifest(text: string): ExportManifest | null {
  try {
    const value = JSON.parse(text) as ExportManifest;
    return value.manifest === 1 && Array.isArray(value.files) && Array.isArray(value.tables) ? value : null;
  } catch {
    return null;
  }
}

/** The file that holds everything. */
export function indexFile({ files }: ExportManifest): ExportedFile {
  const file = files.find(({ format }) => format === 'sqlite');
  if (!file) throw new TypeError('every export has its index');
  return file;
}
