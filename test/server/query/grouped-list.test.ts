import { configurations } from '@ipc-bench/server/query/configurations';
import { machines } from '@ipc-bench/server/query/machines';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetResult, fleet } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { passes, type Row, resultRow } from '../../support/oracle.js';
import { walk } from '../../support/walk.js';

const results = fleet({ machines: 30, seed: 9 });
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

const rows = new Map(results.map((result) => [result, resultRow(result)]));
const rowOf = (result: FleetResult) => rows.get(result) as Row;
const sorted = (values: Iterable<unknown>) => [...new Set(values)].map(String).sort();
const groups = (given: Readonly<Record<string, string>>, name: 'machine_key' | 'configuration') =>
  [
    ...Map.groupBy(
      results.filter((result) => passes(result, given)),
      (result) => String(rowOf(result)[name]),
    ),
  ].sort(([a], [b]) => (a < b ? -1 : 1));

const filters = fc.record(
  {
    virtualisation: fc.constantFrom('virtual', 'bare_metal'),
    cpu: fc.constantFrom('epyc', 'E5-2670'),
    kernel: fc.constantFrom('6.1', '6'),
    day_to: fc.constantFrom('2026-06-01', '2026-12-01'),
  },
  { requiredKeys: [] },
);

describe('machines', () => {
  it('gives every machine key once, with what its results say, at any page size', () => {
    fc.assert(
      fc.property(filters, fc.integer({ min: 1, max: 20 }), (given, limit) => {
        const found = walk(machines, data.index, { ...given, limit: String(limit) } as Record<string, string>);
        const wanted = groups(given as Record<string, string>, 'machine_key');
        expect(found.map(({ machine_key }) => machine_key)).toEqual(wanted.map(([key]) => key));
        wanted.forEach(([key, own], at) => {
          const days = own.map((result) => `${rowOf(result).day}${result.id}`).sort();
          const everMeasured = results.filter((result) => rowOf(result).machine_key === key);
          expect(found[at]).toEqual({
            machine_key: key,
            results: own.length,
            first_day: days[0]?.slice(0, 10),
            last_day: days.at(-1)?.slice(0, 10),
            configurations: sorted(own.map((result) => rowOf(result).configuration)),
            cpu_names: sorted(own.map((result) => rowOf(result).cpu_name)),
            virtualisations: sorted(own.map((result) => rowOf(result).virtualisation)),
            kernels: sorted(own.map((result) => rowOf(result).kernel)),
            benchmarks: new Set(
              everMeasured.flatMap(({ document }) => document.measurements.map(({ benchmark }) => benchmark)),
            ).size,
            newest: days.at(-1)?.slice(10),
            oldest: days[0]?.slice(10),
          });
        });
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

describe('configurations', () => {
  it('gives every configuration once, with what all its results share and how many there are', () => {
    fc.assert(
      fc.property(filters, fc.integer({ min: 1, max: 20 }), (given, limit) => {
        const found = walk(configurations, data.index, { ...given, limit: String(limit) } as Record<string, string>);
        const wanted = groups(given as Record<string, string>, 'configuration');
        expect(found.map(({ configuration }) => configuration)).toEqual(wanted.map(([name]) => name));
        wanted.forEach(([, own], at) => {
          const { cpu_name, cpu_model, virtualisation, memory_class_bytes } = rowOf(own[0] as FleetResult);
          expect(found[at]).toMatchObject({
            ...{ cpu_name, cpu_model, virtualisation, memory_class_bytes, results: own.length },
            machines: new Set(own.map((result) => rowOf(result).machine_key)).size,
            sources: new Set(own.map(({ source }) => source)).size,
          });
        });
      }),
      { numRuns: 60, seed: 12 },
    );
  });

  it('teaches a misspelt filter', () => {
    expect(() => walk(configurations, data.index, { virtualization: 'virtual' })).toThrow(
      'did you mean virtualisation?',
    );
  });
});
