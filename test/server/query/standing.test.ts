import { compareCensored, standing } from '@ipc-bench/server/query/standing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleet } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { type Row, resultRow } from '../../support/oracle.js';
import { describeGroup, numbersOf, unitsOf, unitValuesOf } from '../../support/unit-oracle.js';

const results = fleet({ machines: 24, seed: 5 });
const units = unitsOf(results);
const rows = results.map(resultRow);
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

const isHeadline = ({ metric }: Row) => metric === 'rtt_p50' || metric === 'throughput';

describe('standing', () => {
  it.each(['machine_key', 'configuration'])('of each %s agrees with a naive reading of the documents', (subject) => {
    const all = numbersOf(results, units, () => '', isHeadline);
    let told = 0;
    for (const value of new Set(rows.map((row) => String(row[subject])))) {
      const answer = data.ask(standing, { [subject]: value, limit: '100' });
      const own = numbersOf(results, units, (row) => (String(row[subject]) === value ? '' : null), isHeadline);
      expect(answer.standings.map(({ key }: Row) => key).sort()).toEqual([...own.keys()].sort());
      for (const { key, others, worse, alike, percentile, better, everybody, ...one } of answer.standings) {
        const mine = own.get(key) ?? [];
        const ownUnits = new Set(mine.map(({ unit }) => unit));
        const rest = [...unitValuesOf((all.get(key) ?? []).filter(({ unit }) => !ownUnits.has(unit))).values()];
        expect(others).toBe(rest.length);
        expect(one.value).toEqual(describeGroup(mine).median);
        const { interval: _, ...described } = everybody;
        expect(described).toEqual(describeGroup(all.get(key) ?? []));
        if (one.value.value !== null && rest.every((other) => other >= 0)) {
          const exact = unitValuesOf(mine);
          const [single] = exact.size === 1 ? [...exact.values()] : [];
          if (single === undefined) continue;
          const sign = better === 'lower' ? 1 : -1;
          expect(worse).toBe(rest.filter((other) => (other - single) * sign > 0).length);
          expect(alike).toBe(rest.filter((other) => other === single).length);
          if (rest.length > 0) expect(percentile).toBeCloseTo((100 * (worse + alike / 2)) / rest.length, 3);
          told++;
        }
      }
    }
    expect(told).toBeGreaterThan(20);
  });

  it('cannot tell numbers apart that both lie below the resolution', () => {
    expect(compareCensored(-1000, -60_000)).toBe(0);
    expect(compareCensored(-60_000, 60_000)).toBeLessThan(0);
    expect(compareCensored(-60_000, 50_000)).toBe(0);
    expect(compareCensored(70_000, -60_000)).toBeGreaterThan(0);
  });

  it('asks whose standing is meant', () => {
    expect(() => data.ask(standing, { size: '64' })).toThrow(/machine_key or configuration/);
  });
});
