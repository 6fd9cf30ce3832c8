import { binomialHalfTail, signTest } from '@ipc-bench/server/statistics/binomial';
import { describe, expect, it } from 'vitest';

/** P(X ≤ k) by whole numbers: Pascal's triangle. */
function exactTail(k: number, n: number): number {
  let row = [1n];
  for (let i = 0; i < n; i++) row = [1n, ...row.slice(1).map((value, at) => value + (row[at] as bigint)), 1n];
  const sum = row.slice(0, k + 1).reduce((total, value) => total + value, 0n);
  return Number((sum * 10n ** 80n) / 2n ** BigInt(n)) / 1e80;
}

describe('binomialHalfTail', () => {
  it('agrees with whole numbers', () => {
    for (const n of [1, 2, 5, 6, 31, 32, 33, 60, 100, 200])
      for (let k = 0; k < n; k++) expect(binomialHalfTail(k, n) / exactTail(k, n)).toBeCloseTo(1, 9);
  });

  it('holds its ends, and large counts', () => {
    expect([binomialHalfTail(-1, 5), binomialHalfTail(5, 5), binomialHalfTail(9, 5)]).toEqual([0, 1, 1]);
    expect(binomialHalfTail(499_999, 1_000_000)).toBeCloseTo(0.5 - 0.000398942, 6);
    // One standard deviation below the middle: the normal distribution with its correction for continuity.
    expect(binomialHalfTail(499_500, 1_000_000)).toBeCloseTo(0.158_897, 5);
  });
});

describe('signTest', () => {
  it('gives the values of published tables', () => {
    expect(signTest(0, 6)).toBeCloseTo(0.03125, 10);
    expect(signTest(1, 9)).toBeCloseTo(0.021484375, 10);
    expect(signTest(15, 5)).toBeCloseTo(0.041389, 6);
    expect(signTest(10, 10)).toBe(1);
    expect(signTest(0, 0)).toBe(1);
  });

  it('does not ask which side is which', () => {
    expect(signTest(3, 11)).toBe(signTest(11, 3));
  });
});
