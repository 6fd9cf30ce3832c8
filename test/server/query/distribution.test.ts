import { bucketBounds } from '@ipc-bench/schema/histogram';
import { distribution } from '@ipc-bench/server/query/distribution';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetResult, fleet } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import type { Row } from '../../support/oracle.js';
import { unitsOf } from '../../support/unit-oracle.js';

const results = fleet({ machines: 25, seed: 14 });
const units = unitsOf(results);
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

/** The average over units of their shares per bucket, straight from the documents. */
function shares(list: readonly FleetResult[], benchmark: string, size: number): Map<number, number> {
  const byUnit = new Map<string, Map<number, number>>();
  for (const { id, document } of list)
    for (const one of document.measurements) {
      if (one.kind !== 'latency' || one.benchmark !== benchmark || one.parameters.message_bytes !== size) continue;
      const own = byUnit.get(String(units.get(id))) ?? new Map<number, number>();
      byUnit.set(String(units.get(id)), own);
      one.histogram?.index.forEach((bucket, at) => {
        own.set(bucket, (own.get(bucket) ?? 0) + (one.histogram?.count[at] ?? 0));
      });
    }
  const total = new Map<number, number>();
  for (const own of byUnit.values()) {
    const samples = [...own.values()].reduce((sum, count) => sum + count, 0);
    for (const [bucket, count] of own) total.set(bucket, (total.get(bucket) ?? 0) + count / samples / byUnit.size);
  }
  return new Map([...total].sort(([a], [b]) => a - b));
}

describe('distribution', () => {
  it('is the average over units of their own distributions, on the documents’ grid', () => {
    for (const by of ['none', 'virtualisation']) {
      const { distributions } = data.ask(distribution, { benchmark: 'pipe.latency', size: '64', by });
      expect(distributions).toHaveLength(1);
      for (const { group, buckets, units: count } of distributions[0].groups) {
        const members = results.filter(
          ({ document }) => group === null || document.machine.virtualisation.verdict === group,
        );
        const wanted = shares(members, 'pipe.latency', 64);
        expect(buckets.map(({ from_ps, to_ps }: Row) => ({ from: from_ps, to: to_ps }))).toEqual(
          [...wanted.keys()].map(bucketBounds),
        );
        for (const [at, share] of [...wanted.values()].entries()) expect(buckets[at].share / share).toBeCloseTo(1, 4);
        expect(count).toBeGreaterThan(5);
      }
    }
  });

  it('tells a quantile where 10 samples of a unit lie beyond it', () => {
    const [{ groups }] = data.ask(distribution, { benchmark: 'pipe.latency', size: '64' }).distributions;
    const [{ units: count, samples, p50, p90, p99, p999, buckets }] = groups;
    expect(samples / count).toBeLessThan(100_000);
    expect([p50, p90, p99].every((quantile) => quantile !== null)).toBe(true);
    expect(p999 === null).toBe((samples / count) * 0.001 < 10);
    const below = buckets.filter(({ to_ps }: Row) => Number(to_ps) <= p50.from_ps);
    const sum = below.reduce((total: number, { share }: { share: number }) => total + share, 0);
    const own = buckets.find(({ from_ps }: Row) => from_ps === p50.from_ps).share;
    expect(sum < 0.5 && sum + own >= 0.499999).toBe(true);
  });

  it('counts units that have a number but no histogram, and leaves out what is flagged', async () => {
    const noisy = results.filter(({ document }) => document.run.flags.includes('noisy'));
    const all = data.ask(distribution, { benchmark: 'pipe.latency', size: '64' });
    const quiet = data.ask(distribution, { benchmark: 'pipe.latency', size: '64', without: 'noisy' });
    const measured = noisy.filter(({ document }) =>
      document.measurements.some(
        ({ benchmark, parameters }) => benchmark === 'pipe.latency' && parameters.message_bytes === 64,
      ),
    );
    expect(all.distributions[0].groups[0].results - quiet.distributions[0].groups[0].results).toBe(measured.length);
    expect(quiet.left_out.flagged).toBe(measured.length);
    expect(all.distributions[0].groups[0].units_without_histogram).toBe(0);
  });

  it('is about round trips only', () => {
    expect(data.ask(distribution, { benchmark: 'pipe.throughput' }).distributions).toEqual([]);
  });
});
