import { quality } from '@ipc-bench/server/query/quality';
import { results as listOfResults } from '@ipc-bench/server/query/results';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleet } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import type { Row } from '../../support/oracle.js';
import { walk } from '../../support/walk.js';

const results = fleet({ machines: 25, seed: 2 });
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

const told = (given: Record<string, string> = {}) => {
  const { flags, results: count } = data.ask(quality, given);
  return { count, flags: Object.fromEntries(flags.map(({ flag, results: own }: Row) => [flag, own])) };
};

describe('quality', () => {
  it('counts the results that have each flag', () => {
    const noisy = results.filter(({ document }) => document.run.flags.includes('noisy')).length;
    const censored = results.filter(({ document }) =>
      document.measurements.some(
        (one) => one.kind === 'latency' && one.repeats.filter(({ below_ns }) => below_ns !== undefined).length >= 2,
      ),
    ).length;
    expect(told().count).toBe(results.length);
    expect(told().flags).toMatchObject({
      noisy,
      below_resolution: censored,
      single_run: 0,
      unsigned: 0,
      implausible: 0,
    });
    expect(Math.min(noisy, censored)).toBeGreaterThan(3);
  });

  it('is about the results under the filters given', () => {
    const { count } = told({ virtualisation: 'virtual' });
    expect(count).toBe(results.filter(({ document }) => document.machine.virtualisation.verdict === 'virtual').length);
    expect(told({ virtualisation: 'virtual' }).flags.noisy).toBeLessThanOrEqual(told().flags.noisy);
  });

  it('agrees with the list of results that have a flag', () => {
    const { flags } = told();
    for (const [flag, count] of Object.entries(flags))
      expect(walk(listOfResults, data.index, { flag, limit: '7' })).toHaveLength(Number(count));
  });
});
