// A shell script in the place of the shim: a real process that says what a test wants, in the shim's words.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shim, ShimListing } from 'ipc-bench/shim-driver/shim';
import { temporaryFolder } from '../../support/git-command.js';

export interface ScriptShim extends Shim {
  /** Command lines so far. */
  calls(): string[];
}

export const LISTING: ShimListing = {
  compiler: { name: 'gcc', version: '12.2.0' },
  flags: ['-O2', '-std=c11', '-DPLANTED=/home/planteduser9'],
  libc: { name: 'glibc', version: '2.36' },
  transports: [
    { name: 'pipe', class: 'blocking', modes: ['latency', 'throughput'], options: [] },
    { name: 'shm_spin', class: 'spinning', modes: ['latency'], options: [] },
  ],
};

/** `body` sees the call's number in `$N` (from 1), the mode in `$1`, and all arguments. */
export function scriptShim(body: string): ScriptShim {
  const folder = temporaryFolder();
  const program = join(folder, 'ipc-bench-shim');
  const log = join(folder, 'calls');
  writeFileSync(
    program,
    `#!/bin/sh
PATH=/usr/bin:/bin
echo "$@" >> ${log}
N=$(wc -l < ${log})
${body}
`,
  );
  chmodSync(program, 0o755);
  return {
    program,
    binarySha256: 'ab'.repeat(32),
    isPrebuilt: true,
    listing: LISTING,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

/** A latency answer of 2000 round trips of 9 µs; members may be replaced. */
export function latencyAnswer(overrides: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    status: 'ok',
    n: 2000,
    min_ps: 9_000_000,
    mean_ps: 9_000_000,
    p50_ps: 9_000_000,
    p90_ps: 9_000_000,
    p99_ps: 9_000_000,
    max_ps: 9_000_000,
    histogram: { index: [321], count: [2000] },
    initiator: { cpu_ns: 1000, voluntary_switches: 2000, involuntary_switches: 0, migrations: 0 },
    responder: { cpu_ns: 1000, voluntary_switches: 2000, involuntary_switches: 0, migrations: 0 },
    steal_ns: 0,
    timer_overhead_ps: 20_000,
    timer_resolution_ns: 1,
    verified: true,
    elapsed_ns: 18_000_000,
    ...overrides,
  });
}

export function batchedAnswer(batch: number, overrides: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    status: 'ok',
    n: 100,
    batch,
    min_ps: 100_000,
    mean_ps: 131_000,
    verified: true,
    ...overrides,
  });
}

export const NOISE_ANSWER = JSON.stringify({
  status: 'ok',
  duration_ns: 200_000_000,
  timer_overhead_ps: 20_000,
  timer_resolution_ns: 1,
  steal_ns: 0,
});
