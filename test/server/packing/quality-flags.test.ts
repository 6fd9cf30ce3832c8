import { bitsOf, flagsOf, QUALITY_FLAGS } from '@ipc-bench/server/packing/quality-flags';
import { expect, it } from 'vitest';

it('gives each flag a bit of its own within a byte', () => {
  const bits = Object.values(QUALITY_FLAGS).map(({ bit }) => bit);
  expect(new Set(bits).size).toBe(bits.length);
  expect(bits.every((bit) => bit > 0 && bit < 256 && (bit & (bit - 1)) === 0)).toBe(true);
});

it('names the flags of bits and gives the bits of names', () => {
  expect(flagsOf(bitsOf(['noisy', 'below_resolution']))).toEqual(['below_resolution', 'noisy']);
  expect(flagsOf(0)).toEqual([]);
});
