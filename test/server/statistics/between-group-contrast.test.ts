import { contrastBetweenGroups, type Member } from '@ipc-bench/server/statistics/between-group-contrast';
import { median } from '@ipc-bench/server/statistics/order-statistics';
import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const inOne = (values: readonly number[], stratum: number | string = 0): Member[] =>
  values.map((value) => ({ stratum, value }));
const members = fc.array(
  fc.record({ stratum: fc.integer({ min: 0, max: 3 }), value: fc.integer({ min: 1, max: 1e5 }) }),
  {
    minLength: 1,
    maxLength: 14,
  },
);
const close = (value: number | null | undefined, wanted: number, digits = 6) =>
  expect(Math.log(value ?? Number.NaN)).toBeCloseTo(Math.log(wanted), digits);

describe('contrastBetweenGroups', () => {
  it('is the median of all pairwise ratios where there is one stratum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 9 }),
        fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 9 }),
        (a, b) => {
          const logs = a.flatMap((x) => b.map((y) => Math.log(x / y)));
          expect(Math.log(contrastBetweenGroups(inOne(a), inOne(b))?.ratio ?? 0)).toBeCloseTo(median(logs), 8);
        },
      ),
      { numRuns: 300, seed: 10 },
    );
  });

  it('gives the P of the rank-sum test', () => {
    // Lehmann, Nonparametrics: 6 against 6 without ties, ranks of a 1..6: z = 18 / sqrt(39)
    const found = contrastBetweenGroups(inOne([1, 2, 3, 4, 5, 6]), inOne([7, 8, 9, 10, 11, 12]));
    expect(found?.p).toBeCloseTo(0.003947, 5);
    // With ties: midranks, and the variance less a term for the sizes of the ties (Lehmann, section 1.4).
    const a = [1, 1, 2, 2, 3, 4];
    const b = [2, 3, 3, 4, 5, 5];
    const ranks = (x: number) => {
      const all = [...a, ...b];
      return all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2;
    };
    const sum = a.reduce((total, x) => total + ranks(x), 0) - (6 * 13) / 2;
    const ties = [2, 3, 3, 2, 2].reduce((total, t) => total + t ** 3 - t, 0);
    const z = sum / Math.sqrt((36 / 12) * (13 - ties / (12 * 11)));
    expect(z).toBeCloseTo(-1.877942, 5);
    expect(contrastBetweenGroups(inOne(a), inOne(b))?.p).toBeCloseTo(0.060389, 5);
  });

  it('compares within strata only: what differs between CPU models is no effect', () => {
    // Group a has mostly slow machines, b mostly fast ones; within each model a is 1.5 times b.
    const slow = [1000, 1010, 1020, 1030, 1040, 1050, 1060, 1070];
    const a = [
      ...inOne(
        slow.map((x) => 1.5 * x),
        'slow',
      ),
      ...inOne([15, 15.1], 'fast'),
    ];
    const b = [...inOne([1000, 1001], 'slow'), ...inOne([10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7], 'fast')];
    const found = contrastBetweenGroups(a, b);
    expect(found).toMatchObject({ strata: 2, units_a: 10, units_b: 10 });
    expect(found?.ratio).toBeGreaterThan(1.4);
    expect(found?.ratio).toBeLessThan(1.6);
    const pooled = contrastBetweenGroups(inOne(a.map(({ value }) => value)), inOne(b.map(({ value }) => value)));
    expect(pooled?.ratio).toBeGreaterThan(50);
  });

  it('leaves units out whose stratum the other group has not, and says so by its counts', () => {
    const found = contrastBetweenGroups([...inOne([4], 'x'), ...inOne([9, 9], 'only a')], [...inOne([2, 2], 'x')]);
    expect(found).toMatchObject({ strata: 1, units_a: 1, units_b: 2, low: null, high: null, p: null });
    close(found?.ratio, 2);
    expect(contrastBetweenGroups(inOne([1], 'x'), inOne([1], 'y'))).toBeNull();
  });

  it('turns round with its sides, and does not depend on order or on the unit of measurement', () => {
    fc.assert(
      fc.property(members, members, fc.integer({ min: 2, max: 1000 }), (a, b, scale) => {
        const found = contrastBetweenGroups(a, b);
        const back = contrastBetweenGroups([...b].reverse(), [...a].reverse());
        const scaled = (list: readonly Member[]) =>
          list.map(({ stratum, value }) => ({ stratum, value: value * scale }));
        const again = contrastBetweenGroups(scaled(a), scaled(b));
        if (!found) {
          expect([back, again]).toEqual([null, null]);
          return;
        }
        close(back?.ratio, 1 / (found.ratio ?? 0));
        close(again?.ratio, found.ratio ?? 0);
        expect([back?.units_a, back?.units_b]).toEqual([found.units_b, found.units_a]);
        if (found.p === null) return;
        expect(back?.p).toBeCloseTo(found.p, 9);
        close(back?.low, 1 / (found.high ?? 0));
        expect((found.low ?? 0) <= (found.ratio ?? 0) && (found.ratio ?? 0) <= (found.high ?? 0)).toBe(true);
      }),
      { numRuns: 300, seed: 12 },
    );
  });

  it('has the interval of Lehmann for one stratum: ordered pairwise differences', () => {
    const random = seededRandom(5);
    const a = Array.from({ length: 9 }, () => 1 + random());
    const b = Array.from({ length: 8 }, () => 1 + random());
    const logs = a.flatMap((x) => b.map((y) => Math.log(x / y))).sort((x, y) => x - y);
    // U at or below mn/2 - 1.96 sqrt(mn(N+1)/12) is rejected: that many differences are cut from either end.
    const cut = Math.floor(36 - 1.96 * Math.sqrt((72 * 18) / 12));
    const found = contrastBetweenGroups(inOne(a), inOne(b));
    expect(Math.log(found?.low ?? 0)).toBeCloseTo(logs[cut] as number, 8);
    expect(Math.log(found?.high ?? 0)).toBeCloseTo(logs.at(-1 - cut) as number, 8);
  });

  it('says only what is certain of censored numbers', () => {
    const b = inOne([10, 11, 12, 13, 14, 15]);
    const found = contrastBetweenGroups(inOne([-5, -5, -5, -5, -5, -5]), b);
    expect(found).toMatchObject({ ratio: null, low: null });
    expect(found?.high).toBeLessThan(0.51);
    expect(found?.p).toBeLessThan(0.01);
    expect(contrastBetweenGroups(inOne([-1000, -1000, -1000, -1000, -1000, -1000]), b)?.p).toBeLessThan(0.01);
  });

  it('holds the true ratio about as often as it says', () => {
    const random = seededRandom(41);
    const runs = 1000;
    let [held, rejected] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const draw = (scale: number) =>
        [0, 1, 2].flatMap((stratum) =>
          Array.from({ length: 3 + stratum }, () => ({
            stratum,
            value: scale * 10 ** stratum * (1 - Math.log(1 - random())),
          })),
        );
      const found = contrastBetweenGroups(draw(2), draw(1));
      if (found?.low && found.high && found.low <= 2 && 2 <= found.high) held++;
      if ((contrastBetweenGroups(draw(1), draw(1))?.p ?? 1) <= 0.05) rejected++;
    }
    expect(held / runs).toBeGreaterThan(0.93);
    expect(rejected / runs).toBeLessThan(0.065);
    expect(rejected / runs).toBeGreaterThan(0.02);
  });
});
