// Which CPUs there are, what they share, and which of them this run may use. Kernel ids of cores and sockets are
// renumbered in order of their first CPU, so that the same machine gives the same document however its firmware counts.
import type { Machine } from '@ipc-bench/schema/document';
import { memoryClass } from '@ipc-bench/schema/privacy/memory-class';
import { parseCpuList } from './cpu-list.js';
import type { FileTree } from './file-tree.js';
import type { HostFacts } from './host-facts.js';

type Topology = Machine['topology'];
type Cache = NonNullable<Topology['caches']>[number];

const CPU = 'sys/devices/system/cpu';
const NODE = 'sys/devices/system/node';

export function readTopology(tree: FileTree, host: HostFacts, virtualisation: Machine['virtualisation']): Topology {
  const evidence = { virtual: 'guest_reported', bare_metal: 'hardware', unknown: 'unknown' } as const;
  const online = readOnline(tree);
  const allowed = readAllowed(tree, online);
  if (online === null)
    return { logical_cpus: Math.min(host.cpuCount, 4096), evidence: 'unknown', ...listed('allowed_cpus', allowed) };
  const threads = (cpu: number) =>
    readList(tree, `${CPU}/cpu${cpu}/topology/core_cpus_list`) ??
    readList(tree, `${CPU}/cpu${cpu}/topology/thread_siblings_list`);
  const core = groupByFirst(online, threads);
  const socket = groupById(online, (cpu) => tree.number(`${CPU}/cpu${cpu}/topology/physical_package_id`));
  const nodes = readNodes(tree, online);
  const node = online.map((cpu) => nodes.find(({ cpus }) => cpus.includes(cpu))?.node);
  const cores = core && new Set(core).size;
  return {
    logical_cpus: online.length,
    evidence: evidence[virtualisation.verdict],
    cpu_number: online,
    ...(core && cores ? { core, cores, threads_per_core: Math.min(64, Math.ceil(online.length / cores)) } : {}),
    ...(socket ? { socket, sockets: new Set(socket).size } : {}),
    ...(node.every((value) => value !== undefined) ? { node } : {}),
    caches: readCaches(tree, online),
    ...(nodes.length > 0 ? { nodes } : {}),
    ...listed('allowed_cpus', allowed),
  };
}

function readList(tree: FileTree, path: string): number[] | null {
  const text = tree.text(path);
  return text === null || text === '' ? null : parseCpuList(text);
}

function listed(name: 'allowed_cpus', cpus: number[] | null): { allowed_cpus?: number[] } {
  return cpus === null || cpus.length === 0 ? {} : { [name]: cpus };
}

function readOnline(tree: FileTree): number[] | null {
  const online = readList(tree, `${CPU}/online`);
  if (online) return online;
  const cpuinfo = tree.text('proc/cpuinfo') ?? '';
  const processors = [...cpuinfo.matchAll(/^processor\s*:\s*(\d{1,5})$/gm)].map((match) => Number(match[1]));
  return processors.length > 0 && processors.length <= 4096 ? processors : null;
}

/** The affinity mask of this process without CPUs that are offline. */
function readAllowed(tree: FileTree, online: number[] | null): number[] | null {
  const mask = /^Cpus_allowed_list:\s*(\S+)$/m.exec(tree.text('proc/self/status') ?? '')?.[1];
  const allowed = mask === undefined ? null : parseCpuList(mask);
  return allowed && online ? allowed.filter((cpu) => online.includes(cpu)) : allowed;
}

/** Numbers groups in order of their first online CPU; `null` unless every CPU names its group. */
function groupByFirst(online: readonly number[], membersOf: (cpu: number) => number[] | null): number[] | null {
  return groupById(online, (cpu) => membersOf(cpu)?.find((member) => online.includes(member)) ?? null);
}

function groupById(online: readonly number[], idOf: (cpu: number) => number | null): number[] | null {
  const numbers = new Map<number, number>();
  const groups: number[] = [];
  for (const cpu of online) {
    const id = idOf(cpu);
    if (id === null) return null;
    if (!numbers.has(id)) numbers.set(id, numbers.size);
    groups.push(numbers.get(id) ?? 0);
  }
  return groups;
}

const CACHE_TYPES: Readonly<Record<string, Cache['type']>> = {
  Data: 'data',
  Instruction: 'instruction',
  Unified: 'unified',
};

function readCaches(tree: FileTree, online: readonly number[]): Cache[] {
  const kinds = new Map<string, Cache>();
  const seen = new Set<string>();
  for (const cpu of online)
    for (const index of tree.names(`${CPU}/cpu${cpu}/cache`).filter((name) => /^index\d+$/.test(name))) {
      const at = `${CPU}/cpu${cpu}/cache/${index}`;
      const level = tree.number(`${at}/level`);
      const sharedBy = readList(tree, `${at}/shared_cpu_list`)?.filter((other) => online.includes(other));
      if (level === null || level > 9 || !sharedBy) continue;
      const type = CACHE_TYPES[tree.text(`${at}/type`) ?? ''] ?? 'unknown';
      const size_bytes = sizeBytes(tree.text(`${at}/size`) ?? '');
      const line = tree.number(`${at}/coherency_line_size`);
      const kind = `${level} ${type} ${size_bytes} ${line}`;
      if (seen.has(`${kind} ${sharedBy}`)) continue;
      seen.add(`${kind} ${sharedBy}`);
      const cache = kinds.get(kind) ?? {
        level,
        type,
        size_bytes,
        ...(line ? { line_bytes: line } : {}),
        shared_by: [],
      };
      cache.shared_by.push(sharedBy);
      kinds.set(kind, cache);
    }
  return [...kinds.values()].sort((a, b) => a.level - b.level).slice(0, 16);
}

/** `32K` or `8M`; 0 where the size is not told. */
function sizeBytes(text: string): number {
  const size = /^(\d{1,9})([KMG])$/.exec(text);
  return size ? Number(size[1]) * { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[size[2] as 'K' | 'M' | 'G'] : 0;
}

function readNodes(tree: FileTree, online: readonly number[]): NonNullable<Topology['nodes']> {
  const names = tree.names(NODE).filter((name) => /^node\d{1,4}$/.test(name));
  return names.flatMap((name) => {
    const cpus = parseCpuList(tree.text(`${NODE}/${name}/cpulist`) ?? '');
    if (!cpus) return [];
    const kib = /MemTotal:\s*(\d{1,15}) kB/.exec(tree.text(`${NODE}/${name}/meminfo`) ?? '')?.[1];
    const distance = tree.text(`${NODE}/${name}/distance`)?.split(/\s+/).map(Number);
    return {
      node: Number(name.slice(4)),
      cpus: cpus.filter((cpu) => online.includes(cpu)),
      ...(kib === undefined ? {} : { memory_class_bytes: Number(kib) === 0 ? 0 : memoryClass(Number(kib) * 1024) }),
      ...(distance?.every((value) => Number.isInteger(value) && value >= 0 && value <= 65_535) ? { distance } : {}),
    };
  });
}
