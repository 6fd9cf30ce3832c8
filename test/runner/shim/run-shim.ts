// Builds the shim with the Makefile that users have, and runs it as a program: arguments in, one JSON line out.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE_DIR = fileURLToPath(new URL('../../../runner/shim/', import.meta.url));
/** Longer than any deadline given here: a run that needs it has failed. */
const BACKSTOP_MS = 50_000;

export interface Answer {
  readonly status: 'ok' | 'unsupported' | 'failed';
  readonly reason?: string;
  readonly limit?: number;
  readonly [field: string]: unknown;
}

export interface Run {
  code: number | null;
  answer: Answer;
  words: string;
}

export interface Transport {
  name: string;
  class: 'blocking' | 'spinning';
  modes: ('latency' | 'throughput' | 'oneway')[];
  min_message_bytes: number;
  max_message_bytes: number;
  options: string[];
}

/** Path of the built program. The Makefile puts it in place whole, so test files may build at the same time. */
export function buildShim(variant: string, ...makeArguments: string[]): string {
  const folder = join(SOURCE_DIR, 'build', variant);
  execFileSync('make', ['-s', '-C', SOURCE_DIR, `BUILD_DIR=${folder}`, 'test-tools', ...makeArguments], {
    stdio: 'pipe',
  });
  return join(folder, 'ipc-bench-shim');
}

/** The tools that are built beside the shim: `without`, `faults.so`. */
export const beside = (shim: string, tool: string): string => join(shim, '..', tool);

/** CPUs this process may use, in order. */
export const cpus: number[] = execFileSync('sh', ['-c', 'taskset -cp $$ 2>/dev/null || echo ": 0"'])
  .toString()
  .replace(/.*: /, '')
  .split(',')
  .flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

export const hasCommand = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

/** `command` defaults to the shim alone; a wrapper such as `taskset` stands in front of it. */
export function run(command: readonly string[], args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const [program = '', ...before] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...before, ...args], {
      env: { PATH: process.env.PATH, TMPDIR: tmpdir(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BACKSTOP_MS,
    });
    let stdout = '';
    let words = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const line = stdout.endsWith('\n') && stdout.indexOf('\n') === stdout.length - 1 ? stdout : '{"status":"none"}';
      resolve({ code, answer: JSON.parse(line) as Answer, words });
    });
  });
}

export async function listTransports(shim: string): Promise<Transport[]> {
  const { answer } = await run([shim], ['list']);
  return answer.transports as Transport[];
}

/** Two CPUs where there are two: the second is the responder's. */
export const pair = (mode: string): string[] => {
  const [first = 0, second = first] = cpus;
  const [a, b] = mode === 'throughput' ? ['--writer-cpu', '--reader-cpu'] : ['--initiator-cpu', '--responder-cpu'];
  return [a, String(first), b, String(second)];
};

/** A message size that the transport takes, as near to 64 B as it can. */
export const sizeFor = ({ min_message_bytes, max_message_bytes }: Transport): number =>
  Math.min(Math.max(64, min_message_bytes), max_message_bytes);

/** Every mode of every transport that can run here, as arguments for a short run. */
export const shortRuns = (transports: readonly Transport[]): { name: string; args: string[] }[] =>
  transports
    .filter((one) => one.class === 'blocking' || cpus.length > 1)
    .flatMap((one) =>
      one.modes.map((mode) => ({
        name: `${one.name} ${mode}`,
        args: [
          mode,
          ...['--transport', one.name, '--message-bytes', String(sizeFor(one)), ...pair(mode)],
          ...(mode === 'throughput' ? ['--duration-ms', '20'] : ['--samples', '200', '--warmup', '20']),
          ...['--deadline-ms', '40000'],
        ],
      })),
    );

/** Pids of living processes that run this program; zombies have no program any more. */
export function processesOf(program: string): number[] {
  const listing = spawnSync('sh', ['-c', 'for p in /proc/[0-9]*; do echo "$p $(readlink $p/exe)"; done'], {
    encoding: 'utf8',
  });
  return listing.stdout
    .split('\n')
    .filter((line) => line.endsWith(` ${program}`))
    .map((line) => Number(line.split(' ')[0]?.slice('/proc/'.length)));
}
