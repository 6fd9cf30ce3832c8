import { advice } from '@ipc-bench/server/query/advice';
import { validateAdvice } from '@ipc-bench/server/query/advice-validation';
import { compare } from '@ipc-bench/server/query/compare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetResult, fleet, MECHANISMS, WAYS } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { type Row, resultRow } from '../../support/oracle.js';
import { numbersOf, unitsOf, unitValuesOf } from '../../support/unit-oracle.js';

/** Virtual machines are bad at waking a futex: there a pipe is the best way, on bare metal the futex is. */
const divided = fleet({
  machines: 60,
  seed: 6,
  special: (benchmark, { virtualisation }) =>
    benchmark === 'shm_futex.latency' && virtualisation.verdict === 'virtual' ? 3 : 1,
});
const uniform = fleet({ machines: 40, seed: 7 });
let mixed: FleetIndex;
let plain: FleetIndex;
beforeAll(async () => {
  [mixed, plain] = [await fleetIndex(divided, afterAll), await fleetIndex(uniform, afterAll)];
});

const classOf = (answer: { classes: Row[] }, name = 'blocking') =>
  answer.classes.find((one) => one.class === name) as Row;
const ways = (one: Row) => (one.ranking as Row[]).map(({ way }) => way);

describe('advice', () => {
  it('is drawn from the nearest hardware where that has proved better', () => {
    const virtual = classOf(mixed.ask(advice, { virtualisation: 'virtual', vendor: 'amd' }));
    const bare = classOf(mixed.ask(advice, { virtualisation: 'bare_metal' }));
    expect(virtual).toMatchObject({ status: 'advice', distance: 3, alike: ['vendor', 'virtualisation'] });
    expect(ways(virtual)[0]).toBe(WAYS.pipe);
    expect(ways(bare)[0]).toBe(WAYS.futex);
    expect(virtual.validation).toMatchObject({ is_beaten: true, nearest: { median: 0 } });
    const { nearest, baseline } = virtual.validation as Record<string, { worst: number }>;
    expect(nearest?.worst).toBeLessThan(baseline?.worst ?? 0);
  });

  it('serves the base line, and says so, where nothing nearer has proved better', () => {
    for (const given of [{}, { virtualisation: 'virtual' }, { cpu: 'EPYC 7763' }]) {
      const blocking = classOf(plain.ask(advice, given));
      expect(blocking).toMatchObject({ status: 'baseline', distance: 6, alike: [], validation: { is_beaten: false } });
      expect(ways(blocking)).toEqual([WAYS.futex, WAYS.pipe, WAYS.unix, WAYS.tcp]);
    }
  });

  it('ranks blocking and spinning apart, and leaves spinning out when it is not allowed', () => {
    const answer = mixed.ask(advice);
    expect(answer.classes.map((one: Row) => one.class)).toEqual(['blocking', 'spinning']);
    expect(mixed.ask(advice, { spin: 'no' }).classes.map((one: Row) => one.class)).toEqual(['blocking']);
    expect(ways(classOf(answer))).not.toContain(WAYS.spin);
  });

  it('says when there are not enough data: one way alone is no choice', () => {
    const spinning = classOf(plain.ask(advice), 'spinning');
    expect(spinning).toMatchObject({ status: 'not_enough_data', ranking: [] });
    expect(spinning.unplaced).toMatchObject([{ way: WAYS.spin, units_needed: 6 }]);
    const throughput = classOf(plain.ask(advice, { goal: 'throughput' }));
    expect(throughput).toMatchObject({ status: 'not_enough_data', validation: null });
    expect(plain.ask(advice, { placement: 'cross-socket' })).toMatchObject({
      task: null,
      classes: [],
      would_change: [],
    });
  });

  it('shows with every entry its units, interval, contrast with the best and CPU cost', () => {
    const blocking = classOf(plain.ask(advice, { counted: 'machine' }));
    const [{ groups, contrasts }] = plain.ask(compare, {
      by: 'mechanism',
      metric: 'rtt_p50',
      size: '64',
      counted: 'machine',
    }).comparisons;
    for (const entry of blocking.ranking as Row[]) {
      const group = groups.find((one: Row) => one.group === entry.way);
      const { units, configurations, median, interval, key } = group;
      expect(entry).toMatchObject({ units, configurations, median, interval, key });
      expect(entry.cpu).toMatchObject({ metric: 'rtt_cpu', unit: 'ps', units });
    }
    const [best, second] = blocking.ranking as Row[];
    expect(best?.against_best).toBeNull();
    const pair = contrasts.find(({ a, b }: Row) => [a, b].includes(best?.way) && [a, b].includes(second?.way));
    const told = second?.against_best as Record<string, number>;
    const isTurned = pair.a === best?.way;
    expect(told.ratio).toBeCloseTo(isTurned ? 1 / pair.ratio : pair.ratio, 4);
    expect(told).toMatchObject({ units: pair.units_a, is_distinguishable: true });
  });

  it('takes the nearest measured size and the usual conditions, and says which', () => {
    expect(plain.ask(advice, { size: '100' }).task).toMatchObject({
      size_asked: 100,
      parameters: { message_bytes: 64, idle: 'natural' },
    });
    expect(plain.ask(advice, { size: '2000' }).task.parameters.message_bytes).toBe(4096);
  });

  it('knows the machine behind a CPU name', () => {
    expect(plain.ask(advice, { cpu: 'epyc 9654' }).target).toMatchObject({
      cpu: 'AMD EPYC 9654 96-Core Processor',
      cpu_model: 'amd 25 17',
      vendor: 'amd',
    });
    expect(plain.ask(advice, { cpu: 'Z80' }).target).toMatchObject({ cpu: null, vendor: null });
  });

  it('names what would change the answer', () => {
    const { would_change } = mixed.ask(advice, { virtualisation: 'virtual' });
    expect(would_change).toContainEqual({
      class: 'blocking',
      condition: 'virtualisation',
      value: 'bare_metal',
      best: WAYS.futex,
    });
    expect(would_change.every((change: Row) => change.class === 'blocking')).toBe(true);
    expect(plain.ask(advice).would_change).toEqual([]);
  });
});

