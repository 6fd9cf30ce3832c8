// The worked cases of the versioning design: what may change, which number moves, what stays comparable. Each is played on
// real bytes by real tools of two ages: the gate passes the change, both judge, and the newer migrates, indexes and answers.
import { comparabilityKey } from '@ipc-bench/schema/comparability';
import type { Lift } from '@ipc-bench/schema/lift';
import { afterAll, describe, expect, it } from 'vitest';
import { cryptography, testKey } from '../support/document.js';
import { fileOf, judgedBy, measured, playedBy, type Row } from '../support/evolution/played-by.js';
import { benchmarkIn, type Release, releases } from '../support/evolution/releases.js';
import { withFormat, withSuite } from '../support/registry.js';
import { erratumFile } from '../support/signed-facts.js';

const { first, minor, format11, lifted, recut } = releases;
const play = (release: Release, files: { path: string; bytes: Uint8Array }[], trusted: string[] = []) =>
  playedBy(release, files, afterAll, trusted);

function keyIn([row]: Row[]): string {
  if (typeof row?.key !== 'string') throw new Error('no such number');
  return row.key;
}

const NOW = { format: '1.0.0', suite: '1.0.0' };
const air = { cooling: 'air' };

describe('add a mechanism: suite minor; others are unaffected', () => {
  const old = fileOf(NOW, [measured('pipe.latency', '1.0.0', 9_000_000)]);
  const now = fileOf({ format: '1.0.0', suite: '1.0.1' }, [
    measured('pipe.latency', '1.0.1', 9_500_000),
    measured('doorbell.latency', '1.0.0', 3_000_000),
  ]);

  it('an old tool keeps the result, provisional, and indexes what it knows', async () => {
    expect(judgedBy(first, now).verdict).toBe('provisional');
    const tool = await play(first, [old, now]);
    expect(
      tool
        .rows('results')
        .map(({ verdict }) => verdict)
        .sort(),
    ).toEqual(['provisional', 'valid']);
    expect(tool.summary()).toMatchObject({ results: 2, unread: 2 }); // of versions this suite does not hold
    expect(tool.numbersOf(old)).toHaveLength(1);
  });

  it('a new tool reads all of it, and the key of the others stays', async () => {
    expect(judgedBy(minor, now).verdict).toBe('valid');
    const tool = await play(minor, [old, now]);
    expect(tool.summary()).toMatchObject({ unread: 0, measurements: 3 });
    const keys = tool.numbersOf(now).map(({ key }) => key);
    expect(keys).toContain(keyIn(tool.numbersOf(old)));
    expect(new Set(keys).size).toBe(2);
    expect(keyIn(tool.numbersOf(old))).toBe(keyIn((await play(first, [old])).numbersOf(old)));
  });
});

describe('add an optional field: format minor; comparable', () => {
  const old = fileOf(NOW, [measured('pipe.latency', '1.0.0', 9_000_000)]);
  const now = fileOf({ format: '1.0.1', suite: '1.0.0', machine: air }, [measured('pipe.latency', '1.0.0', 9_100_000)]);

  it('an old tool reads the rest and says so; a new one reads it all', async () => {
    expect([judgedBy(first, now).verdict, judgedBy(minor, now).verdict]).toEqual(['provisional', 'valid']);
    const [before, after] = [await play(first, [old, now]), await play(minor, [old, now])];
    for (const tool of [before, after]) expect(keyIn(tool.numbersOf(now))).toBe(keyIn(tool.numbersOf(old)));
    expect(before.view(now).document.machine).not.toHaveProperty('cooling');
    expect(after.view(now).document.machine).toMatchObject(air);
  });
});

