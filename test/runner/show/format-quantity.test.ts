import {
  formatBytes,
  formatCensored,
  formatPicoseconds,
  formatRate,
  formatSpread,
  formatWait,
} from 'ipc-bench/show/format-quantity';
import { expect, it } from 'vitest';

it.each([
  [1, '1.00 ps'],
  [114_000, '114 ns'],
  [999_400, '999 ns'],
  [999_600, '1.00 µs'],
  [9_994_000, '9.99 µs'],
  [9_996_000, '10.0 µs'],
  [46_120_000, '46.1 µs'],
  [1_250_000_000, '1.25 ms'],
  [2e12, '2.00 s'],
])('writes %d ps as %s', (ps, text) => {
  expect(formatPicoseconds(ps)).toBe(text);
});

it('writes a censored value as a bound, never as 0', () => {
  expect(formatCensored(30)).toBe('< 30 ns');
});

it.each([
  [12, '12.0 B/s'],
  [46_490_112, '46.5 MB/s'],
  [5_354_000_000, '5.35 GB/s'],
])('writes %d B/s as %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

it.each([
  [64, '64 B'],
  [4096, '4 KiB'],
  [1_048_576, '1 MiB'],
  [1.5 * 2 ** 30, '1.50 GiB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [200, '1 s'],
  [40_000, '40 s'],
  [180_000, '3 min'],
  [3 * 3600_000 + 5 * 60_000, '3 h 5 min'],
])('writes a wait of %d ms as %s', (ms, text) => {
  expect(formatWait(ms)).toBe(text);
});

it('writes a spread with its sign and unit', () => {
  expect(formatSpread(0.031)).toBe('±3.1 %');
  expect(formatSpread(0.28)).toBe('±28 %');
});
