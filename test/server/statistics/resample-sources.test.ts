import { median } from '@ipc-bench/server/statistics/order-statistics';
import { intervalAcrossSources } from '@ipc-bench/server/statistics/resample-sources';
import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import { describe, expect, it } from 'vitest';

/** The same by lists: draw sources, write out all their values, take the median. */
function byLists(values: readonly number[], source: readonly number[], random: () => number, resamples: number) {
  const names = [...new Set(source)];
  const medians = Array.from({ length: resamples }, () => {
    const drawn = names.map(() => names[Math.floor(random() * names.length)]);
    return median(drawn.flatMap((name) => values.filter((_, at) => source[at] === name)));
  }).sort((a, b) => a - b);
  return medians;
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

describe('intervalAcrossSources', () => {
  it('is silent below 6 sources, however many units they have', () => {
    const values = Array.from({ length: 100 }, (_, at) => at);
    expect(
      intervalAcrossSources(
        values,
        values.map((value) => value % 5),
        seededRandom(1),
      ),
    ).toBeNull();
    expect(
      intervalAcrossSources(
        values,
        values.map((value) => value % 6),
        seededRandom(1),
      ),
    ).not.toBeNull();
  });

  it('repeats with its seed', () => {
    const random = seededRandom(3);
    const values = Array.from({ length: 40 }, random);
    const source = values.map((_, at) => at % 9);
    const ask = (seed: number) => intervalAcrossSources(values, source, seededRandom(seed));
    expect(ask(5)).toEqual(ask(5));
  });

  it('takes the same medians as writing the resamples out', () => {
    const random = seededRandom(11);
    const values = Array.from({ length: 37 }, () => Math.floor(random() * 50));
    const source = values.map(() => Math.floor(random() * 8));
    const found = intervalAcrossSources(values, source, seededRandom(99));
    const lists = byLists(values, source, seededRandom(99), found?.resamples ?? 0);
    expect(found?.resamples).toBe(1999);
    expect(found?.low).toBe(lists[49]);
    expect(found?.high).toBe(lists[1949]);
  });

  it('is wider than counting units where sources resemble themselves, and then holds the median about as it says', () => {
    const random = seededRandom(21);
    const [runs, sources, units] = [400, 20, 5];
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const source = Array.from({ length: sources * units }, (_, at) => Math.floor(at / units));
      const effects = Array.from({ length: sources }, () => normal(random));
      const values = source.map((name) => (effects[name] as number) + 0.2 * normal(random));
      const interval = intervalAcrossSources(values, source, random);
      if (interval && interval.low <= 0 && 0 <= interval.high) held++;
    }
    expect(held / runs).toBeGreaterThan(0.91);
    expect(held / runs).toBeLessThan(0.99);
  });
});
