import { layOutTable } from 'ipc-bench/show/table';
import { expect, it } from 'vitest';

const columns = [
  { title: 'name', align: 'left' },
  { title: 'n', align: 'right' },
  { title: 'rarely wanted', align: 'right', optional: 2 },
  { title: 'wanted', align: 'right', optional: 1 },
] as const;
const rows = [
  { cells: ['a', '1', 'x', 'y'], group: 'first' },
  { cells: ['bb', '22', '', 'yy'], group: 'first' },
  { cells: ['c', '3', 'x', ''], group: 'second' },
];

it('aligns columns and names each group once', () => {
  expect(layOutTable(columns, rows, 80)).toEqual({
    omitted: [],
    lines: [
      'name   n  rarely wanted  wanted',
      'first',
      'a      1              x       y',
      'bb    22                     yy',
      'second',
      'c      3              x',
    ],
  });
});

it('leaves out the least important columns first, and says which', () => {
  expect(layOutTable(columns, rows, 20).omitted).toEqual(['rarely wanted']);
  expect(layOutTable(columns, rows, 10).omitted).toEqual(['rarely wanted', 'wanted']);
});

it('leaves out an optional column that has no entry, without a word', () => {
  const empty = rows.map(({ cells }) => ({ cells: [cells[0] ?? '', cells[1] ?? '', '', cells[3] ?? ''] }));
  const { lines, omitted } = layOutTable(columns, empty, 80);
  expect(lines[0]).toBe('name   n  wanted');
  expect(omitted).toEqual([]);
});
