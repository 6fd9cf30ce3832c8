// Plain text tables. Columns of numbers are aligned to the right; nothing is ever cut off: where the terminal is too
// narrow, the least important columns are left out and the caller says so. An optional column without entries is no loss.
export interface Column {
  title: string;
  align: 'left' | 'right';
  /** Columns with the highest number are left out first; 0 always stays. */
  optional?: number;
}

export interface Table {
  lines: string[];
  /** Titles of the columns that did not fit. */
  omitted: string[];
}

const GAP = '  ';

export interface Row {
  cells: readonly string[];
  /** Rows of one group stand together under its name. */
  group?: string;
}

/** Lays out rows of equal length within `width` characters. */
export function layOutTable(columns: readonly Column[], rows: readonly Row[], width: number): Table {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map(({ cells }) => (cells[at] ?? '').length)),
  );
  const isEmpty = (at: number) => rows.every(({ cells }) => (cells[at] ?? '') === '');
  const shown = new Set([...columns.keys()].filter((at) => !(columns[at]?.optional && isEmpty(at))));
  const total = () => [...shown].reduce((sum, at) => sum + (widths[at] ?? 0) + GAP.length, -GAP.length);
  const byImportance = [...columns.keys()]
    .filter((at) => columns[at]?.optional && shown.has(at))
    .sort((a, b) => (columns[b]?.optional ?? 0) - (columns[a]?.optional ?? 0));
  const omitted: string[] = [];
  while (total() > width) {
    const at = byImportance.shift();
    if (at === undefined) break;
    shown.delete(at);
    omitted.push(columns[at]?.title ?? '');
  }
  const line = (cells: readonly string[]) =>
    [...shown]
      .map((at) => {
        const cell = cells[at] ?? '';
        return columns[at]?.align === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
      })
      .join(GAP)
      .trimEnd();
  const body = rows.flatMap(({ cells, group }, at) =>
    group !== undefined && group !== rows[at - 1]?.group ? [group, line(cells)] : [line(cells)],
  );
  return { lines: [line(columns.map(({ title }) => title)), ...body], omitted };
}
