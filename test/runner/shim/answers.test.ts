import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  beside,
  buildShim,
  cpus,
  listTransports,
  pair,
  run,
  shortRuns,
  type Transport,
} from './run-shim.js';

let shim: string;
let transports: Transport[];

beforeAll(async () => {
  shim = buildShim('plain');
  transports = await listTransports(shim);
});

const latency = (...args: string[]) => run([shim], ['latency', '--deadline-ms', '40000', ...args]);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function expectHistogram(answer: Answer): void {
  const { index, count } = answer.histogram as { index: number[]; count: number[] };
  expect(index).toEqual([...new Set(index)].sort((a, b) => a - b));
  expect(count.every((one) => one > 0)).toBe(true);
  expect(sum(count)).toBe(answer.n);
}

/** The bucket of the grid log2x16, from its definition. */
function bucketOf(value: number): number {
  if (value < 16) return value;
  const exponent = Math.floor(Math.log2(value));
  return (exponent - 3) * 16 + (Number(BigInt(value) >> BigInt(exponent - 4)) - 16);
}

test('list names every mechanism once, what it can do, and every reason', async () => {
  const { code, answer } = await run([shim], ['list']);
  expect(code).toBe(0);
  expect(answer.shim).toBe(1);
  expect(answer.compiler).toMatchObject({ name: expect.stringMatching(/^(gcc|clang|cc)$/) });
  expect(answer.flags).toContain('-O2');
  const names = transports.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['null', 'pipe', 'fifo', 'unix_stream', 'unix_seqpacket', 'unix_dgram', 'tcp', 'udp', 'posix_mq', 'sysv_mq'],
      ...['eventfd', 'signal', 'shm_spin', 'shm_oneway', 'shm_futex', 'shm_ring_spin', 'shm_ring_futex', 'shm_arena'],
      ...['vmsplice', 'process_vm_readv', 'membarrier_roundtrip'],
    ]),
  );
  expect(answer.reasons).toEqual(expect.arrayContaining(['deadline', 'spin_needs_two_cpus', 'verify_mismatch']));
});

test('every mode of every transport measures, and has verified what arrived', async () => {
  for (const { name, args } of shortRuns(transports)) {
    const { code, answer, words } = await run([shim], args);
    expect({ name, code, status: answer.status, words }).toEqual({ name, code: 0, status: 'ok', words: '' });
    expect(answer.verified, name).toBe(true);
    expect(answer.mode, name).toBe(args[0]);
  }
});

