import { measurementNumbers, STATISTIC_COLUMNS } from '@ipc-bench/server/index/measurement-numbers';
import { describe, expect, it } from 'vitest';

const shared = { benchmark: 'pipe.latency', version: '1.0.0', ordinal: 0, parameters: {} };
const none = new Map();
const named = (numbers: readonly (number | null)[]) =>
  Object.fromEntries(['repeats', 'n', ...STATISTIC_COLUMNS, 'low', 'high'].map((name, at) => [name, numbers[at]]));

describe('measurementNumbers', () => {
  it('takes the median of the repeats, and their spread', () => {
    const repeats = [30, 10, 20].map((p50_ps) => ({ n: 20, p50_ps, max_ps: 99 }));
    expect(named(measurementNumbers({ ...shared, kind: 'latency', repeats }, none))).toMatchObject({
      repeats: 3,
      n: 60,
      p50: 20,
      max: 99,
      p99: null,
      low: 10,
      high: 30,
    });
  });

  it('packs a censored number as the negative of its bound, below every value', () => {
    const repeats = [
      { n: 20, below_ns: 7 },
      { n: 20, below_ns: 7 },
      { n: 20, p50_ps: 9000 },
    ];
    expect(named(measurementNumbers({ ...shared, kind: 'latency', repeats }, none))).toMatchObject({
      p50: -7,
      low: -7,
      high: 9000,
    });
  });

  it('gives a rate in bytes per second, and its spread', () => {
    const repeats = [
      { bits_per_second: 800, resolution_bps: 1 },
      { bits_per_second: 1600, resolution_bps: 1 },
    ];
    expect(named(measurementNumbers({ ...shared, kind: 'rate', repeats }, none))).toMatchObject({
      p50: 100,
      low: 100,
      high: 200,
    });
  });

  it('counts the round trips of batches and gives no quantile of them', () => {
    const batched = [{ n: 10, batch: 100, mean_ps: 500 }];
    expect(named(measurementNumbers({ ...shared, kind: 'batched_latency', batched }, none))).toMatchObject({
      n: 1000,
      p50: null,
      batched_mean: 500,
      low: null,
    });
  });

  it('scales values to the unit of a lifted series, not bounds', () => {
    const repeats = [{ n: 20, p50_ps: 5, below_ns: 3, max_ps: 8 }];
    const factors = new Map([['p50', 1000] as const]);
    expect(named(measurementNumbers({ ...shared, kind: 'latency', repeats }, factors))).toMatchObject({
      p50: 5000,
      low: 5000,
      min: -3,
      max: 8,
    });
  });
});
