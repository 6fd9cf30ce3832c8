import { RawTscReader } from '@ipc-bench/server/import/raw-tsc-reader';
import { expect, it } from 'vitest';

function summarise(text: string, pieceBytes = 64) {
  const reader = new RawTscReader();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.write(bytes.subarray(at, at + pieceBytes));
  return reader.finish();
}

const log = (samples: number) =>
  Array.from({ length: samples }, (_, i) => `${((i + 1) * 1e-9).toExponential(6)}\n`)
    .reverse()
    .join('');

it('gives nearest-rank quantiles, mean and a histogram that counts each sample once', () => {
  const summary = summarise(log(1000));
  expect(summary).toMatchObject({
    samples: 1000,
    minPs: 1000,
    medianPs: 500_500,
    p90Ps: 900_000,
    p99Ps: 990_000,
    p999Ps: 999_000,
    maxPs: 1_000_000,
    meanPs: 500_500,
    rejected: 0,
  });
  expect(summary?.histogram.count.reduce((sum, count) => sum + count, 0)).toBe(1000);
});

it('reads the same whatever the pieces it arrives in', () => {
  const whole = summarise(log(300), 1_000_000);
  for (const pieceBytes of [1, 3, 17]) expect(summarise(log(300), pieceBytes)).toEqual(whole);
});

it('counts lines that are no time, and needs at least one that is', () => {
  expect(summarise('1e-06\n-nan\n-1e-06\n2e-06')).toMatchObject({ samples: 2, rejected: 2, medianPs: 1_500_000 });
  expect(summarise('-nan\n')).toBeUndefined();
  expect(summarise('')).toBeUndefined();
});

it('does not believe more samples than a run can have taken', () => {
  const reader = new RawTscReader();
  const lines = Buffer.from('1e-06\n'.repeat(10_001));
  for (let i = 0; i < 100; i++) reader.write(lines);
  expect(reader.finish()).toBeUndefined();
});