describe('latency', () => {
  test('tells order statistics in order, and a histogram whose counts sum to n', async () => {
    const { answer } = await latency('--transport', 'pipe', '--samples', '1000');
    const { n, min_ps, mean_ps, p50_ps, p90_ps, p99_ps, max_ps } = answer as unknown as Record<string, number>;
    const statistics = [min_ps, p50_ps, p90_ps, p99_ps, max_ps];
    expect(n).toBe(1000);
    expect(statistics).toEqual([...statistics].sort((a = 0, b = 0) => a - b));
    expect(mean_ps).toBeGreaterThan(min_ps ?? 0);
    expectHistogram(answer);
    const { index } = answer.histogram as { index: number[] };
    expect(index.at(0)).toBe(bucketOf(min_ps ?? 0));
    expect(index.at(-1)).toBe(bucketOf(max_ps ?? 0));
    expect(index).toContain(bucketOf(p50_ps ?? 0));
  });

  test('tells a quantile only where ten samples lie beyond it', async () => {
    const told = async (samples: number) => {
      const { answer } = await latency('--transport', 'null', '--samples', String(samples));
      return ['p50_ps', 'p90_ps', 'p99_ps', 'p999_ps'].filter((name) => name in answer).length;
    };
    expect(await told(19)).toBe(0);
    expect(await told(20)).toBe(1);
    expect(await told(99)).toBe(1);
    expect(await told(100)).toBe(2);
    expect(await told(999)).toBe(2);
    expect(await told(1000)).toBe(3);
    expect(await told(9999)).toBe(3);
    expect(await told(10_000)).toBe(4);
  });

  test('tells only min and mean of batches', async () => {
    const { answer } = await latency('--transport', 'pipe', '--samples', '100', '--batch', '10');
    expect(answer).toMatchObject({ n: 100, batch: 10, min_ps: expect.any(Number), mean_ps: expect.any(Number) });
    for (const name of ['p50_ps', 'p90_ps', 'max_ps', 'histogram']) expect(answer).not.toHaveProperty(name);
  });

  test('says what both sides have cost', async () => {
    const { answer } = await latency('--transport', 'unix_stream', '--samples', '500');
    for (const side of ['initiator', 'responder'])
      expect(answer[side]).toMatchObject({ cpu_ns: expect.any(Number), voluntary_switches: expect.any(Number) });
    const { voluntary_switches, involuntary_switches } = answer.responder as Record<string, number>;
    // Both on one CPU: each round trip switches to the responder and back.
    expect((voluntary_switches ?? 0) + (involuntary_switches ?? 0)).toBeGreaterThanOrEqual(500);
  });

  test('leaves out what a coarse clock cannot tell from nothing, and says below what it lies', async () => {
    const { answer } = await run([shim], ['latency', '--transport', 'null', '--samples', '1000'], {
      LD_PRELOAD: beside(shim, 'faults.so'),
      FAULT: 'coarse_clock',
    });
    expect(answer).toMatchObject({ status: 'ok', timer_resolution_ns: 1000, below_ns: 1000 });
    expect(answer).not.toHaveProperty('min_ps');
    expect(answer).not.toHaveProperty('p50_ps');
    expectHistogram(answer);
  });

  test.each(['none', 'read_lines', 'verify'])('takes sizes that end inside a word, touched by %s', async (touch) => {
    for (const transport of ['pipe', 'shm_futex', 'shm_ring_futex', 'shm_arena', 'vmsplice', 'process_vm_readv'])
      for (const bytes of [1, 7, 8, 9, 63, 64, 65, 4097, 70_001]) {
        const size = ['--message-bytes', String(bytes), '--touch', touch, '--samples', '30', '--warmup', '3'];
        const { answer } = await latency('--transport', transport, ...size);
        expect({ transport, bytes, status: answer.status }).toEqual({ transport, bytes, status: 'ok' });
      }
  });

  test('counts a transport only when every byte of its verified copy arrived', async () => {
    for (const mode of ['latency', 'throughput']) {
      const env = { LD_PRELOAD: beside(shim, 'faults.so'), FAULT: 'corrupt_read' };
      const { code, answer } = await run([shim], [mode, '--transport', 'pipe', '--deadline-ms', '5000'], env);
      expect({ code, ...answer }).toEqual({ code: 1, status: 'failed', reason: 'verify_mismatch' });
    }
  });
});

