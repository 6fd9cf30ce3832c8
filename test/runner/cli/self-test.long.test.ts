import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '@ipc-bench/schema/judge';
import { expect, it } from 'vitest';
import { cryptography } from '../../support/document.js';
import { makeHome, runCli } from './run-cli.js';
import { NO_COMPILER } from './tiny-run.js';

it.skipIf(NO_COMPILER)(
  'runs the whole self-test in its time, into a valid document of at most 128 KiB that misses nothing',
  async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await runCli(home, ['run', '--out', 'result.json']);
    expect(code, stderr).toBe(0);
    const file = join(home.folder, 'result.json');
    expect(statSync(file).size).toBeLessThanOrEqual(128 * 1024);
    const report = judge(readFileSync(file), { cryptography });
    if (report.verdict !== 'valid') throw new Error(JSON.stringify(report.findings));
    expect(report.document.run.duration_ns).toBeLessThan(60e9);
    expect(report.document.measurements.some(({ kind }) => kind === 'latency')).toBe(true);
    expect(stdout).toContain('Round trip');
  },
  120_000,
);
