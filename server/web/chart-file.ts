// A chart alone, or its numbers: for papers, READMEs and spreadsheets. Same parameters as the page it is from.
import type { PageRequest } from './page.js';

export interface ChartFile {
  /** Pattern, e.g. `/chart/matrix.svg`. */
  path: string;
  type: 'image/svg+xml' | 'image/png' | 'text/csv; charset=utf-8';
  answer(request: PageRequest): string | Buffer | Promise<string | Buffer>;
}

/** RFC 4180, with names of columns in the first line. */
export function formatCsv(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
