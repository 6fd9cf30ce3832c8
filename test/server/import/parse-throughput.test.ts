import { parseThroughput } from '@ipc-bench/server/import/parse-throughput';
import { expect, it } from 'vitest';

it('reads the twelve fields', () => {
  expect(parseThroughput('mempipe_thr 0 6 1 64 2 1 0 1 1000000 1843 Mbps\n')).toEqual({
    rows: [
      {
        test: 'mempipe_thr',
        readerCpu: 0,
        writerCpu: 6,
        numaNode: 1,
        sizeBytes: 64,
        produceMethod: 2,
        writeInPlace: 1,
        readInPlace: 0,
        verify: 1,
        count: 1_000_000,
        mbps: 1843,
      },
    ],
    rejectedLines: 0,
  });
});

it('keeps the order of the log and both rows of one point', () => {
  const line = (mbps: number) => `pipe_thr 0 1 -1 64 2 1 1 1 1000000 ${mbps} Mbps\n`;
  expect(parseThroughput(line(2) + line(1)).rows.map(({ mbps }) => mbps)).toEqual([2, 1]);
});

it.each([
  ['eleven fields', 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 Mbps'],
  ['thirteen fields', 'pipe_thr 0 1 -1 64 2 1 1 1 1 1000000 800 Mbps'],
  ['another unit', 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 800 MBps'],
  ['an early format', 'pipe_thr 0 1 64 1000000 800 Mbps'],
  ['a fraction', 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 800.5 Mbps'],
  ['nan', 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 -nan Mbps'],
  ['a CPU below zero', 'pipe_thr -1 1 -1 64 2 1 1 1 1000000 800 Mbps'],
  ['a flag that is neither 0 nor 1', 'pipe_thr 0 1 -1 64 2 1 7 1 1000000 800 Mbps'],
])('refuses a line with %s', (_, line) => {
  expect(parseThroughput(`${line}\n`)).toEqual({ rows: [], rejectedLines: 1 });
});
