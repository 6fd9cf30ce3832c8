import type { Latency, Measurement } from '@ipc-bench/schema/document';
import { type Measured, measurementNumbers } from '@ipc-bench/server/index/measurement-numbers';
import { pointFlags } from '@ipc-bench/server/index/point-flags';
import { flagsOf } from '@ipc-bench/server/packing/quality-flags';
import { describe, expect, it } from 'vitest';

type Circumstances = { class?: string; placement?: string; touch?: string; flags?: ('noisy' | 'interrupted')[] };

function flagsFor(
  measurement: Partial<Measurement>,
  { class: waiting = 'blocking', flags = [], ...identity }: Circumstances = {},
) {
  const whole = { benchmark: 'pipe.latency', version: '1.0.0', ordinal: 0, parameters: {}, ...measurement } as Measured;
  const numbers = measurementNumbers(whole, new Map());
  return flagsOf(pointFlags(whole.kind, numbers, { class: waiting, identity }, { flags }));
}

const latency = (...p50: number[]): Partial<Latency> => ({
  kind: 'latency',
  repeats: p50.map((p50_ps) => ({ n: 20, p50_ps, max_ps: p50_ps })),
});

describe('pointFlags', () => {
  it('says nothing of a sound point', () => {
    expect(flagsFor(latency(9e6, 9.1e6, 9.2e6))).toEqual([]);
  });

  it('flags what was measured once, and repeats that disagree', () => {
    expect(flagsFor(latency(9e6))).toEqual(['single_run']);
    expect(flagsFor(latency(10e6, 12e6, 15e6))).toEqual([]);
    expect(flagsFor(latency(10e6, 12e6, 15.1e6))).toEqual(['noisy']);
  });

  it('believes a run that calls itself noisy or interrupted', () => {
    expect(flagsFor(latency(9e6, 9e6), { flags: ['noisy'] })).toEqual(['noisy']);
    expect(flagsFor(latency(9e6, 9e6), { flags: ['interrupted'] })).toEqual(['noisy']);
  });

  it('flags a median below the resolution of the clock', () => {
    const censored: Partial<Measurement> = {
      kind: 'latency',
      repeats: [1, 2].map(() => ({ n: 20, below_ns: 10, max_ps: 5 })),
    };
    expect(flagsFor(censored)).toEqual(['below_resolution']);
    const mean: Partial<Measurement> = {
      kind: 'batched_latency',
      batched: [1, 2].map(() => ({ n: 1, batch: 9, below_ns: 1000 })),
    };
    expect(flagsFor(mean)).toEqual(['below_resolution']);
  });

  it('flags what no cache, system call or memory allows', () => {
    const spinning = { class: 'spinning' };
    expect(flagsFor(latency(50_000, 50_000))).toEqual(['implausible']);
    expect(flagsFor(latency(50_000, 50_000), { ...spinning, placement: 'same-llc' })).toEqual([]);
    expect(flagsFor(latency(6_000, 6_000), { ...spinning, placement: 'same-llc' })).toEqual(['implausible']);
    expect(flagsFor(latency(6_000, 6_000), { ...spinning, placement: 'smt' })).toEqual([]);
    expect(flagsFor(latency(30_000, 30_000), { ...spinning, placement: 'cross-socket' })).toEqual(['implausible']);
    expect(flagsFor(latency(1, 1), spinning)).toEqual([]); // where the CPUs lie is not known
  });

  it('flags a throughput beyond a cache line per cycle, unless nobody touches the bytes', () => {
    const throughput: Partial<Measurement> = {
      kind: 'throughput',
      repeats: [1, 2].map(() => ({ messages: 1, bytes: 1e12, elapsed_ns: 1e9 })),
    };
    expect(flagsFor(throughput, { touch: 'read_lines' })).toEqual(['implausible']);
    expect(flagsFor(throughput, { touch: 'none' })).toEqual([]);
  });
});
