import { parseLatencyHeadline } from '@ipc-bench/server/import/parse-latency-headline';
import { expect, it } from 'vitest';

it('reads one line', () => {
  expect(parseLatencyHeadline('pipe_lat 128 10000 0.000007s\n')).toEqual({
    test: 'pipe_lat',
    sizeBytes: 128,
    count: 10_000,
    meanPs: 7_000_000,
    appended: false,
  });
});

it('takes the last of several runs, and says so', () => {
  const text = 'pipe_lat 128 10000 0.000009s\npipe_lat 128 10000 0.000007s\n\n';
  expect(parseLatencyHeadline(text)).toMatchObject({ meanPs: 7_000_000, appended: true });
});

it.each([
  '',
  'pipe_lat 128 10000 0.000007',
  'pipe_lat 128 10000 nans',
  'pipe_lat 128 0.000007s',
  'pipe_lat 128 10000 0.000007s\npipe_lat 128 100', // the last line counts, even torn
])('reads nothing in %j', (text) => {
  expect(parseLatencyHeadline(text)).toBeUndefined();
});
