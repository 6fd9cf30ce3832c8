import { parseTscSummary } from '@ipc-bench/server/import/parse-tsc-summary';
import { expect, it } from 'vitest';
import { tscLog } from '../../support/legacy-archive.js';

it('reads the block of all values and no other', () => {
  expect(parseTscSummary(tscLog(1e-6))).toEqual({
    meanPs: 1_010_000,
    minPs: 900_000,
    medianPs: 1_000_000,
    maxPs: 2_000_000,
  });
});

it('reads the last of several runs', () => {
  expect(parseTscSummary(tscLog(1e-6) + tscLog(3e-6))?.medianPs).toBe(3_000_000);
});

it('reads the median where mean and quintiles are -nan', () => {
  const block = 'Distribution of all values:\n\tMean -nan, sample sd -nan\n\t5% 1e-06, median 2e-06, 95% 3e-06\n';
  expect(parseTscSummary(block)).toMatchObject({ meanPs: undefined, minPs: undefined, medianPs: 2_000_000 });
});

it.each([
  ['no block of all values', 'Slice 0/10:\n\t5% 1e-06, median 2e-06, 95% 3e-06\n'],
  ['a median that is -nan', 'Distribution of all values:\n\t5% -nan, median -nan, 95% -nan\n'],
  [
    'a median in a later block only',
    'Distribution of all values:\nLow outliers:\n\t5% 1e-06, median 2e-06, 95% 3e-06\n',
  ],
  [
    'quantiles that contradict each other',
    'Distribution of all values:\n\tMean 9e-06, sd 0\n\tQuintiles: 1e-06, 2e-06, 2e-06, 2e-06, 2e-06, 3e-06\n\t5% 1e-06, median 2e-06, 95% 3e-06\n',
  ],
  ['a negative median', 'Distribution of all values:\n\t5% -3e-06, median -2e-06, 95% 3e-06\n'],
  ['an empty file', ''],
])('reads nothing in %s', (_, text) => {
  expect(parseTscSummary(text)).toBeUndefined();
});