describe('rename a field, optional → required: format major, "unknown" where missing; comparable', () => {
  const limits = { cpu_quota_milli: 2000 };
  const old = fileOf({ ...NOW, machine: { limits } }, [measured('pipe.latency', '1.0.0', 9_000_000)]);
  const middle = fileOf({ format: '1.0.1', suite: '1.0.0', machine: air }, [
    measured('pipe.latency', '1.0.0', 9_050_000),
  ]);
  const now = fileOf({ format: '1.1.0', suite: '1.0.0', machine: { quotas: limits, cooling: 'water' } }, [
    measured('pipe.latency', '1.0.0', 9_100_000),
  ]);

  it('an old tool defers the new form and names the version it needs', () => {
    expect(judgedBy(first, now)).toMatchObject({ verdict: 'deferred', needs: { format: '1.1.0', suite: '1.0.0' } });
    expect(judgedBy(minor, now).verdict).toBe('deferred');
  });

  it('a new tool shows documents of every age in the new form, the stored bytes untouched', async () => {
    const tool = await play(format11, [old, middle, now]);
    expect(tool.rows('results').map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid']);
    expect(tool.view(old)).toMatchObject({ from: '1.0.0', to: '1.1.0', dropped: [] });
    expect(tool.view(old).document.machine).toMatchObject({ quotas: limits, cooling: 'unknown' });
    expect(tool.view(old).document.machine).not.toHaveProperty('limits');
    expect(tool.view(middle).document.machine).toMatchObject(air);
    expect(tool.view(now).document.machine).toMatchObject({ cooling: 'water' });
    const keys = new Set([old, middle, now].map((file) => keyIn(tool.numbersOf(file))));
    expect(keys.size).toBe(1);
  });

  it('and refuses the old words in the new form', () => {
    const mixed = fileOf({ format: '1.1.0', suite: '1.0.0', machine: { limits, ...air } }, []);
    expect(judgedBy(format11, mixed)).toMatchObject({ verdict: 'invalid', findings: [{ rule: 'unknown_field' }] });
  });
});

it('µs → ns by the same clock: benchmark major with a lift that scales; comparable, old numbers in the new unit', async () => {
  const old = fileOf(NOW, [measured('fifo.latency', '1.0.0', 7_000_000)]);
  const before = await play(first, [old]);
  expect(before.numbersOf(old)).toMatchObject([{ unit: 'ps', value: 7_000_000 }]);
  const tool = await play(lifted, [old]);
  const [number] = tool.numbersOf(old);
  expect(number).toMatchObject({ unit: 'fs', value: 7_000_000_000, repeat_low: 7_000_000_000 });
  const spec = benchmarkIn({ ...lifted.registry.suites.at(-1)?.manifest.benchmarks }, 'fifo.latency');
  const own = comparabilityKey(
    ...(['fifo.latency', spec, number?.parameters as never, 'rtt_p50'] as const),
    ...([{ unit: 'fs', definition: 1 }, cryptography, lifted.registry.lifts] as const),
  );
  expect(number?.key).toBe(own);
  expect(tool.spans('fifo.latency')).toMatchObject([
    {
      unit: 'fs',
      versions: [
        { version: '1.0.0', unit: 'ps', factor: 1000 },
        { version: '1.1.0', factor: 1 },
      ],
      points: 1,
    },
  ]);
});

it("another clock for all: every benchmark's epoch; every series is cut", async () => {
  const newClock: Release = {
    ...first,
    registry: withSuite(first.registry, '1.0.1', (benchmarks) => {
      for (const spec of Object.values(benchmarks)) spec.version = '2.0.0';
    }),
  };
  const names = ['pipe.latency', 'tcp.latency', 'unix_stream.latency'];
  const old = fileOf(
    NOW,
    names.map((name) => measured(name, '1.0.0', 9_000_000)),
  );
  const now = fileOf(
    { format: '1.0.0', suite: '1.0.1' },
    names.map((name) => measured(name, '2.0.0', 9_000_000)),
  );
  const tool = await play(newClock, [old, now]);
  const [olds, news] = [tool.numbersOf(old), tool.numbersOf(now)].map((rows) => new Set(rows.map(({ key }) => key)));
  expect([olds?.size, news?.size]).toEqual([3, 3]);
  expect([...(olds ?? [])].filter((key) => news?.has(key))).toEqual([]);
  for (const name of names) {
    expect(tool.spans(name).map(({ epoch, points }) => [epoch, points])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    for (const [question, member] of [
      ['compare', 'comparisons'],
      ['trend', 'trends'],
    ] as const) {
      const answers = tool.ask(question, { benchmark: name })[member] as Row[];
      expect(answers.map(({ benchmark_epoch }) => benchmark_epoch)).toEqual([2, 1]);
      const keys = answers.flatMap((one) =>
        [...JSON.stringify(one).matchAll(/"key":"(\w{64})"/g)].map(([, key]) => key),
      );
      expect(new Set(keys).size).toBe(2);
    }
  }
});

describe("a timing bug in one benchmark: that benchmark's epoch and an erratum; only that one is cut", () => {
  const { machineKey } = testKey('the maintainer');
  const pair = (version: string, p50: number, plain = {}) => [
    measured('pipe.latency', version, p50, plain),
    measured('unix_stream.latency', '1.0.0', p50),
  ];
  const wrong = fileOf(
    { ...NOW, format: '1.1.0', suite: '1.1.0', machine: air },
    pair('1.1.0', 9_000_000, { packet_mode: false }),
  );
  const right = fileOf(
    { ...NOW, format: '1.1.0', suite: '1.1.1', machine: air },
    pair('2.0.0', 12_000_000, { packet_mode: false }),
  );
  const erratum = erratumFile('the maintainer', {
    effect: 'invalid',
    benchmark: 'pipe.latency',
    benchmark_version: '1.1.0',
    reason: 'clock_read_twice',
  });

  it('without the erratum both stand, under keys of their own', async () => {
    const tool = await play(recut, [wrong, right]);
    const pipes = [...tool.numbersOf(wrong), ...tool.numbersOf(right)].filter(
      (row) => row.benchmark === 'pipe.latency',
    );
    expect(new Set(pipes.map(({ key }) => key)).size).toBe(2);
  });

  it('with it the wrong ones leave every answer about that benchmark, and nothing else changes', async () => {
    const tool = await play(recut, [wrong, right, erratum], [machineKey]);
    expect(tool.numbersOf(wrong).map(({ benchmark }) => benchmark)).toEqual(['unix_stream.latency']);
    expect(
      tool
        .numbersOf(right)
        .map(({ benchmark }) => benchmark)
        .sort(),
    ).toEqual(['pipe.latency', 'unix_stream.latency']);
    const streams = [wrong, right].map((file) => tool.numbersOf(file).find((row) => row.benchmark !== 'pipe.latency'));
    expect(streams[0]?.key).toBe(streams[1]?.key);
    expect(tool.summary()).toMatchObject({ invalidated: 1, results: 2 });
  });

  it('is on record with what it touches, and in the comparability table', async () => {
    const tool = await play(recut, [wrong, right, erratum], [machineKey]);
    expect(tool.rows('errata')).toMatchObject([
      { id: erratum.id, effect: 'invalid', state: 'acting', benchmark_version: '1.1.0', results: 1, points: 1 },
    ]);
    expect(tool.spans('pipe.latency').map(({ epoch, points, errata }) => [epoch, points, errata])).toEqual([
      [1, 0, [erratum.id]],
      [2, 1, []],
    ]);
    const distrusted = await play(recut, [wrong, right, erratum]);
    expect(distrusted.rows('errata')).toMatchObject([{ state: 'untrusted', results: 0, points: 0 }]);
    expect(distrusted.numbersOf(wrong)).toHaveLength(2);
  });
});

it('another default message size, size was recorded: benchmark minor; comparable at equal size', async () => {
  const old = fileOf(NOW, [measured('pipe.latency', '1.0.0', 9_000_000)]);
  const now = fileOf({ format: '1.0.0', suite: '1.0.1' }, [
    measured('pipe.latency', '1.0.1', 9_000_000),
    measured('pipe.latency', '1.0.1', 9_900_000, { message_bytes: 4096 }),
  ]);
  const tool = await play(minor, [old, now]);
  const bySize = new Map(tool.numbersOf(now).map(({ parameters, key }) => [(parameters as Row).message_bytes, key]));
  expect(bySize.get(64)).toBe(keyIn(tool.numbersOf(old)));
  expect(bySize.get(4096)).not.toBe(bySize.get(64));
});

it('a hidden condition becomes a parameter, its old value known: benchmark major with a lift; comparable at equal parameter', async () => {
  const old = fileOf(NOW, [measured('pipe.latency', '1.0.0', 9_000_000)]);
  const now = fileOf({ format: '1.0.0', suite: '1.1.0' }, [
    measured('pipe.latency', '1.1.0', 9_000_000, { packet_mode: false }),
    measured('pipe.latency', '1.1.0', 8_000_000, { packet_mode: true }),
  ]);
  const tool = await play(lifted, [old, now]);
  const byMode = new Map(tool.numbersOf(now).map(({ parameters, key }) => [(parameters as Row).packet_mode, key]));
  expect(keyIn(tool.numbersOf(old))).toBe(byMode.get(false));
  expect(byMode.get(true)).not.toBe(byMode.get(false));
  const { comparisons } = tool.ask('compare', { benchmark: 'pipe.latency', by: 'month' });
  expect(
    comparisons
      .map(({ parameters, groups }: Row) => [(parameters as Row).packet_mode, (groups as Row[])[0]?.results])
      .sort(),
  ).toEqual([
    [false, 2],
    [true, 1],
  ]);
});

it('drop a benchmark: suite major; old results stay valid and comparable among themselves', async () => {
  const olds = [4_000_000, 5_000_000].map((p50) => fileOf(NOW, [measured('signal.latency', '1.0.0', p50)]));
  const now = fileOf({ format: '1.0.0', suite: '1.1.0' }, [measured('signal.latency', '1.0.0', 4_000_000)]);
  expect(judgedBy(lifted, now)).toMatchObject({ verdict: 'invalid', findings: [{ rule: 'unknown_benchmark' }] });
  const tool = await play(lifted, olds);
  const numbers = olds.map((file) => keyIn(tool.numbersOf(file)));
  expect(numbers[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(numbers[1]).toBe(numbers[0]);
});

it("p99 was computed wrongly: that metric's definition + 1; only that metric is cut", async () => {
  const withTail = (version: string) => {
    const measurement = measured('tcp.latency', version, 9_000_000);
    if (measurement.kind === 'latency') {
      for (const repeat of measurement.repeats)
        Object.assign(repeat, { n: 1000, p90_ps: 9_000_000, p99_ps: 9_000_000 });
      if (measurement.histogram) measurement.histogram.count = [5000];
    }
    return measurement;
  };
  const old = fileOf(NOW, [withTail('1.0.0')]);
  const now = fileOf({ format: '1.0.0', suite: '1.1.1' }, [withTail('1.0.1')]);
  const tool = await play(recut, [old, now]);
  expect(keyIn(tool.numbersOf(old))).toBe(keyIn(tool.numbersOf(now)));
  expect(keyIn(tool.numbersOf(old, 'rtt_p99'))).not.toBe(keyIn(tool.numbersOf(now, 'rtt_p99')));
  expect(tool.spans('tcp.latency', 'rtt_p99').map(({ definition, points }) => [definition, points])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(tool.spans('tcp.latency')).toMatchObject([{ definition: 1, points: 2 }]);
});

describe('a field turns out to be personal data: format major without it; numbers unchanged', () => {
  const forgetting: Release = {
    registry: withFormat(first.registry, '1.1.0', (machine) => {
      const { name: _, ...rest } = machine.properties?.cpu?.properties ?? {};
      if (machine.properties?.cpu) machine.properties.cpu.properties = rest;
    }),
    chain: {
      newest: '1.1.0',
      steps: [
        {
          from: { epoch: 1, major: 0 },
          drops: ['/machine/cpu/name'],
          migrate(document) {
            const { machine, ...rest } = document as { machine: { cpu: { name?: string } } };
            const { name: _, ...cpu } = machine.cpu;
            return { ...rest, schema: '1.1.0', machine: { ...machine, cpu } };
          },
        },
      ],
    },
  };
  const old = fileOf(NOW, [measured('pipe.latency', '1.0.0', 9_000_000)]);

  it('view, list and search lose it; bytes, key and numbers stay', async () => {
    const [before, after] = [await play(first, [old]), await play(forgetting, [old])];
    expect(before.rows('results')).toMatchObject([{ cpu_name: 'Intel(R) Xeon(R) Processor' }]);
    expect(after.rows('results')).toMatchObject([{ cpu_name: null }]);
    expect(after.rows('results', { cpu: 'xeon' })).toEqual([]);
    expect(after.view(old)).toMatchObject({ from: '1.0.0', to: '1.1.0', dropped: ['/machine/cpu/name'] });
    expect(after.view(old).document.machine.cpu).not.toHaveProperty('name');
    const [was] = before.numbersOf(old);
    expect(after.numbersOf(old)).toMatchObject([{ key: was?.key, value: was?.value }]);
  });
});

it('lifts are the only way into another key: the same releases without them cut the series', async () => {
  const none: readonly Lift[] = [];
  const old = fileOf(NOW, [measured('pipe.latency', '1.0.0', 9_000_000)]);
  const now = fileOf({ format: '1.0.0', suite: '1.1.0' }, [
    measured('pipe.latency', '1.1.0', 9e6, { packet_mode: false }),
  ]);
  const tool = await play({ ...lifted, registry: { ...lifted.registry, lifts: none } }, [old, now]);
  expect(keyIn(tool.numbersOf(old))).not.toBe(keyIn(tool.numbersOf(now)));
});
