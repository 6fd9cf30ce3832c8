import { seededRandom, seedOf } from '@ipc-bench/server/statistics/seeded-random';
import { describe, expect, it } from 'vitest';

describe('seededRandom', () => {
  it('repeats, and differs from seed to seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('is even: 20 boxes, 100,000 draws, chi-squared', () => {
    const random = seededRandom(seedOf('even'));
    const boxes = new Array<number>(20).fill(0);
    for (let draw = 0; draw < 100_000; draw++) {
      const value = random();
      expect(value >= 0 && value < 1).toBe(true);
      const box = Math.floor(value * 20);
      boxes[box] = (boxes[box] as number) + 1;
    }
    const chiSquared = boxes.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    expect(chiSquared).toBeLessThan(43.8); // 0.999 of 19 degrees of freedom
  });
});

describe('seedOf', () => {
  it('gives the published values of FNV-1a', () => {
    expect(seedOf('')).toBe(0x811c9dc5);
    expect(seedOf('a')).toBe(0xe40c292c);
    expect(seedOf('foobar')).toBe(0xbf9cf968);
  });
});
