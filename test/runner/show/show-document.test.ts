import type { Measurement, ResultDocument } from '@ipc-bench/schema/document';
import type { ResultId } from '@ipc-bench/schema/identity';
import { openPaint } from 'ipc-bench/show/paint';
import { showDocument } from 'ipc-bench/show/show-document';
import { describe, expect, it } from 'vitest';
import { latencyMeasurement, plainDocument } from '../../support/document.js';

const id = '3f'.repeat(32) as ResultId;
const show = (document: ResultDocument, columns = 120, hasColour = false) =>
  showDocument(document, id, { columns, paint: openPaint(hasColour) });

const base = latencyMeasurement();
const censored = {
  ...base,
  benchmark: 'shm_spin.latency',
  repeats: Array.from({ length: 5 }, () => ({ n: 1000, below_ns: 30, max_ps: 90_000 })),
} as Measurement;
const matrix: Measurement = {
  kind: 'matrix',
  benchmark: 'shm_spin.latency',
  version: '1.0.0',
  ordinal: 0,
  parameters: { message_bytes: 64, idle: 'natural', touch: 'read_lines', pinned: true },
  row: 'responder',
  column: 'initiator',
  statistic: 'p50',
  cpus: [0, 1],
  n: 1000,
  values_ps: [0, 114_000, 0, 0],
  censored: [2],
  missing: [0, 3],
  below_ns: 30,
};
const missing: Measurement = {
  kind: 'missing',
  benchmark: 'posix_mq.latency',
  version: '1.0.0',
  ordinal: 0,
  parameters: {},
  status: 'unsupported',
  reason: 'message_too_large',
  limit: 8192,
};
const full = plainDocument({
  measurements: [
    base,
    { ...base, parameters: { ...base.parameters, pinned: false } } as Measurement,
    censored,
    matrix,
    missing,
  ],
  run: {
    profile: 'self-test',
    runner: '0.1.0',
    flags: ['noisy', 'quota_limited'],
    discarded_repeats: 3,
    left_out: ['large_messages'],
    duration_ns: 31_000_000_000,
  },
});

describe('showDocument', () => {
  it.each([80, 100, 120])('stays within %d columns', (columns) => {
    for (const line of show(full, columns)) expect(line.length, line).toBeLessThanOrEqual(columns);
  });

  it('says which columns a narrow terminal leaves out', () => {
    expect(show(full, 50).join('\n')).toMatch(/wider terminal also shows/);
    expect(show(full, 120).join('\n')).not.toMatch(/wider terminal also shows/);
  });

  it('gives every number a unit, and shows censored cells and values as a bound', () => {
    const text = show(full).join('\n');
    expect(text).toContain('9.00 µs');
    expect(text).toMatch(/shm_spin .*< 30 ns/);
    expect(text).toMatch(/CPU 0 +- +114 ns/);
    expect(text).toMatch(/CPU 1 +< 30 ns +-/);
    expect(text).not.toMatch(/\s0(?:\.0+)? (?:ns|µs|ps)/);
  });

  it('says what is missing and why, what was left out, and what to be careful about', () => {
    const text = show(full).join('\n');
    expect(text).toContain('posix_mq.latency: unsupported, message too large (limit 8 KiB)');
    expect(text).toContain('Left out by this profile: large messages.');
    expect(text).toContain('3 repeats were disturbed from outside');
    expect(text).toContain('noisy');
    expect(text).toContain('pipe, unpinned');
  });

  it('colours only when asked, and says the same without', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
    const stripped = show(full, 120, true).map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(stripped).toEqual(show(full));
    expect(show(full).join('')).not.toContain('\u001b');
    expect(show(full, 120, true).join('')).toContain('\u001b[1m');
  });

  it('draws a large matrix as a map with its legend', () => {
    const cpus = Array.from({ length: 16 }, (_, cpu) => cpu);
    const values_ps = cpus.flatMap((row) =>
      cpus.map((column) => (row === column ? 0 : 100_000 + 1000 * (row + column))),
    );
    const diagonal = cpus.map((cpu) => cpu * 17);
    const large: Measurement = { ...matrix, cpus, values_ps, missing: diagonal, censored: [] };
    const lines = show(plainDocument({ measurements: [large] }), 80);
    expect(lines.filter((line) => /^ +\d+ [·░▒▓█ ]+$/.test(line))).toHaveLength(16);
    expect(lines.join('\n')).toMatch(/█ to 1\d\d ns/);
  });

  it('shows a document of the barest kind', () => {
    const text = show(plainDocument({ measurements: [] })).join('\n');
    expect(text).toContain('Intel(R) Xeon(R) Processor');
    expect(text).not.toContain('undefined');
  });
});