describe('validation', () => {
  /** The regrets of advising `best` of those that a training set ranks, one unit after the other. */
  function byHand(results: readonly FleetResult[], isTrained: (own: Row, other: Row) => boolean): number[] {
    const units = unitsOf(results);
    const rows = new Map(results.map((result) => [String(units.get(result.id)), resultRow(result)]));
    const blocking = MECHANISMS.filter(({ benchmark }) => benchmark !== 'shm_spin.latency').map(
      ({ benchmark }) => benchmark,
    );
    const model = (row: Row | undefined) => `${row?.cpu_family} ${row?.cpu_model}`;
    return [64, 4096].flatMap((size) => {
      const values = blocking.map((benchmark) => {
        const isAsked = (row: Row) =>
          row.benchmark === benchmark && row.metric === 'rtt_p50' && (row.parameters as Row).message_bytes === size;
        return unitValuesOf([...numbersOf(results, units, () => 'all', isAsked).values()].flat());
      });
      return [...rows].flatMap(([unit, own]) => {
        const measured = values.flatMap((one) => one.get(unit) ?? []);
        if (measured.length < 2) return [];
        const trained = [...rows]
          .filter(([, other]) => model(other) !== model(own) && isTrained(own, other))
          .map(([name]) => name);
        const counts = values.map((one) => trained.filter((name) => one.has(name)).length);
        const reference = values[counts.indexOf(Math.max(...counts))] as Map<string, number>;
        const scores = values.map((one) => {
          const logs = trained
            .flatMap((name) =>
              one.has(name) && reference.has(name)
                ? [Math.log(Number(one.get(name)) / Number(reference.get(name)))]
                : [],
            )
            .sort((a, b) => a - b);
          return (
            ((logs[Math.floor((logs.length - 1) / 2)] as number) + (logs[Math.ceil((logs.length - 1) / 2)] as number)) /
            2
          );
        });
        const order = values.map((_, at) => at).sort((a, b) => (scores[a] as number) - (scores[b] as number));
        const advised = order.map((at) => values[at]?.get(unit)).find((value) => value !== undefined) as number;
        return [advised / Math.min(...measured) - 1];
      });
    });
  }

  it('agrees with leaving out CPU models by hand', () => {
    const told = mixed.index
      .read((rows) => validateAdvice(rows, 'vouched'))
      .find(({ suite, goal, class: name }) => suite === 'current' && goal === 'latency' && name === 'blocking');
    const wanted = byHand(divided, () => true);
    expect(told?.validation?.cases).toBe(wanted.length);
    const sorted = wanted.sort((a, b) => a - b);
    expect(told?.validation?.baseline.worst).toBeCloseTo(sorted.at(-1) ?? Number.NaN, 4);
    expect(told?.validation?.cpu_models).toBe(3);
    expect(told?.tasks).toBe(2);
  });

  it('never lets historic data speak for today’s suite', () => {
    const all = plain.index.read((rows) => validateAdvice(rows, 'include'));
    expect(
      all
        .filter(({ suite }) => suite === 'historic')
        .every(({ validation, tasks }) => validation === null && tasks === 0),
    ).toBe(true);
    expect(all.some(({ suite, validation }) => suite === 'current' && validation !== null)).toBe(true);
  });
});
