import { outliers } from '@ipc-bench/server/statistics/outliers';
import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import { describe, expect, it } from 'vitest';

describe('outliers', () => {
  it('flags what lies far off on the logarithmic scale, on both sides alike', () => {
    const replicates = [95, 98, 100, 101, 102, 103, 104, 99];
    expect(outliers([...replicates, 300], 1)).toEqual([...replicates.map(() => false), true]);
    expect(outliers([...replicates, 33], 1).at(-1)).toBe(true);
    expect(outliers([...replicates, 112], 1).at(-1)).toBe(false);
  });

  it('flags nothing among fewer than 8', () => {
    expect(outliers([1, 1, 1, 1, 1, 1, 1000], 1).some(Boolean)).toBe(false);
    expect(outliers([1, 1, 1, 1, 1, 1, 1, 1000], 1).at(-1)).toBe(true);
  });

  it('does not take a step of the clock, or 1 %, for an oddity', () => {
    const same = Array.from({ length: 20 }, () => 1000);
    expect(outliers([...same, 1040], 1).at(-1)).toBe(false);
    expect(outliers([...same, 1060], 1).at(-1)).toBe(true);
    expect(outliers([...same, 6000], 1000).at(-1)).toBe(false);
    expect(outliers([...same, 2 ** 6 * 1000], 1000).at(-1)).toBe(true);
  });

  it('flags a censored number only where all it may be is far off', () => {
    const replicates = [95, 98, 100, 101, 102, 103, 104, 99];
    expect(outliers([...replicates, -1000], 1).at(-1)).toBe(false);
    expect(outliers([...replicates, -10], 1).at(-1)).toBe(true);
    expect(
      outliers(
        replicates.map((value) => -value),
        1,
      ).some(Boolean),
    ).toBe(false);
  });

  it('seldom flags what is only spread', () => {
    const random = seededRandom(17);
    let flagged = 0;
    for (let run = 0; run < 500; run++) {
      const values = Array.from({ length: 20 }, () => {
        const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        return 1e6 * Math.exp(0.3 * normal);
      });
      flagged += outliers(values, 1000).filter(Boolean).length;
    }
    expect(flagged / 10_000).toBeLessThan(0.001);
  });
});
