import type { Measurement } from '@ipc-bench/schema/document';
import { statisticsOf } from '@ipc-bench/schema/metrics';
import { describe, expect, it } from 'vitest';

const common = { benchmark: 'pipe.latency', version: '1.0.0', ordinal: 0, parameters: {} };

function latency(repeats: Extract<Measurement, { kind: 'latency' }>['repeats']): Measurement {
  return { kind: 'latency', ...common, repeats };
}

describe('statisticsOf', () => {
  it("takes the median of the repeats' medians, a number that was measured", () => {
    const values = [5000, 1000, 9000, 3000];
    const measurement = latency(values.map((p50_ps) => ({ n: 100, p50_ps })));
    expect(statisticsOf(measurement).get('p50')).toEqual({ value: 3000 });
  });

  it('keeps a censored median censored instead of calling it 0', () => {
    const measurement = latency([
      { n: 100, below_ns: 1000 },
      { n: 100, below_ns: 1000 },
      { n: 100, p50_ps: 2_000_000 },
    ]);
    expect(statisticsOf(measurement).get('p50')).toEqual({ value: null, belowNs: 1000 });
  });

  it('leaves out quantiles that no repeat could support', () => {
    expect(statisticsOf(latency([{ n: 100, p50_ps: 1000 }])).has('p99')).toBe(false);
  });

  it('adds the CPU time of both ends, per round trip and in ps', () => {
    const measurement = latency([
      { n: 1000, p50_ps: 1, initiator: { cpu_ns: 4_000_000 }, responder: { cpu_ns: 2_000_000 } },
    ]);
    expect(statisticsOf(measurement).get('cpu')).toEqual({ value: 6_000_000 });
  });

  it('computes throughput from bytes received and time, rounded down', () => {
    const repeats = [{ messages: 3, bytes: 10, elapsed_ns: 3_000_000_000 }];
    const measurement: Measurement = { kind: 'throughput', ...common, repeats };
    expect(statisticsOf(measurement).get('p50')).toEqual({ value: 3 });
  });

  it('keeps large byte counts exact', () => {
    const repeats = [{ messages: 1, bytes: Number.MAX_SAFE_INTEGER, elapsed_ns: 1_000_000_000 }];
    expect(statisticsOf({ kind: 'throughput', ...common, repeats }).get('p50')).toEqual({
      value: Number.MAX_SAFE_INTEGER,
    });
  });
});
