import { facets } from '@ipc-bench/server/query/facets';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetResult, fleet } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { passes, type Row, resultRow } from '../../support/oracle.js';

const results = fleet({ machines: 30, seed: 4 });
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

const VALUES: Readonly<Record<string, (row: Row, result: FleetResult) => string[]>> = {
  virtualisation: (row) => [String(row.virtualisation)],
  cpu: (row) => [String(row.cpu_name)],
  vendor: (row) => [String(row.cpu_vendor)],
  kernel_line: (row) => [String(row.kernel).split('.').slice(0, 2).join('.')],
  year: (row) => [String(row.day).slice(0, 4)],
  benchmark: (_, { document }) => [...new Set(document.measurements.map(({ benchmark }) => benchmark))],
};
const OWN: Readonly<Record<string, string>> = {
  virtualisation: 'virtualisation',
  cpu: 'cpu',
  vendor: 'vendor',
  kernel_line: 'kernel',
  benchmark: 'benchmark',
};

const filters = fc.record(
  {
    virtualisation: fc.constantFrom('virtual', 'bare_metal'),
    cpu: fc.constantFrom('epyc', 'E5-2670'),
    vendor: fc.constantFrom('intel', 'amd'),
    kernel: fc.constantFrom('6.1', '6.12', '5'),
    day_from: fc.constantFrom('2026-03-01', '2026-10-01'),
    benchmark: fc.constantFrom('tcp.latency', 'shm_spin.latency'),
  },
  { requiredKeys: [] },
);

const hasBenchmark = ({ document }: FleetResult, benchmark: string | undefined) =>
  benchmark === undefined || document.measurements.some((one) => one.benchmark === benchmark);

describe('facets', () => {
  it('counts what choosing each value would find: its own filter does not narrow a facet', () => {
    let counted = 0;
    fc.assert(
      fc.property(filters, (given) => {
        const answer = data.ask(facets, given as Record<string, string>);
        const found = (without?: string) => {
          const { benchmark, ...others } = Object.fromEntries(
            Object.entries(given).filter(([name]) => name !== without),
          );
          return results.filter((result) => passes(result, others) && hasBenchmark(result, benchmark));
        };
        expect(answer.results).toBe(found().length);
        for (const [name, valuesOf] of Object.entries(VALUES)) {
          const counts = new Map<string, number>();
          const own = name === 'year' ? ['day_from'] : [OWN[name]];
          for (const result of found(own[0]))
            for (const value of valuesOf(resultRow(result), result)) counts.set(value, (counts.get(value) ?? 0) + 1);
          const facet = answer.facets.find((one: Row) => one.facet === name);
          const told = new Map(facet.values.map(({ value, results: count }: Row) => [value, count]));
          expect(told).toEqual(counts);
          counted += counts.size;
        }
      }),
      { numRuns: 120, seed: 6 },
    );
    expect(counted).toBeGreaterThan(800);
  });

  it('lists values with most results first', () => {
    for (const { values } of data.ask(facets).facets) {
      const counts = values.map(({ results: count }: Row) => count);
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
    }
  });
});
