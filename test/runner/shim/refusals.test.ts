import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { beside, buildShim, cpus, hasCommand, pair, run } from './run-shim.js';

let shim: string;

beforeAll(() => {
  shim = buildShim('plain');
});

const [first = 0, second = first] = cpus;

describe('unsupported', () => {
  const unsupported = (reason: string, limit?: number) => ({
    code: 77,
    answer: { status: 'unsupported', reason, ...(limit === undefined ? {} : { limit }) },
  });

  test('spinning on one CPU', async () => {
    for (const transport of ['shm_spin', 'shm_ring_spin'])
      expect(await run([shim], ['latency', '--transport', transport])).toMatchObject(
        unsupported('spin_needs_two_cpus'),
      );
  });

  test('messages outside the limits of a transport, with the limit', async () => {
    const sized = (transport: string, bytes: number) =>
      run([shim], ['latency', '--transport', transport, '--message-bytes', String(bytes)]);
    expect(await sized('udp', 65_508)).toMatchObject(unsupported('message_too_large', 65_507));
    expect(await sized('eventfd', 9)).toMatchObject(unsupported('message_too_large', 8));
    expect(await sized('signal', 4)).toMatchObject(unsupported('message_too_small', 8));
    const { answer } = await sized('posix_mq', 2 ** 24 + 1);
    expect(answer).toMatchObject({ reason: 'message_too_large', limit: expect.any(Number) });
  });

  test('a measurement that a transport does not offer', async () => {
    expect(await run([shim], ['throughput', '--transport', 'signal'])).toMatchObject(unsupported('mode_not_offered'));
  });

  test.skipIf(!hasCommand('taskset') || cpus.length < 2)('a CPU outside the affinity mask', async () => {
    const outside = ['--initiator-cpu', String(first), '--responder-cpu', String(second)];
    const masked = await run(['taskset', '-c', String(first), shim], ['latency', '--transport', 'pipe', ...outside]);
    expect(masked).toMatchObject(unsupported('cpu_not_allowed'));
  });

  test('a CPU that there is not', async () => {
    expect(await run([shim], ['latency', '--transport', 'pipe', '--responder-cpu', '8191'])).toMatchObject(
      unsupported('cpu_not_allowed'),
    );
  });

  // Numbers of system calls are those of x86-64.
  test.skipIf(process.arch !== 'x64').each([
    ['eventfd', 'ENOSYS', 290, 'no_such_syscall', 8],
    ['posix_mq', 'ENOSYS', 240, 'no_such_syscall', 64],
    ['sysv_mq', 'ENOSYS', 68, 'no_such_syscall', 64],
    ['vmsplice', 'ENOSYS', 278, 'no_such_syscall', 64],
    ['process_vm_readv', 'ENOSYS', 310, 'no_such_syscall', 64],
    ['process_vm_readv', 'EPERM', 310, 'permission', 64],
    ['shm_futex', 'ENOSYS', 202, 'no_such_syscall', 64],
    ['fifo', 'EPERM', 259, 'permission', 64],
    ['unix_stream', 'EPERM', 53, 'permission', 64],
    ['signal', 'SIGSYS', 129, 'no_such_syscall', 8],
    ['posix_mq', 'SIGSYS', 240, 'no_such_syscall', 64],
  ])('%s where a filter answers %s to call %i', async (transport, action, number, reason, bytes) => {
    const without = [beside(shim, 'without'), action, String(number), '--', shim];
    const args = ['--transport', transport, '--message-bytes', String(bytes), '--deadline-ms', '5000'];
    expect(await run(without, ['latency', ...args, ...pair('latency')])).toMatchObject(unsupported(reason));
  });

  test.skipIf(process.arch !== 'x64' || cpus.length < 2)('an interrupt where membarrier is missing', async () => {
    const without = [beside(shim, 'without'), 'ENOSYS', '324', '--', shim];
    const args = ['--transport', 'membarrier_roundtrip', '--message-bytes', '0', ...pair('latency')];
    expect(await run(without, ['latency', ...args])).toMatchObject(unsupported('no_such_syscall'));
  });

  test.skipIf(cpus.length < 2)('one way where a message arrives before it left', async () => {
    const env = { LD_PRELOAD: beside(shim, 'faults.so'), FAULT: 'backward_clock' };
    const args = ['oneway', '--transport', 'shm_oneway', '--samples', '10000', ...pair('oneway')];
    expect(await run([shim], args, env)).toMatchObject(unsupported('negative_sample'));
  });

  const group = `/sys/fs/cgroup/cpu/ipc-bench-test-${process.pid}`;
  const canLimit = process.getuid?.() === 0 && existsSync('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') && cpus.length > 1;
  test.skipIf(!canLimit)('spinning under a CPU quota below two', async () => {
    mkdirSync(group);
    try {
      const within = ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$0" "$@"`, shim];
      const spin = ['latency', '--transport', 'shm_spin', '--samples', '100', ...pair('latency')];
      writeFileSync(`${group}/cpu.cfs_quota_us`, '50000');
      expect(await run(within, spin)).toMatchObject(unsupported('spin_needs_two_cpus'));
      writeFileSync(`${group}/cpu.cfs_quota_us`, '200000');
      expect(await run(within, spin)).toMatchObject({ code: 0 });
    } finally {
      rmdirSync(group);
    }
  });
});

