import type { Matrix, ResultDocument } from '../document.js';
import { type Finding, finding } from '../findings.js';
import type { Rule } from './rule.js';

function checkMatrix(matrix: Matrix, pointer: string): Finding[] {
  const cells = matrix.cpus.length ** 2;
  const note = (place: string, message: string) => [finding('matrix', `${pointer}/${place}`, message)];
  if (new Set(matrix.cpus).size !== matrix.cpus.length) return note('cpus', 'a CPU twice');
  if (matrix.values_ps.length !== cells)
    return note('values_ps', `${matrix.values_ps.length} cells, expected ${cells}`);
  for (const list of ['censored', 'missing'] as const) {
    const indexes = matrix[list];
    if (indexes.some((index, at) => index >= cells || (at > 0 && index <= (indexes[at - 1] ?? 0))))
      return note(list, 'indexes must ascend and lie inside the matrix');
  }
  const empty = new Set([...matrix.censored, ...matrix.missing]);
  if (empty.size !== matrix.censored.length + matrix.missing.length) return note('missing', 'an index also censored');
  const contradiction = matrix.values_ps.findIndex((value, at) => (value === 0) !== empty.has(at));
  if (contradiction >= 0) return note(`values_ps/${contradiction}`, '0 stands exactly where a cell has no value');
  if (matrix.censored.length > 0 && matrix.below_ns === undefined)
    return note('below_ns', 'missing although cells are censored');
  return [];
}

export const matrixShape: Rule = {
  name: 'matrix-shape',
  description: 'A matrix is square over its CPUs, and a cell is 0 exactly where it is listed as censored or missing.',
  check: ({ measurements }: ResultDocument) =>
    measurements.flatMap((measurement, at) =>
      measurement.kind === 'matrix' ? checkMatrix(measurement, `/measurements/${at}`) : [],
    ),
};
