// The worked cases of the versioning design: what may change, which number moves, and what stays comparable. Each case
// builds the later release as a registry and asks an old tool, a new tool and the comparability key.
import { type Migration, migrate } from '@ipc-bench/migrations/migrate';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { comparabilityKey, comparablePoint } from '@ipc-bench/schema/comparability';
import type { Parameters, ResultDocument } from '@ipc-bench/schema/document';
import { activeErrata, type Erratum } from '@ipc-bench/schema/erratum';
import { judge } from '@ipc-bench/schema/judge';
import type { Lift } from '@ipc-bench/schema/lift';
import type { Registry } from '@ipc-bench/schema/registry';
import type { BenchmarkSpec } from '@ipc-bench/schema/suite-manifest';
import { describe, expect, it } from 'vitest';
import { cryptography, latencyMeasurement, plainDocument, signDocument, testKey } from '../support/document.js';
import { builtInRegistry, withFormat, withSuite } from '../support/registry.js';

const key = testKey('worked cases');
const verdict = (document: ResultDocument, registry: Registry) =>
  judge(canonicalBytes(signDocument(document, key)), { cryptography, registry }).verdict;

const IDENTITY: Parameters = { message_bytes: 64, placement: 'same-llc', idle: 'natural', touch: 'read_lines' };

function specOf(registry: Registry, benchmark = 'pipe.latency'): BenchmarkSpec {
  const spec = registry.suites.at(-1)?.manifest.benchmarks[benchmark];
  if (!spec) throw new Error(`no ${benchmark}`);
  return spec;
}

function keyOf(
  registry: Registry,
  metric = 'rtt_p50',
  identity = IDENTITY,
  chain: Lift[] = [],
  benchmark = 'pipe.latency',
) {
  const spec = specOf(registry, benchmark);
  const metricSpec = spec.metrics[metric];
  if (!metricSpec) throw new Error(`no ${metric}`);
  return comparabilityKey(benchmark, spec, identity, metric, metricSpec, cryptography, chain);
}