describe('throughput', () => {
  test('counts what was received, for at least the duration and a hundred capacities', async () => {
    const { answer } = await run(
      [shim],
      ['throughput', '--transport', 'pipe', '--message-bytes', '4096', ...pair('throughput')],
    );
    const { messages, bytes, lost, elapsed_ns, capacity_bytes } = answer as unknown as Record<string, number>;
    expect(bytes).toBe((messages ?? 0) * 4096);
    expect(lost).toBe(0);
    expect(elapsed_ns).toBeGreaterThanOrEqual(200_000_000);
    expect(bytes).toBeGreaterThanOrEqual(100 * (capacity_bytes ?? Number.NaN));
    for (const side of ['writer', 'reader']) expect(answer[side]).toMatchObject({ cpu_ns: expect.any(Number) });
  });

  test('streams rings, arenas and vmsplice through memory that is smaller than what passes', async () => {
    for (const [transport, ...set] of [
      ['shm_ring_futex', 'ring_bytes=4096'],
      ['shm_arena', 'arena_bytes=4096'],
      ['vmsplice', 'pipe_bytes=4096'],
      ['vmsplice', 'cooperative=1', 'ring_bytes=4096'],
      ['process_vm_readv', 'arena_bytes=4096'],
    ])
      for (const bytes of ['1', '64', '1000', '9000']) {
        const settings = set.flatMap((one) => ['--set', one]);
        const { answer } = await run(
          [shim],
          [
            ...[
              'throughput',
              '--transport',
              transport ?? '',
              '--message-bytes',
              bytes,
              '--touch',
              'verify',
              ...settings,
            ],
            ...['--duration-ms', '5', ...pair('throughput')],
          ],
        );
        expect({ transport, set, bytes, ...answer }).toMatchObject({ status: 'ok', lost: 0 });
      }
  });

  test('reports what datagrams were lost, and receives none twice', async () => {
    const flood = ['--message-bytes', '1024', '--set', 'buffer_bytes=4096', '--touch', 'verify', '--duration-ms', '50'];
    const { answer } = await run([shim], ['throughput', '--transport', 'udp', ...flood, ...pair('throughput')]);
    expect(answer.status).toBe('ok');
    expect(answer.bytes).toBe(1024 * (answer.messages as number));
    expect(answer.lost).toEqual(expect.any(Number));
  });
});

describe('matrix', () => {
  const cells = cpus.slice(0, 2);
  const matrix = (transport: string) =>
    run(
      [shim],
      ['matrix', '--transport', transport, '--cpus', cells.join(','), '--samples', '200', '--deadline-ms', '40000'],
    );

  test('has a value, or is listed as missing, in each cell; 0 exactly where it is not measured', async () => {
    const { answer } = await matrix('pipe');
    expect(answer).toMatchObject({ status: 'ok', statistic: 'p50', n: 200, cpus: cells, missing: [], censored: [] });
    expect(answer.values_ps).toHaveLength(cells.length ** 2);
    expect((answer.values_ps as number[]).every((one) => one > 0)).toBe(true);
  });

  test.skipIf(cells.length < 2)('leaves out the diagonal of a spinning transport', async () => {
    const { answer } = await matrix('shm_spin');
    expect(answer).toMatchObject({
      status: 'ok',
      missing: [0, 3],
      missing_reasons: Array(2).fill('spin_needs_two_cpus'),
    });
    const [first, second, third, fourth] = answer.values_ps as number[];
    expect([first, fourth]).toEqual([0, 0]);
    expect(Math.min(second ?? 0, third ?? 0)).toBeGreaterThan(0);
  });
});

test('noise tells the clock, its gaps and what interrupted', async () => {
  const { answer } = await run([shim], ['noise', '--cpu', String(cpus[0]), '--duration-ms', '20']);
  expect(answer).toMatchObject({
    status: 'ok',
    mode: 'noise',
    timer_resolution_ns: expect.any(Number),
    gaps: expect.any(Number),
  });
  expect(answer.duration_ns).toBeGreaterThanOrEqual(20_000_000);
  expect(answer.jitter_max_ns).toBeGreaterThanOrEqual(answer.jitter_p99_ns as number);
});

test.skipIf(cpus.length < 2)(
  'one way tells both directions raw, the clock, and half a round trip as a bound',
  async () => {
    const { answer } = await run(
      [shim],
      ['oneway', '--transport', 'shm_oneway', '--samples', '1000', ...pair('oneway')],
    );
    if (answer.reason === 'unstable_clock') return;
    expect(answer).toMatchObject({ status: 'ok', clock_source: expect.stringMatching(/^[a-z_-]+$/) });
    for (const direction of ['forward', 'backward'])
      expectHistogram({ status: 'ok', n: 1000, ...(answer[direction] as object) });
    expect(answer.bound_ps).toBe((answer.rtt_min_ps as number) / 2);
  },
);
