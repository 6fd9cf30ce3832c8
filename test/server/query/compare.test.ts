import { compare } from '@ipc-bench/server/query/compare';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf } from '../../support/corpus.js';
import { signDocument, testKey } from '../../support/document.js';
import { type FleetResult, fleet, WAYS } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { passes, type Row } from '../../support/oracle.js';
import { describeGroup, numbersOf, unitsOf, unitValuesOf } from '../../support/unit-oracle.js';

const results = fleet({ machines: 40, seed: 5 });
const units = unitsOf(results);
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(results, afterAll);
});

const GROUPS: Readonly<Record<string, (row: Row, result: FleetResult) => string>> = {
  virtualisation: (row) => String(row.virtualisation),
  cpu: (row) => String(row.cpu_name),
  kernel: (row) => String(row.kernel),
  kernel_line: (row) => String(row.kernel).split('.').slice(0, 2).join('.'),
  configuration: (row) => String(row.configuration),
  month: (row) => String(row.day).slice(0, 7),
  vendor: (_, { document }) => document.machine.cpu.vendor,
  machine: (row) => String(row.machine_key),
};

const isHeadline = ({ metric }: Row) => metric === 'rtt_p50' || metric === 'throughput';

const FILTERS: Readonly<Record<string, readonly string[]>> = {
  benchmark: ['pipe.latency', 'shm_spin.latency', 'tcp.latency', 'pipe.throughput'],
  metric: ['rtt_p50', 'rtt_p99', 'rtt_mean', 'rtt_cpu', 'throughput'],
  size: ['64', '4096', '65536'],
  virtualisation: ['virtual', 'bare_metal'],
  cpu: ['e5-26', 'EPYC'],
  kernel: ['6', '6.1'],
  day_from: ['2026-04-01', '2026-07-15'],
  without: ['noisy', 'below_resolution,unsigned', 'provisional'],
};

/** Any way to group, with up to three filters. */
const questions = fc
  .tuple(fc.constantFrom(...Object.keys(GROUPS)), fc.shuffledSubarray(Object.keys(FILTERS), { maxLength: 3 }), fc.nat())
  .map(([by, names, pick]): Readonly<Record<string, string>> => {
    const chosen = names.map((name) => [name, FILTERS[name]?.[pick % (FILTERS[name]?.length ?? 1)]]);
    return { by, ...Object.fromEntries(chosen) };
  });

function expected(given: Readonly<Record<string, string>>) {
  const { by = 'virtualisation', benchmark, metric, size, without = '' } = given;
  const passing = results.filter((result) => passes(result, given));
  const isAsked = (row: Row) =>
    (metric === undefined ? isHeadline(row) : row.metric === metric) &&
    (benchmark === undefined || row.benchmark === benchmark) &&
    (size === undefined || (row.parameters as Row).message_bytes === Number(size));
  const groupOf = (row: Row, result: FleetResult) => {
    const isNoisy = without.includes('noisy') && result.document.run.flags.includes('noisy');
    // below_resolution is about the headline of the point, whichever metric is asked for
    const point = (result.document.measurements as Row[]).find(
      (one) =>
        one.benchmark === row.benchmark &&
        one.ordinal === row.ordinal &&
        (one.parameters as Row).message_bytes === (row.parameters as Row).message_bytes,
    );
    const isCensored = ((point?.repeats ?? []) as Row[]).filter(({ below_ns }) => below_ns !== undefined).length >= 2;
    if (isNoisy || (without.includes('below_resolution') && isCensored)) return null;
    return GROUPS[by]?.(row, result) ?? null;
  };
  return numbersOf(passing, units, groupOf, isAsked);
}

