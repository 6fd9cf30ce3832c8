import { trend } from '@ipc-bench/server/query/trend';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleet } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { passes, type Row } from '../../support/oracle.js';
import { describeGroup, numbersOf, unitsOf } from '../../support/unit-oracle.js';

const results = fleet({ machines: 30, seed: 8 });
const units = unitsOf(results);
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

const STEPS: Readonly<Record<string, (row: Row) => string>> = {
  day: (row) => String(row.day),
  month: (row) => String(row.day).slice(0, 7),
  year: (row) => String(row.day).slice(0, 4),
  kernel: (row) => String(row.kernel),
  kernel_line: (row) => String(row.kernel).split('.').slice(0, 2).join('.'),
};
const LINES: Readonly<Record<string, (row: Row) => string>> = {
  none: () => '',
  virtualisation: (row) => String(row.virtualisation),
  cpu: (row) => String(row.cpu_name),
};

const questions = fc.record({
  along: fc.constantFrom(...Object.keys(STEPS)),
  by: fc.constantFrom(...Object.keys(LINES)),
  benchmark: fc.constantFrom('pipe.latency', 'shm_spin.latency', 'pipe.throughput'),
  cpu: fc.constantFrom('e5-26', 'EPYC', 'o'),
});

describe('trend', () => {
  it('agrees with a naive reading of the documents at every step of every line', () => {
    let steps = 0;
    fc.assert(
      fc.property(questions, (given) => {
        const answer = data.ask(trend, { ...given, limit: '100' });
        const wanted = numbersOf(
          results.filter((result) => passes(result, { cpu: given.cpu })),
          units,
          (row) => `${LINES[given.by]?.(row)}\n${STEPS[given.along]?.(row)}`,
          ({ benchmark, metric }) => benchmark === given.benchmark && (metric === 'rtt_p50' || metric === 'throughput'),
        );
        expect(answer.trends.map(({ key }: Row) => key).sort()).toEqual([...wanted.keys()].sort());
        for (const { key, lines } of answer.trends) {
          const byPlace = Map.groupBy(wanted.get(key) ?? [], ({ group }) => group);
          const told = lines.flatMap(({ group, steps: own }: { group: string | null; steps: Row[] }) =>
            own.map(({ at, interval, ...described }) => [`${group ?? ''}\n${at}`, described]),
          );
          expect(Object.fromEntries(told)).toEqual(
            Object.fromEntries(Array.from(byPlace, ([place, numbers]) => [place, describeGroup(numbers)])),
          );
          steps += told.length;
        }
      }),
      { numRuns: 60, seed: 2 },
    );
    expect(steps).toBeGreaterThan(500);
  });

  it('puts kernels in the order of their numbers and days in the order of time', () => {
    const order = (along: string) =>
      data
        .ask(trend, { along, benchmark: 'pipe.latency', size: '64' })
        .trends[0].lines[0].steps.map(({ at }: Row) => at);
    expect(order('kernel_line')).toEqual(['5.10', '6.1', '6.12']);
    expect(order('kernel')).toEqual(['5.10.0', '6.1.0', '6.12.9']);
    expect(order('day')).toEqual([...order('day')].sort());
  });

  it('gives an interval at steps with 6 units or more only', () => {
    const { trends, left_out } = data.ask(trend, { benchmark: 'pipe.latency', along: 'kernel' });
    const steps = trends.flatMap(({ lines }: Row) => (lines as { steps: Row[] }[]).flatMap((line) => line.steps));
    expect(steps.every(({ units: count, interval }: Row) => Number(count) < 6 === (interval === null))).toBe(true);
    expect(steps.some(({ interval }: Row) => interval !== null)).toBe(true);
    expect(left_out.groups_without_interval).toBe(steps.filter(({ interval }: Row) => interval === null).length);
  });
});
