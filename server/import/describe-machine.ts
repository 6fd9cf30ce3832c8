// The machine of a run as a document may tell it: allow-listed fields, kernel suffix and memory reduced to a known flavour
// and a size class, ids of cores and sockets renumbered in order of their first CPU.
import type { Machine } from '@ipc-bench/schema/document';
import { cleanCpuName } from '@ipc-bench/schema/privacy/cpu-name';
import { parseKernelRelease } from '@ipc-bench/schema/privacy/kernel-release';
import { memoryClass } from '@ipc-bench/schema/privacy/memory-class';
import type { HistoricRun } from './historic-run.js';
import type { Cpuinfo } from './parse-cpuinfo.js';
import type { Cache } from './parse-sys-cpu.js';

type Topology = Machine['topology'];

const MAX_CACHE_KINDS = 16;
const KIBIBYTE = 1024;

export function describeMachine(run: HistoricRun): Machine {
  const { uname, virtualisation } = run;
  return {
    os: uname?.sysname === 'Linux' ? 'linux' : 'unknown',
    kernel: uname ? parseKernelRelease(uname.release) : { version: [0], flavour: 'unknown' },
    architecture: describeArchitecture(uname?.machine ?? ''),
    cpu: describeCpu(run.cpu),
    topology: describeTopology(run),
    memory: {
      ...(run.memTotalKib ? { class_bytes: memoryClass(run.memTotalKib * KIBIBYTE) } : {}),
      ...(run.hugePageKib ? { huge_page_bytes: [run.hugePageKib * KIBIBYTE] } : {}),
    },
    virtualisation: {
      verdict: virtualisation.verdict,
      technology: virtualisation.technology ?? (virtualisation.verdict === 'bare_metal' ? 'none' : 'unknown'),
      ...(virtualisation.evidence.length > 0 ? { evidence: virtualisation.evidence } : {}),
    },
    container: 'unknown',
    clock: { source: 'unknown' },
  };
}

const ARCHITECTURES: Readonly<Record<string, Machine['architecture']>> = {
  x86_64: 'x86_64',
  amd64: 'x86_64',
  i386: 'i686',
  i486: 'i686',
  i586: 'i686',
  i686: 'i686',
  aarch64: 'aarch64',
  armv6l: 'armv6l',
  armv7l: 'armv7l',
  ppc64: 'ppc64',
  ppc64le: 'ppc64le',
  s390x: 's390x',
};

function describeArchitecture(machine: string): Machine['architecture'] {
  return (Object.hasOwn(ARCHITECTURES, machine) && ARCHITECTURES[machine]) || 'unknown';
}

const VENDORS = new Map<string, Machine['cpu']['vendor']>([
  ['GenuineIntel', 'intel'],
  ['AuthenticAMD', 'amd'],
  ['CentaurHauls', 'via'],
]);

function describeCpu(cpu: Cpuinfo): Machine['cpu'] {
  const name = cleanCpuName(cpu.modelName ?? '');
  const observed = cpu.observedKhz.map((khz) => Math.round(khz / 1000));
  const small = { family: cpu.family, model: cpu.model, stepping: cpu.stepping };
  return {
    vendor: VENDORS.get(cpu.vendorId ?? '') ?? 'unknown',
    ...(name === '' ? {} : { name }),
    ...Object.fromEntries(Object.entries(small).filter(([, value]) => value !== undefined && value <= 65_535)),
    ...(cpu.microcode && /^0x[0-9a-f]{1,16}$/.test(cpu.microcode) ? { microcode: cpu.microcode } : {}),
    ...(cpu.nominalMhz === undefined ? {} : { nominal_mhz: cpu.nominalMhz }),
    ...(observed.length === 0 ? {} : { observed_mhz: { min: Math.min(...observed), max: Math.max(...observed) } }),
    ...(cpu.flags.size === 0
      ? {}
      : { constant_tsc: cpu.flags.has('constant_tsc'), nonstop_tsc: cpu.flags.has('nonstop_tsc') }),
  };
}

const EVIDENCE = { virtual: 'guest_reported', bare_metal: 'hardware', unknown: 'unknown' } as const;

function describeTopology({ topology, caches, numa, virtualisation, latency }: HistoricRun): Topology {
  const evidence = EVIDENCE[virtualisation.verdict];
  if (topology.length === 0) return { logical_cpus: latency[0]?.n ?? 1, evidence: 'unknown' };
  const core = renumber(topology.map(({ threads }) => threads?.join()));
  const socket = renumber(topology.map((cpu) => cpu.socket));
  const node = topology.map(({ cpu }) => numa.find(({ cpus }) => cpus.includes(cpu))?.node);
  return {
    logical_cpus: topology.length,
    evidence,
    cpu_number: topology.map(({ cpu }) => cpu),
    ...(core ? { core, cores: new Set(core).size, threads_per_core: mostThreads(core) } : {}),
    ...(socket ? { socket, sockets: new Set(socket).size } : {}),
    ...(node.every((number) => number !== undefined) ? { node } : {}),
    ...(caches.length > 0 ? { caches: describeCaches(caches) } : {}),
    ...(numa.length > 0 ? { nodes: describeNodes(numa) } : {}),
  };
}

/** Ids in order of first occurrence; undefined unless every CPU has one. */
function renumber(ids: readonly (string | number | undefined)[]): number[] | undefined {
  const numbers = new Map<string | number, number>();
  for (const id of ids) {
    if (id === undefined || id === '') return undefined;
    if (!numbers.has(id)) numbers.set(id, numbers.size);
  }
  return ids.map((id) => numbers.get(id ?? '') ?? 0);
}

function mostThreads(core: readonly number[]): number {
  const threads = new Map<number, number>();
  for (const number of core) threads.set(number, (threads.get(number) ?? 0) + 1);
  return Math.min(64, Math.max(...threads.values()));
}

function describeCaches(caches: readonly Cache[]): NonNullable<Topology['caches']> {
  const kinds = new Map<string, NonNullable<Topology['caches']>[number]>();
  for (const { level, type, sizeBytes, lineBytes, cpus } of caches) {
    const key = `${level} ${type} ${sizeBytes} ${lineBytes}`;
    const kind = kinds.get(key) ?? {
      level: Math.min(level, 9),
      type: type.toLowerCase() as 'data' | 'instruction' | 'unified',
      size_bytes: sizeBytes ?? 0,
      ...(lineBytes !== undefined && lineBytes <= 65_536 ? { line_bytes: lineBytes } : {}),
      shared_by: [],
    };
    if (!kind.shared_by.some((list) => list.join() === cpus.join())) kind.shared_by.push(cpus);
    kinds.set(key, kind);
  }
  return [...kinds.values()].slice(0, MAX_CACHE_KINDS);
}

function describeNodes(numa: HistoricRun['numa']): NonNullable<Topology['nodes']> {
  return numa.map(({ node, cpus, distance, totalKib }) => ({
    node,
    cpus,
    ...(totalKib ? { memory_class_bytes: memoryClass(totalKib * KIBIBYTE) } : {}),
    ...(distance.length > 0 ? { distance: distance.slice(0, 1024) } : {}),
  }));
}
