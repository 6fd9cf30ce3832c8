import { parseLatencyCsv } from '@ipc-bench/server/import/parse-latency-csv';
import { expect, it } from 'vitest';

it('reads rows with their trailing blank', () => {
  expect(parseLatencyCsv('0.000006 0.000042 \n0.000041 0.000000 \n')).toEqual({
    n: 2,
    cells: [6_000_000, 42_000_000, 41_000_000, 0],
  });
});

it('keeps the place of a cell that is not a number', () => {
  expect(parseLatencyCsv('-nan 0.000001\n0.000002 -0.000001')?.cells).toEqual([null, 1_000_000, 2_000_000, -1_000_000]);
});

it.each(['', '\n', '0.1 0.2\n', '0.1 0.2\n0.3\n'])('refuses %j, which is not square', (text) => {
  expect(parseLatencyCsv(text)).toBeUndefined();
});
