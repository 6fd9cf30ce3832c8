import { parsePicoseconds } from '@ipc-bench/server/import/parse-seconds';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it.each([
  ['0.000007', 7_000_000],
  ['0.000000', 0],
  ['-0.000000', 0],
  ['-0.000001', -1_000_000],
  ['7.527176e-06', 7_527_176],
  ['8.818100e-08', 88_181],
  ['1.163995e-07', 116_400], // half a picosecond goes up
  ['1.163994e-07', 116_399],
  ['4.028515E-05', 40_285_150],
  ['1.000000e-20', 0],
  ['9.999999e-13', 1],
  ['12', 12_000_000_000_000],
  ['9007.199254740991', 9_007_199_254_740_991],
])('reads %s exactly', (text, ps) => {
  expect(parsePicoseconds(text)).toBe(ps);
});

it.each(['', 'nan', '-nan', 'inf', '1e999', '9007.199254740992', '1.2.3', ' 1', '0x1', '1e', '.5', '1'.repeat(40)])(
  'reads no number in %j',
  (text) => {
    expect(parsePicoseconds(text)).toBeUndefined();
  },
);

it('gives back every whole number of picoseconds, however it is spelt', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.integer({ min: -6, max: 6 }), (ps, shift) => {
      const digits = String(ps).padStart(20, '0');
      const point = digits.length - 12 - shift;
      const text = `${digits.slice(0, point)}.${digits.slice(point)}e${shift}`;
      expect(parsePicoseconds(text)).toBe(ps);
    }),
  );
});
