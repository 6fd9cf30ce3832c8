// Model check: tools of different age never contradict each other. An older registry may know less (deferred, then
// provisional), but where both decide, they decide alike. Signatures are judged before versions and play no part here.
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import { judge } from '@ipc-bench/schema/judge';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cryptography, latencyMeasurement, plainDocument } from '../support/document.js';
import { builtInRegistry, withFormat, withSuite } from '../support/registry.js';

const older = builtInRegistry;
const addField = (name: string) => (machine: { properties?: object }) => {
  Object.assign(machine.properties ?? {}, { [name]: { type: 'string', enum: ['air', 'water'] } });
};
const newerSuite = withSuite(older, '1.0.1', (benchmarks) => {
  const pipe = benchmarks['pipe.latency'];
  if (pipe) benchmarks['doorbell.latency'] = { ...pipe, mechanism: 'doorbell' };
});
const newer = withFormat(withFormat(newerSuite, '1.0.1', addField('cooling')), '1.1.0', addField('rack'));

const RANK = { deferred: 0, provisional: 1, valid: 2, invalid: 2 } as const;
const trusting: Cryptography = { ...cryptography, verifyEd25519: () => true };

/** Documents around the edges of both registries: versions, known and unknown fields, mechanisms, broken values. */
const documents = fc
  .record({
    schema: fc.constantFrom('1.0.0', '1.0.0', '1.0.0', '1.0.1', '1.0.2', '1.1.0', '1.1.1', '2.0.0'),
    suite: fc.constantFrom('1.0.0', '1.0.0', '1.0.1', '1.0.2', '2.0.0'),
    benchmark: fc.constantFrom('pipe.latency', 'pipe.latency', 'doorbell.latency', 'warp.latency'),
    benchmarkVersion: fc.constantFrom('1.0.0', '1.0.0', '1.0.1'),
    fields: fc.oneof(fc.constant<string[]>([]), fc.subarray(['cooling', 'rack', 'colour'])),
    fieldValue: fc.constantFrom('air', 'air', 'fire'),
    os: fc.constantFrom('linux', 'linux', 'linux', 'plan9'),
    min: fc.constantFrom(9_000_000, 9_000_000, 9_000_001),
  })
  .map(({ schema, suite, benchmark, benchmarkVersion, fields, fieldValue, os, min }) => {
    const measurement = { ...latencyMeasurement(), benchmark, version: benchmarkVersion };
    if (measurement.kind === 'latency') for (const repeat of measurement.repeats) repeat.min_ps = min;
    const document = plainDocument({
      schema,
      suite: { name: 'ipc-bench', version: suite },
      measurements: [measurement],
    });
    Object.assign(document.machine, { os }, Object.fromEntries(fields.map((name) => [name, fieldValue])));
    return canonicalBytes({ ...document, machine_key: `02${'00'.repeat(31)}`, signature: `02${'00'.repeat(63)}` });
  });

it('no verdict of an older tool contradicts one of a newer tool, over 20,000 documents', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(documents, (bytes) => {
      const before = judge(bytes, { cryptography: trusting, registry: older }).verdict;
      const after = judge(bytes, { cryptography: trusting, registry: newer }).verdict;
      const pair = `${before}→${after}`;
      seen[pair] = (seen[pair] ?? 0) + 1;
      expect(RANK[after]).toBeGreaterThanOrEqual(RANK[before]);
      if (before === 'valid' || before === 'invalid') expect(after).toBe(before);
    }),
    { numRuns: 20_000 },
  );
  for (const pair of ['valid→valid', 'invalid→invalid', 'deferred→valid', 'provisional→valid', 'deferred→deferred'])
    expect(seen[pair], JSON.stringify(seen)).toBeGreaterThan(50);
});