describe('worked cases', () => {
  it('add a mechanism: suite minor; an old tool reads it provisionally, other keys stay', () => {
    const later = withSuite(builtInRegistry, '1.0.1', (benchmarks) => {
      benchmarks['doorbell.latency'] = { ...specOf(builtInRegistry), mechanism: 'doorbell' };
    });
    const measurement = { ...latencyMeasurement(), benchmark: 'doorbell.latency' };
    const document = plainDocument({ suite: { name: 'ipc-bench', version: '1.0.1' }, measurements: [measurement] });
    expect(verdict(document, builtInRegistry)).toBe('provisional');
    expect(verdict(document, later)).toBe('valid');
    expect(keyOf(later)).toBe(keyOf(builtInRegistry));
  });

  it('add an optional field: format minor; an old tool reads the rest', () => {
    const later = withFormat(builtInRegistry, '1.0.1', (machine) => {
      Object.assign(machine.properties ?? {}, { cooling: { type: 'string', enum: ['air', 'water'] } });
    });
    const document = plainDocument({ schema: '1.0.1' });
    Object.assign(document.machine, { cooling: 'air' });
    expect(verdict(document, builtInRegistry)).toBe('provisional');
    expect(verdict(document, later)).toBe('valid');
  });

  it('rename a field, optional to required: format major; migrated with "unknown" where missing', () => {
    const later = withFormat(builtInRegistry, '1.1.0', (machine) => {
      const { container, ...rest } = machine.properties ?? {};
      machine.properties = {
        ...rest,
        ...(container ? { isolation: container } : {}),
        cooling: { type: 'string', enum: ['air', 'unknown'] },
      };
      machine.required = [...(machine.required ?? []).filter((name) => name !== 'container'), 'isolation', 'cooling'];
    });
    const step: Migration = {
      from: { epoch: 1, major: 0 },
      drops: [],
      migrate(document) {
        const { machine, ...rest } = document as ResultDocument;
        const { container, ...facts } = machine;
        return { ...rest, schema: '1.1.0', machine: { ...facts, isolation: container, cooling: 'unknown' } };
      },
    };
    const { document } = migrate(plainDocument(), [step], '1.1.0');
    expect(verdict(plainDocument(), later)).toBe('valid');
    expect(verdict(document, later)).toBe('valid');
    expect(verdict(document, builtInRegistry)).toBe('deferred');
    expect(document.machine).toMatchObject({ isolation: 'no', cooling: 'unknown' });
  });

  it('µs to ns, same clock: benchmark major with a lift that scales; keys meet', () => {
    const lift: Lift = {
      benchmark: 'pipe.latency',
      from: { epoch: 1, major: 0 },
      lift: (point) => ({ ...point, unit: 'fs', factor: point.factor * 1000 }),
    };
    const later = withSuite(builtInRegistry, '1.1.0', (benchmarks) => {
      const pipe = benchmarks['pipe.latency'];
      if (!pipe) throw new Error('no pipe.latency');
      pipe.version = '1.1.0';
      pipe.metrics = Object.fromEntries(
        Object.entries(pipe.metrics).map(([name, spec]) => [name, { ...spec, unit: 'fs' }]),
      );
    });
    expect(keyOf(builtInRegistry, 'rtt_p50', IDENTITY, [lift])).toBe(keyOf(later, 'rtt_p50', IDENTITY, [lift]));
    const point = comparablePoint('pipe.latency', specOf(builtInRegistry), IDENTITY, 'rtt_p50', { unit: 'ps' }, [lift]);
    expect(point).toMatchObject({ unit: 'fs', factor: 1000 });
  });

  it('another clock for all: every benchmark gets an epoch; every series is cut', () => {
    const later = withSuite(builtInRegistry, '1.1.0', (benchmarks) => {
      for (const spec of Object.values(benchmarks)) spec.version = '2.0.0';
    });
    for (const benchmark of Object.keys(builtInRegistry.suites.at(-1)?.manifest.benchmarks ?? {})) {
      const metric = benchmark.endsWith('.latency') ? 'rtt_p50' : 'throughput';
      expect(keyOf(later, metric, IDENTITY, [], benchmark)).not.toBe(
        keyOf(builtInRegistry, metric, IDENTITY, [], benchmark),
      );
    }
  });

  it('a timing bug in one benchmark: its epoch and an erratum; only that one is cut', () => {
    const later = withSuite(builtInRegistry, '1.0.1', (benchmarks) => {
      const pipe = benchmarks['pipe.latency'];
      if (pipe) pipe.version = '2.0.0';
    });
    expect(keyOf(later)).not.toBe(keyOf(builtInRegistry));
    expect(keyOf(later, 'rtt_p50', IDENTITY, [], 'tcp.latency')).toBe(
      keyOf(builtInRegistry, 'rtt_p50', IDENTITY, [], 'tcp.latency'),
    );
    const erratum: Erratum = {
      effect: 'invalid',
      maintainer_key: 'm',
      benchmark: 'pipe.latency',
      benchmark_version: '1.0.0',
    };
    expect([...activeErrata(new Map([['1', erratum]]), new Set(['m'])).values()]).toEqual([erratum]);
  });

  it('another default message size: benchmark minor; comparable at equal size only', () => {
    const later = withSuite(builtInRegistry, '1.0.1', (benchmarks) => {
      const pipe = benchmarks['pipe.latency'];
      if (pipe) pipe.version = '1.0.1';
    });
    expect(keyOf(later)).toBe(keyOf(builtInRegistry));
    expect(keyOf(later, 'rtt_p50', { ...IDENTITY, message_bytes: 128 })).not.toBe(keyOf(builtInRegistry));
  });

  it('a hidden condition becomes a parameter: benchmark major with a lift; comparable at its old value', () => {
    const lift: Lift = {
      benchmark: 'pipe.latency',
      from: { epoch: 1, major: 0 },
      lift: (point) => ({ ...point, identity: { ...point.identity, packet_mode: false } }),
    };
    const later = withSuite(builtInRegistry, '1.1.0', (benchmarks) => {
      const pipe = benchmarks['pipe.latency'];
      if (pipe) pipe.version = '1.1.0';
    });
    const old = keyOf(builtInRegistry, 'rtt_p50', IDENTITY, [lift]);
    expect(keyOf(later, 'rtt_p50', { ...IDENTITY, packet_mode: false }, [lift])).toBe(old);
    expect(keyOf(later, 'rtt_p50', { ...IDENTITY, packet_mode: true }, [lift])).not.toBe(old);
  });

  it('drop a benchmark: suite major; its old results stay valid and comparable among themselves', () => {
    const later = withSuite(builtInRegistry, '1.1.0', (benchmarks) => {
      delete benchmarks['pipe.latency'];
    });
    const old = plainDocument();
    expect(verdict(old, later)).toBe('valid');
    expect(verdict({ ...old, suite: { name: 'ipc-bench', version: '1.1.0' } }, later)).toBe('invalid');
  });

  it('p99 was computed wrongly: its definition rises; only that metric is cut', () => {
    const later = withSuite(builtInRegistry, '1.0.1', (benchmarks) => {
      const pipe = benchmarks['pipe.latency'];
      if (!pipe?.metrics.rtt_p99) throw new Error('no rtt_p99');
      pipe.version = '1.0.1';
      pipe.metrics = { ...pipe.metrics, rtt_p99: { ...pipe.metrics.rtt_p99, definition: 2 } };
    });
    expect(keyOf(later, 'rtt_p99')).not.toBe(keyOf(builtInRegistry, 'rtt_p99'));
    expect(keyOf(later, 'rtt_p50')).toBe(keyOf(builtInRegistry, 'rtt_p50'));
  });

  it('a field turns out to be personal: format major without it; the view loses it, numbers and bytes stay', () => {
    const step: Migration = {
      from: { epoch: 1, major: 0 },
      drops: ['/machine/cpu/name'],
      migrate(document) {
        const { machine, ...rest } = document as ResultDocument;
        const { name: _, ...cpu } = machine.cpu;
        return { ...rest, schema: '1.1.0', machine: { ...machine, cpu } };
      },
    };
    const original = plainDocument();
    const migrated = migrate(original, [step], '1.1.0');
    expect(migrated.dropped).toEqual(['/machine/cpu/name']);
    expect(migrated.document.machine.cpu).not.toHaveProperty('name');
    expect(migrated.document.measurements).toEqual(original.measurements);
    expect(original.machine.cpu.name).toBe('Intel(R) Xeon(R) Processor');
  });
});
