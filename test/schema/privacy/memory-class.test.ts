import { memoryClass } from '@ipc-bench/schema/privacy/memory-class';
import { expect, it } from 'vitest';

it.each([
  [16_384_123_000, 16 * 2 ** 30],
  [25_000_000_000, 24 * 2 ** 30],
  [1, 2 ** 20],
  [12 * 2 ** 30 + 1, 16 * 2 ** 30],
])('rounds %d bytes up to the class %d', (bytes, expected) => {
  expect(memoryClass(bytes)).toBe(expected);
});
