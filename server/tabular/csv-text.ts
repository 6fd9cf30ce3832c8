// RFC 4180, as spreadsheets, R, pandas and DuckDB read it: comma, CRLF-free lines, quotes only where they are needed. A
// missing value is empty and never quoted.
import type { Cell } from './field.js';

const NEEDS_QUOTES = /[",\r\n]/;

export function csvLine(cells: readonly Cell[]): string {
  let line = '';
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] as Cell;
    if (at > 0) line += ',';
    if (cell === null) continue;
    line += typeof cell === 'string' ? csvText(cell) : cell;
  }
  return `${line}\n`;
}

/** An empty text is quoted, so that it is not taken for a missing value. */
function csvText(text: string): string {
  if (text === '') return '""';
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