describe('failed', () => {
  const failed = (reason: string) => ({ code: 1, answer: { status: 'failed', reason } });

  test('a run longer than its deadline', async () => {
    const endless = ['--samples', '10000000', '--deadline-ms', '100'];
    expect(await run([shim], ['latency', '--transport', 'pipe', ...endless])).toMatchObject(failed('deadline'));
  });

  test('a message that never arrives ends at the deadline', async () => {
    const env = { LD_PRELOAD: beside(shim, 'faults.so'), FAULT: 'drop_read' };
    const args = ['latency', '--transport', 'pipe', '--deadline-ms', '1000'];
    expect(await run([shim], args, env)).toMatchObject(failed('deadline'));
  });

  test.skipIf(process.arch !== 'x64')('a kernel that refuses to pin, or to run the spinners', async () => {
    const refusing = (number: number) => [beside(shim, 'without'), 'EPERM', String(number), '--', shim];
    expect(await run(refusing(203), ['latency', '--transport', 'pipe'])).toMatchObject(failed('pin_refused'));
    const kept = ['latency', '--transport', 'pipe', '--idle', 'kept_awake', '--samples', '1000000'];
    expect(await run(refusing(144), kept)).toMatchObject(failed('pin_refused'));
  });

  test('too few descriptors', async () => {
    const limited = ['sh', '-c', 'ulimit -n 5; exec "$0" "$@"', shim];
    expect(await run(limited, ['latency', '--transport', 'vmsplice'])).toMatchObject(failed('descriptor_limit'));
  });
});

describe('usage', () => {
  test.each([
    [[], 'not a command'],
    [['measure'], 'measure is not a command'],
    [['latency'], 'needs --transport'],
    [['latency', '--transport', 'pip'], '--transport does not take pip'],
    [['latency', '--transport', 'pipe', '--sample', '3'], 'no option --sample'],
    [['latency', '--transport', 'pipe', '--samples', '-3'], '--samples does not take -3'],
    [['latency', '--transport', 'pipe', '--samples'], '--samples does not take nothing'],
    [['latency', '--transport', 'pipe', '--touch', 'read'], 'none|read_lines|verify'],
    [['latency', '--transport', 'pipe', '--set', 'nodelay=1'], '--set does not take nodelay=1'],
    [['matrix', '--transport', 'pipe'], 'needs --cpus'],
    [['matrix', '--transport', 'pipe', '--cpus', '0,,1'], '--cpus does not take 0,,1'],
  ])('%j is refused with words and nothing on stdout', async (args, words) => {
    const outcome = await run([shim], args);
    expect(outcome.code).toBe(2);
    expect(outcome.answer.status).toBe('none');
    expect(outcome.words).toContain(words);
  });
});