describe('compare', () => {
  it('agrees with a naive reading of the documents on any filters and groups', () => {
    let groups = 0;
    fc.assert(
      fc.property(questions, (given) => {
        const answer = data.ask(compare, { ...given, limit: '100' });
        const wanted = expected(given);
        expect(answer.comparisons_left_out).toBe(0);
        expect(answer.comparisons).toHaveLength(wanted.size);
        for (const { groups: found, groups_left_out } of answer.comparisons) {
          const [{ key }] = found;
          const byGroup = Map.groupBy(wanted.get(key) ?? [], ({ group }) => group);
          expect(found.length + groups_left_out).toBe(byGroup.size);
          for (const { group, key: own, interval, across_sources, note, p99, ...described } of found) {
            expect(own).toBe(key);
            expect({ group, ...described }).toEqual({ group, ...describeGroup(byGroup.get(group) ?? []) });
            groups++;
          }
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(groups).toBeGreaterThan(5000);
  });

  it('gives no interval below 6 units and one that holds the median from there on', () => {
    const { comparisons, left_out } = data.ask(compare, { by: 'configuration', benchmark: 'pipe.latency', size: '64' });
    const found = [...comparisons, ...data.ask(compare, { benchmark: 'pipe.latency' }).comparisons].flatMap(
      ({ groups }) => groups,
    );
    expect(found.filter(({ units: count }) => count < 6).length).toBeGreaterThan(3);
    expect(found.filter(({ units: count }) => count >= 6).length).toBeGreaterThan(3);
    for (const { units: count, interval, median, note } of found) {
      expect(interval === null).toBe(count < 6);
      expect(note === 'too_few_units').toBe(count < 6);
      if (interval === null) continue;
      expect(interval.coverage).toBeGreaterThanOrEqual(0.95);
      expect(interval.low <= median.value && median.value <= interval.high).toBe(true);
    }
    expect(left_out.groups_without_interval).toBe(
      comparisons.flatMap(({ groups }: Row) => groups as Row[]).filter(({ interval }: Row) => interval === null).length,
    );
  });

  it('finds how much slower a virtual machine of the same CPU model is', () => {
    const [{ contrasts }] = data.ask(compare, { benchmark: 'pipe.latency', size: '64' }).comparisons;
    expect(contrasts).toHaveLength(1);
    const [found] = contrasts;
    expect(found).toMatchObject({
      a: 'bare_metal',
      b: 'virtual',
      method: 'within_cpu_models',
      observational: true,
      note: null,
    });
    expect(found.ratio).toBeGreaterThan(1 / 1.6);
    expect(found.ratio).toBeLessThan(1 / 1.4);
    expect(found.low < 1 / 1.5 && 1 / 1.5 < found.high).toBe(true);
    expect(found.p_adjusted).toBeLessThan(0.01);
  });

  it('contrasts mechanisms within units, at equal parameters', () => {
    const answer = data.ask(compare, { by: 'mechanism', metric: 'rtt_p50' });
    expect(answer.comparisons.map(({ parameters }: Row) => parameters)).toEqual(
      [64, 4096].map((message_bytes) => ({
        message_bytes,
        placement: 'same-llc',
        idle: 'natural',
        touch: 'read_lines',
      })),
    );
    const [{ groups, contrasts }] = answer.comparisons;
    expect(groups.map(({ group }: Row) => group)).toEqual([WAYS.spin, WAYS.futex, WAYS.pipe, WAYS.unix, WAYS.tcp]);
    const found = contrasts.find(({ a, b }: Row) => a === 'pipe' && b === 'unix_stream');
    const isAsked = (benchmark: string) => (row: Row) =>
      row.benchmark === benchmark && row.metric === 'rtt_p50' && (row.parameters as Row).message_bytes === 64;
    const side = (benchmark: string) =>
      unitValuesOf([...numbersOf(results, units, () => 'all', isAsked(benchmark)).values()].flat());
    const [pipe, unix] = [side('pipe.latency'), side('unix_stream.latency')];
    const ratios = [...pipe]
      .flatMap(([unit, value]) => (unix.has(unit) ? [value / Number(unix.get(unit))] : []))
      .sort();
    expect(found).toMatchObject({
      method: 'within_units',
      observational: false,
      units_a: ratios.length,
      units_b: ratios.length,
    });
    const middle = [Math.floor((ratios.length - 1) / 2), Math.ceil((ratios.length - 1) / 2)].map(
      (at) => ratios[at] as number,
    );
    expect(found.ratio).toBeCloseTo(Math.sqrt((middle[0] as number) * (middle[1] as number)), 5);
    expect(found.low < 0.8 && 0.8 < found.high).toBe(true);
    expect(found.p).toBeLessThan(0.001);
  });

  it('adjusts each P for all pairs of the answer', () => {
    const { comparisons } = data.ask(compare, { by: 'mechanism', metric: 'rtt_p50' });
    const all = comparisons.flatMap(({ contrasts }: Row) => contrasts as Row[]).filter(({ p }: Row) => p !== null);
    expect(all.length).toBe(20);
    for (const { p, p_adjusted } of all) {
      const levels = all.filter((other: Row) => Number(other.p) >= Number(p));
      const adjusted = levels.map(
        (other: Row) =>
          (Number(other.p) * all.length) / all.filter((one: Row) => Number(one.p) <= Number(other.p)).length,
      );
      expect(p_adjusted / Math.min(1, ...adjusted)).toBeCloseTo(1, 4);
    }
  });

  it('never pools across keys: sizes, placements and benchmarks stay apart', () => {
    const { comparisons } = data.ask(compare, { limit: '100' });
    const seen = comparisons.map(({ benchmark, parameters, metric, groups }: Row) => [
      benchmark,
      JSON.stringify(parameters),
      metric,
      new Set((groups as Row[]).map(({ key }) => key)).size,
    ]);
    expect(new Set(seen.map(([...names]: unknown[]) => names.slice(0, 3).join(' '))).size).toBe(seen.length);
    expect(seen.every((entry: unknown[]) => entry[3] === 1)).toBe(true);
  });

  it('contrasts all with one when asked, and sizes within units', () => {
    const { comparisons } = data.ask(compare, { by: 'size', benchmark: 'pipe.latency', against: '64' });
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0].contrasts).toHaveLength(1);
    expect(comparisons[0].contrasts[0]).toMatchObject({ a: '4096', b: '64', method: 'within_units' });
    expect(comparisons[0].contrasts[0].ratio).toBeGreaterThan(1.3);
  });

  it('tells p99 beside a median, as the median of the units’ p99', () => {
    const [{ groups }] = data.ask(compare, { benchmark: 'pipe.latency', size: '64', by: 'virtualisation' }).comparisons;
    const tails = data.ask(compare, { benchmark: 'pipe.latency', size: '64', metric: 'rtt_p99' }).comparisons[0].groups;
    expect(groups.map(({ p99 }: Row) => p99)).toEqual(tails.map(({ median }: Row) => median));
    expect(tails.every(({ p99 }: Row) => p99 === null)).toBe(true);
  });

  it('counts machine keys apart when asked to', () => {
    const counted = (given: Record<string, string>) =>
      data
        .ask(compare, { benchmark: 'pipe.throughput', ...given })
        .comparisons[0].groups.reduce((sum: number, group: Row) => sum + Number(group.units), 0);
    const keys = new Set(results.map(({ document }) => document.machine_key)).size;
    expect(counted({ counted: 'machine' })).toBe(keys);
    expect(counted({})).toBe(new Set(units.values()).size);
    expect(keys).toBeGreaterThan(new Set(units.values()).size);
  });

  it('gives the same answer when a second machine of the same source and configuration repeats what is there', async () => {
    const few = results.filter(({ document }) => document.machine.virtualisation.verdict === 'virtual').slice(0, 12);
    const copies = few.map(({ document, source }): FleetResult => {
      const { machine_key: _, signature: __, ...plain } = document;
      return {
        ...fileOf(
          signDocument({ ...plain, nonce: `f${plain.nonce.slice(1)}` }, testKey(`another machine of ${source}`)),
        ),
        source,
      };
    });
    const cleanups: (() => void)[] = [];
    const later = (cleanup: () => void) => cleanups.push(cleanup);
    const [once, twice] = [await fleetIndex(few, later), await fleetIndex([...few, ...copies], later)];
    const told = ({ ask }: FleetIndex) =>
      ask(compare, { metric: 'rtt_p50' }).comparisons.flatMap(({ groups }: Row) =>
        (groups as Row[]).map(({ units: count, median, interval }) => ({ count, median, interval })),
      );
    expect(told(twice)).toEqual(told(once));
    for (const cleanup of cleanups.reverse()) cleanup();
  });
});

describe('what compare leaves out', () => {
  it('is counted by reason', () => {
    const count = (given: Record<string, string>) =>
      data.ask(compare, { benchmark: 'pipe.latency', limit: '100', ...given }).left_out;
    const noisy = results.filter(
      ({ document: { run, measurements } }) =>
        run.flags.includes('noisy') && measurements.some(({ benchmark }) => benchmark === 'pipe.latency'),
    ).length;
    expect(count({})).toMatchObject({ flagged: 0, other_keys: 0, second_packing: 0, not_vouched_for: 0 });
    expect(count({ without: 'noisy' }).flagged).toBe(noisy);
    expect(noisy).toBeGreaterThan(2);
    const measured = results.filter(({ document: { measurements } }) =>
      measurements.some(({ benchmark, parameters }) => benchmark === 'pipe.latency' && parameters.message_bytes === 64),
    ).length;
    expect(count({ size: '1' }).other_keys).toBe(measured);
  });

  it('says how many comparisons were not looked at', () => {
    const all = data.ask(compare, { limit: '100' }).comparisons.length;
    expect(data.ask(compare, { limit: '3' })).toMatchObject({ comparisons_left_out: all - 3 });
  });

  it('teaches the words of flags', () => {
    expect(() => data.ask(compare, { without: 'noisi' })).toThrow('did you mean noisy?');
    expect(() => data.ask(compare, { by: 'virtualization' })).toThrow('did you mean virtualisation?');
  });
});
