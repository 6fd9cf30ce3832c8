import { seededRandom } from '@ipc-bench/server/statistics/seeded-random';
import { acrossSources, summariseUnits } from '@ipc-bench/server/statistics/summarise-units';
import { describe, expect, it } from 'vitest';

const random = () => seededRandom(1);
const summarise = (values: readonly number[], sources = values.map((_, at) => at)) =>
  summariseUnits(values) && { ...summariseUnits(values), across_sources: acrossSources(values, sources, random) };

describe('summariseUnits', () => {
  it('gives middle, quartiles and both intervals', () => {
    const found = summarise([8, 1, 2, 3, 4, 5, 6, 7]);
    expect(found).toMatchObject({ median: 4.5, lower_quartile: 2.5, upper_quartile: 6.5 });
    expect(found?.interval).toEqual({ low: 1, high: 8, coverage: 1 - 2 / 256 });
    expect(found?.across_sources?.low).toBeGreaterThanOrEqual(1);
    expect(found?.across_sources?.high).toBeLessThanOrEqual(8);
  });

  it('says too few units and too few sources apart', () => {
    expect(summarise([1, 2, 3])).toMatchObject({ interval: null, across_sources: null });
    expect(summarise([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1])).toMatchObject({ across_sources: null });
    expect(summarise([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1])?.interval).not.toBeNull();
    expect(summarise([])).toBeNull();
  });

  it('spans what censored units may be', () => {
    const found = summarise([-100, -100, -100, 300, 400, 500, 600]);
    expect(found).toMatchObject({ median: 300, lower_quartile: -100, upper_quartile: 500 });
    expect(found?.interval).toMatchObject({ low: 0, high: 600 });
    expect(summarise([-100, -100, -100, -100, 400])?.median).toBe(-100);
  });
});
