import { chooseBatch } from 'ipc-bench/measure/batch-size';
import { expect, it } from 'vitest';

it('batches until reading the clock is at most 1 % of a batch', () => {
  const timerPs = 20_000;
  expect(chooseBatch(2_000_000, timerPs)).toBe(1);
  expect(chooseBatch(1_999_999, timerPs)).toBe(2);
  expect(chooseBatch(150_000, timerPs)).toBe(16);
});

it('takes the largest batch where a round trip was below the clock', () => {
  expect(chooseBatch(null, 20_000)).toBe(4096);
  expect(chooseBatch(1, 20_000)).toBe(4096);
});
