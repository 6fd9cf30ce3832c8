// A format and a suite that change for years, as real registries: each release is the one before it and what it changed.
//
//   first       what this build knows: format 1.0.0, suite 1.0.0
//   minor       format 1.0.1 (an optional field), suite 1.0.1 (a mechanism; another default size of a benchmark)
//   format11    format 1.1.0 (a rename; optional → required, "unknown" where missing)
//   lifted      suite 1.1.0 (a hidden condition becomes a parameter; a unit changes; a benchmark is dropped)
//   recut       suite 1.1.1 (one benchmark measured wrongly: its epoch; one metric computed wrongly: its definition)
import { builtInChain, type Chain } from '@ipc-bench/migrations/migrate';
import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import type { Registry } from '@ipc-bench/schema/registry';
import type { BenchmarkSpec, MetricSpec } from '@ipc-bench/schema/suite-manifest';
import { type Benchmarks, builtInRegistry, withFormat, withSuite } from '../registry.js';
import { evolutionLifts } from './lifts.js';
import { toFormat11 } from './migrate-1.0-to-1.1.js';

/** A tool of one age. */
export interface Release {
  registry: Registry;
  chain: Chain;
}

const COOLING: SchemaNode = { type: 'string', enum: ['air', 'water', 'unknown'] };

/** The benchmark of that id, to be changed; throws where the suite has none. */
export function benchmarkIn(benchmarks: Benchmarks, id: string): BenchmarkSpec & { version: string } {
  const spec = benchmarks[id];
  if (!spec) throw new Error(`no ${id}`);
  return spec;
}

function mapMetrics(spec: BenchmarkSpec, change: (metric: MetricSpec, name: string) => MetricSpec): void {
  const metrics = Object.entries(spec.metrics).map(([name, metric]) => [name, change(metric, name)]);
  Object.assign(spec, { metrics: Object.fromEntries(metrics) });
}

const first: Release = { registry: builtInRegistry, chain: builtInChain };

const minor: Release = {
  ...first,
  registry: withSuite(
    withFormat(first.registry, '1.0.1', (machine) => {
      machine.properties = { ...machine.properties, cooling: COOLING };
    }),
    '1.0.1',
    (benchmarks) => {
      const pipe = benchmarkIn(benchmarks, 'pipe.latency');
      benchmarks['doorbell.latency'] = { ...structuredClone(pipe), mechanism: 'doorbell' };
      pipe.version = '1.0.1'; // another default message size: nothing a manifest says
    },
  ),
};

const format11: Release = {
  registry: withFormat(minor.registry, '1.1.0', (machine) => {
    const { limits, ...rest } = machine.properties ?? {};
    if (!limits) throw new Error('the format has no machine.limits to rename');
    machine.properties = { ...rest, quotas: limits };
    machine.required = [...(machine.required ?? []), 'cooling'];
  }),
  chain: { steps: [toFormat11], newest: '1.1.0' },
};

const lifted: Release = {
  ...format11,
  registry: {
    ...withSuite(format11.registry, '1.1.0', (benchmarks) => {
      const pipe = benchmarkIn(benchmarks, 'pipe.latency');
      pipe.version = '1.1.0';
      Object.assign(pipe, {
        parameters: { ...pipe.parameters, packet_mode: { role: 'identity', type: 'boolean', required: true } },
      });
      const fifo = benchmarkIn(benchmarks, 'fifo.latency');
      fifo.version = '1.1.0';
      mapMetrics(fifo, (metric) => ({ ...metric, unit: 'fs' }));
      delete benchmarks['signal.latency'];
    }),
    lifts: evolutionLifts,
  },
};

const recut: Release = {
  ...lifted,
  registry: withSuite(lifted.registry, '1.1.1', (benchmarks) => {
    benchmarkIn(benchmarks, 'pipe.latency').version = '2.0.0';
    const tcp = benchmarkIn(benchmarks, 'tcp.latency');
    tcp.version = '1.0.1';
    mapMetrics(tcp, (metric, name) => (name === 'rtt_p99' ? { ...metric, definition: 2 } : metric));
  }),
};

export const releases = { first, minor, format11, lifted, recut };
