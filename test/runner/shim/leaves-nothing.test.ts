import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildShim, pair, processesOf, run } from './run-shim.js';

let folder: string;
let shim: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipc-bench-leaks-'));
  // A program of its own, so that processes of other tests are not mistaken for it.
  shim = join(folder, 'ipc-bench-shim');
  copyFileSync(buildShim('plain'), shim);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENDLESS = ['--samples', '10000000', '--deadline-ms', '60000', '--idle', 'kept_awake', ...pair('latency')];
/** Front, supervisor, two sides and a spinner for each CPU. */
const PROCESSES = new Set(pair('latency').filter((_, at) => at % 2 === 1)).size + 4;

async function until(condition: () => boolean): Promise<void> {
  for (const limit = performance.now() + 10_000; !condition(); await pause(20))
    if (performance.now() > limit) throw new Error('it did not happen within ten seconds');
}

/** Starts an endless run below a shell that waits for it; resolves when both sides and the spinners are there. */
async function startEndless(transport: string) {
  const args = ['latency', '--transport', transport, '--message-bytes', '8', ...ENDLESS];
  const parent = spawn('sh', ['-c', '"$0" "$@" & wait', shim, ...args], { stdio: 'ignore' });
  const ended = new Promise((resolve) => parent.on('close', resolve));
  await until(() => processesOf(shim).length === PROCESSES);
  const pids = processesOf(shim);
  const front = pids.find((pid) => parentOf(pid) === parent.pid);
  if (parent.pid === undefined || front === undefined) throw new Error('the shim is not below its parent');
  return { parent: parent.pid, front, pids, ended };
}

const parentOf = (pid: number) => Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Everything that the shim could leave and that has a name in the system: queues by id, files by path. */
function names(): string[] {
  const queues = readFileSync('/proc/sysvipc/msg', 'utf8').trim().split('\n').slice(1);
  const files = ['/tmp', '/dev/shm', '/dev/mqueue']
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path));
  return [
    ...queues.map((line) => `queue ${line.trim().split(/\s+/)[1]}`),
    ...files.filter((name) => /^ipc-bench-(?:[A-Za-z0-9]{6}|\d+-\d)$/.test(name)),
  ];
}

/** Tests that run beside this one have names for a moment; what is left for good is a leak. */
const untilNothingIsLeft = (before: readonly string[]) =>
  until(() => processesOf(shim).length === 0 && names().every((name) => before.includes(name)));

describe.each(['pipe', 'fifo', 'sysv_mq', 'posix_mq', 'shm_futex'])(
  '%s leaves no process, queue or file',
  (transport) => {
    test('after a normal end', async () => {
      const before = names();
      const args = ['--transport', transport, '--idle', 'kept_awake', '--samples', '100'];
      expect(await run([shim], ['latency', ...args])).toMatchObject({ code: 0 });
      await untilNothingIsLeft(before);
    });

    test.each([
      ['SIGINT to the shim', 'front', 'SIGINT'],
      ['SIGTERM to the shim', 'front', 'SIGTERM'],
      ['SIGKILL to the shim', 'front', 'SIGKILL'],
      ["SIGKILL to the shim's parent", 'parent', 'SIGKILL'],
    ] as const)('after %s', async (_, whom, signal) => {
      const before = names();
      const running = await startEndless(transport);
      process.kill(running[whom], signal);
      await running.ended;
      await untilNothingIsLeft(before);
    });
  },
);

/** Starts an endless run, does something to it, and tells how it ended. */
async function disturb(act: (front: number) => void): Promise<{ code: number | null; answer: unknown }> {
  const child = spawn(shim, ['latency', '--transport', 'pipe', ...ENDLESS], { stdio: ['ignore', 'pipe', 'ignore'] });
  let line = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    line += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await until(() => processesOf(shim).length === PROCESSES);
  act(child.pid ?? 0);
  return { code: await ended, answer: JSON.parse(line) };
}

test('an interrupted run says so and ends with 130', async () => {
  const outcome = await disturb((front) => process.kill(front, 'SIGINT'));
  expect(outcome).toEqual({ code: 130, answer: { status: 'failed', reason: 'interrupted' } });
});

test('a side that dies ends the other, and says so', async () => {
  const youngest = () => Math.max(...processesOf(shim)); // the responder
  const outcome = await disturb(() => process.kill(youngest(), 'SIGKILL'));
  expect(outcome).toEqual({ code: 1, answer: { status: 'failed', reason: 'killed' } });
  await until(() => processesOf(shim).length === 0);
});

test('kept_awake runs one spinner for each CPU, at idle priority', async () => {
  const running = await startEndless('pipe');
  const SCHED_IDLE = 5;
  const policies = running.pids.map((pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38]); // proc(5): field 41, policy
  });
  expect(policies.filter((policy) => policy === SCHED_IDLE)).toHaveLength(PROCESSES - 4);
  process.kill(running.front, 'SIGTERM');
  await running.ended;
});
