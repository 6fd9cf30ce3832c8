// One JSON object per line, members in the order of the fields.
import type { Cell } from './field.js';

/** Makes lines of rows with these columns. */
export function ndjsonLines(names: readonly string[]): (cells: readonly Cell[]) => string {
  const heads = names.map((name, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return (cells) => {
    let line = '';
    for (let at = 0; at < heads.length; at++) {
      const cell = cells[at] as Cell;
      line += heads[at];
      line += typeof cell === 'string' ? JSON.stringify(cell) : cell;
    }
    return `${line}}\n`;
  };
}
