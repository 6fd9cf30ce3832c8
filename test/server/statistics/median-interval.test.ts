import { medianInterval, medianRanks } from '@ipc-bench/server/statistics/median-interval';
import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('medianRanks', () => {
  it('gives the ranks of published tables', () => {
    // n, rank of the lower end at 95 %: Conover, table A3; Dixon & Massey, table A-25
    const table = [
      [6, 1],
      [7, 1],
      [8, 1],
      [9, 2],
      [10, 2],
      [11, 2],
      [12, 3],
      [15, 4],
      [20, 6],
      [25, 8],
      [30, 10],
      [40, 14],
      [50, 18],
      [64, 24],
      [100, 40],
    ];
    for (const [n, low] of table) expect([n, medianRanks(n as number)?.low]).toEqual([n, low]);
  });

  it('is the narrowest pair that keeps its word', () => {
    const tail = (k: number, n: number) => {
      let [term, sum] = [0.5 ** n, 0];
      for (let i = 0; i <= k; i++) {
        sum += term;
        term *= (n - i) / (i + 1);
      }
      return sum;
    };
    for (let n = 6; n <= 300; n++) {
      const ranks = medianRanks(n);
      if (!ranks) throw new Error(`no ranks for ${n}`);
      expect(ranks.coverage).toBeGreaterThanOrEqual(0.95);
      expect(ranks.coverage).toBeCloseTo(1 - 2 * tail(ranks.low - 1, n), 9);
      expect(1 - 2 * tail(ranks.low, n)).toBeLessThan(0.95);
      expect(ranks.high).toBe(n + 1 - ranks.low);
    }
  });

  it('takes large counts', () => {
    const ranks = medianRanks(1_000_000);
    expect(ranks?.low).toBe(499_020);
  });
});

describe('medianInterval', () => {
  it('is silent below 6 values', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
    expect(medianInterval([])).toBeNull();
    expect(medianInterval([6, 1, 2, 5, 3, 4])).toEqual({ low: 1, high: 6, coverage: 0.96875 });
  });

  it('holds the median of the population as often as it says, whatever the distribution', () => {
    const random = seededRandom(7);
    const runs = 4000;
    const exponential = () => -Math.log(1 - random());
    const clusters = () => (random() < 0.5 ? random() : 100 + random()); // the median lies in the gap
    for (const [draw, median] of [
      [exponential, Math.LN2],
      [clusters, 50],
    ] as const)
      for (const n of [6, 9, 16, 40]) {
        let held = 0;
        for (let run = 0; run < runs; run++) {
          const interval = medianInterval(Array.from({ length: n }, draw));
          if (interval && interval.low <= median && median <= interval.high) held++;
        }
        const promised = medianRanks(n)?.coverage ?? 1;
        const error = 4 * Math.sqrt((promised * (1 - promised)) / runs);
        expect(Math.abs(held / runs - promised)).toBeLessThan(error);
      }
  });

  it('does not depend on order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 6, maxLength: 30 }), (values) => {
        expect(medianInterval([...values].reverse())).toEqual(medianInterval(values));
      }),
      { seed: 4 },
    );
  });
});
