import type { Machine } from '@ipc-bench/schema/document';
import { counted, formatBytes } from '../quantity.js';
import { plain, virtualisationName } from '../words.js';
import { Facts } from './facts.js';

/** What makes the numbers of a machine interpretable. What is not known is left out; the tree of all fields has it. */
export function MachineFacts({ machine }: { machine: Machine }) {
  const { cpu, topology, memory, virtualisation, kernel, power, clock, limits, mitigations } = machine;
  const caches = topology.caches ?? [];
  const model = [cpu.family, cpu.model, cpu.stepping].map((number) => number ?? '?').join('/');
  const observed = cpu.observed_mhz && `${cpu.observed_mhz.min}–${cpu.observed_mhz.max} MHz observed`;
  const states = Map.groupBy(Object.entries(mitigations ?? {}), ([, state]) => state);
  return (
    <Facts
      of={[
        ['CPU', cpu.name ?? cpu.vendor],
        ['family/model/stepping', model === '?/?/?' ? null : model],
        ['microcode', cpu.microcode],
        ['frequency', [cpu.nominal_mhz && `${cpu.nominal_mhz} MHz nominal`, observed].filter(Boolean).join(', ')],
        ['topology', topologyLine(machine)],
        [
          'caches',
          caches
            .filter(({ type }) => type !== 'instruction')
            .map(
              ({ level, type, size_bytes, shared_by }) =>
                `L${level}${type === 'data' ? 'd' : ''} ${formatBytes(size_bytes)} × ${shared_by.length}`,
            )
            .join(', '),
        ],
        ['NUMA nodes', topology.nodes?.length],
        ['memory', memory.class_bytes === undefined ? null : `up to ${formatBytes(memory.class_bytes)}`],
        [
          'pages',
          memory.page_bytes === undefined
            ? null
            : `${formatBytes(memory.page_bytes)}; transparent huge pages ${memory.transparent_huge_pages ?? 'unknown'}`,
        ],
        ['virtualisation', virtualisationName(virtualisation.verdict, virtualisation.technology)],
        ['evidence', virtualisation.evidence?.map(plain).join(', ')],
        ['container', machine.container],
        [
          'kernel',
          `${machine.os} ${kernel.version.join('.')}, ${kernel.flavour}${kernel.release ? ` ${kernel.release}` : ''}`,
        ],
        [
          'kernel options',
          [
            kernel.hz && `${kernel.hz} Hz`,
            kernel.preemption && `preemption ${kernel.preemption}`,
            ...(kernel.boot_flags ?? []),
          ]
            .filter(Boolean)
            .join(', '),
        ],
        [
          'clock',
          `${clock.source}${clock.resolution_ns === undefined ? '' : `, resolution ${clock.resolution_ns} ns`}`,
        ],
        ['frequency governor', power?.governor],
        ['idle', [power?.idle_driver, power?.idle_governor].filter(Boolean).join(', ')],
        ['CPU quota', limits?.cpu_quota_milli === undefined ? null : `${limits.cpu_quota_milli / 1000} CPUs`],
        [
          'mitigations',
          [...states].map(([state, entries]) => `${counted(entries.length, plain(state), plain(state))}`).join(', '),
        ],
      ]}
    />
  );
}

export function topologyLine({ topology }: Machine): string {
  const { logical_cpus, sockets, cores, threads_per_core, evidence } = topology;
  const parts = [
    counted(logical_cpus, 'CPU'),
    ...(cores === undefined ? [] : [counted(cores, 'core')]),
    ...(sockets === undefined ? [] : [counted(sockets, 'socket')]),
    ...(threads_per_core === undefined ? [] : [counted(threads_per_core, 'thread per core', 'threads per core')]),
  ];
  return `${parts.join(', ')}${evidence === 'guest_reported' ? ' (as the hypervisor says)' : ''}`;
}
