import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import { contrastWithinUnits, type Pair } from '@ipc-bench/server/statistics/within-unit-contrast';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const close = (value: number | null | undefined, wanted: number) => expect(value).toBeCloseTo(wanted, 9);
const pairs = fc.array(fc.record({ a: fc.integer({ min: 1, max: 1e6 }), b: fc.integer({ min: 1, max: 1e6 }) }), {
  minLength: 1,
  maxLength: 25,
});

describe('contrastWithinUnits', () => {
  it('is the median ratio of the units, with the ends and the P of the sign test', () => {
    const ratios = [0.5, 0.8, 0.9, 1.1, 1.5, 2, 4];
    const found = contrastWithinUnits(ratios.map((ratio, at) => ({ a: ratio * (at + 1), b: at + 1 })));
    close(found?.ratio, 1.1);
    close(found?.low, 0.5);
    close(found?.high, 4);
    close(found?.p, 1); // 4 above, 3 below
    const clear = contrastWithinUnits(Array.from({ length: 8 }, (_, at) => ({ a: 3 * (at + 1), b: at + 1 })));
    close(clear?.p, 2 / 256);
    close(clear?.low, 3);
  });

  it('gives no interval and no P below 6 units, and nothing for none', () => {
    expect(contrastWithinUnits([{ a: 2, b: 1 }])).toEqual({ ratio: 2, low: null, high: null, p: null });
    expect(contrastWithinUnits([])).toBeNull();
    expect(contrastWithinUnits([{ a: 0, b: 5 }])).toBeNull();
  });

  it('turns round with its sides', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const forth = contrastWithinUnits(list);
        const back = contrastWithinUnits(list.map(({ a, b }) => ({ a: b, b: a })));
        expect(back?.p).toBe(forth?.p);
        expect(Math.log(back?.ratio ?? 1)).toBeCloseTo(-Math.log(forth?.ratio ?? 1), 6);
        expect(Math.log(back?.low ?? 1)).toBeCloseTo(-Math.log(forth?.high ?? 1), 6);
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  it('is not moved by how fast a machine is as a whole', () => {
    fc.assert(
      fc.property(pairs, fc.infiniteStream(fc.integer({ min: 1, max: 1000 })), (list, speeds) => {
        const scaled = list.map(({ a, b }): Pair => {
          const speed = speeds.next().value as number;
          return { a: a * speed, b: b * speed };
        });
        expect(contrastWithinUnits(scaled)?.ratio).toBeCloseTo(contrastWithinUnits(list)?.ratio ?? Number.NaN, 6);
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it('says only what is certain of censored numbers', () => {
    const known: Pair[] = Array.from({ length: 6 }, () => ({ a: 1, b: 2 }));
    // below 1 against 2: certainly a ratio below one half; the median of 7 is known all the same
    expect(contrastWithinUnits([...known, { a: -1, b: 2 }])?.ratio).toBeCloseTo(0.5, 9);
    const unknown = contrastWithinUnits(Array.from({ length: 7 }, () => ({ a: -1, b: 2 })));
    expect(unknown).toMatchObject({ ratio: null, low: null });
    close(unknown?.high, 0.5);
    close(unknown?.p, 2 / 128);
    // below 1000 against 2 may be either way: no evidence
    expect(contrastWithinUnits(Array.from({ length: 7 }, () => ({ a: -1000, b: 2 })))?.p).toBe(1);
  });

  it('rejects equality about as seldom as it says where there is no difference', () => {
    const random = seededRandom(31);
    const runs = 2000;
    let [rejected, held] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const found = contrastWithinUnits(
        Array.from({ length: 15 }, () => ({ a: 1 - Math.log(1 - random()), b: 1 - Math.log(1 - random()) })),
      );
      if ((found?.p ?? 1) <= 0.05) rejected++;
      if ((found?.low ?? 0) <= 1 && 1 <= (found?.high ?? 0)) held++;
    }
    expect(rejected / runs).toBeLessThan(0.05);
    expect(held / runs).toBeGreaterThan(0.95);
    expect(rejected + held).toBe(runs);
  });
});
