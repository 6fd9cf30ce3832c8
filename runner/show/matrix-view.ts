import type { Matrix } from '@ipc-bench/schema/document';
import { formatCensored, formatPicoseconds } from './format-quantity.js';
import type { Paint } from './paint.js';

/** Largest matrix shown as numbers. */
const MOST_NUMBERS = 8;
const SHADES = '·░▒▓█';

/** Numbers up to 8 CPUs, a shaded map above; row = responder, column = initiator. */
export function matrixLines(matrix: Matrix, width: number, paint: Paint): string[] {
  return matrix.cpus.length <= MOST_NUMBERS ? numberLines(matrix) : mapLines(matrix, width, paint);
}

function cellText({ values_ps, censored, below_ns }: Matrix, index: number): string {
  if (censored.includes(index)) return below_ns === undefined ? '' : formatCensored(below_ns);
  const value = values_ps[index] ?? 0;
  return value === 0 ? '-' : formatPicoseconds(value);
}

function numberLines(matrix: Matrix): string[] {
  const { cpus } = matrix;
  const cells = matrix.values_ps.map((_, index) => cellText(matrix, index));
  const width = Math.max(...cells.map((cell) => cell.length), ...cpus.map((cpu) => `CPU ${cpu}`.length));
  const label = Math.max(...cpus.map((cpu) => `CPU ${cpu}`.length));
  const header = ' '.repeat(label) + cpus.map((cpu) => `  ${`CPU ${cpu}`.padStart(width)}`).join('');
  const rows = cpus.map((cpu, row) => {
    const line = cells.slice(row * cpus.length, (row + 1) * cpus.length);
    return `CPU ${cpu}`.padEnd(label) + line.map((cell) => `  ${cell.padStart(width)}`).join('');
  });
  return [header, ...rows];
}

/** Five shades over the range of the values; the legend gives their bounds. */
function mapLines(matrix: Matrix, width: number, paint: Paint): string[] {
  const { cpus, values_ps } = matrix;
  const known = values_ps.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = [0.2, 0.4, 0.6, 0.8].map((q) => known[Math.floor(q * (known.length - 1))] ?? 0);
  const cellWidth = cpus.length * 2 + 6 <= width ? 2 : 1;
  const shade = (value: number) =>
    value === 0 ? ' ' : (SHADES[bounds.filter((bound) => value > bound).length] ?? ' ');
  const rows = cpus.map((cpu, row) => {
    const cells = cpus.map((_, column) => shade(values_ps[row * cpus.length + column] ?? 0).repeat(cellWidth)).join('');
    return `${String(cpu).padStart(5)} ${cells.slice(0, width - 6)}`;
  });
  const steps = [known[0] ?? 0, ...bounds, known.at(-1) ?? 0];
  const legend = [...SHADES].map((mark, at) => `${mark} to ${formatPicoseconds(steps[at + 1] ?? 0)}`).join('   ');
  return [...rows, paint('dim', `      ${legend}   blank: not measured`)];
}
