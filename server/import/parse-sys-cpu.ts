// `logs/sys-cpu/`: topology and caches from the sysfs copies. Input is a map from path below `sys-cpu` (`cpu3/cache/index1/size`)
// to the trimmed value; what is missing or malformed stays undefined and is reported by the caller.
import { parseCpuList, parseCpuMask } from './parse-cpu-list.js';

export interface CpuTopology {
  cpu: number;
  /** `physical_package_id` as the kernel numbers it. */
  socket: number | undefined;
  core: number | undefined;
  /** Hardware threads of the same core, this CPU included. */
  threads: number[] | undefined;
}

export interface Cache {
  level: number;
  /** `Data`, `Instruction` or `Unified`. */
  type: string;
  sizeBytes: number | undefined;
  lineBytes: number | undefined;
  ways: number | undefined;
  /** CPUs that share this instance, ascending. */
  cpus: number[];
}

export interface SysCpu {
  cpus: CpuTopology[];
  /** Instances, each once, ordered by level, type and first CPU. */
  caches: Cache[];
  /** Some `shared_cpu_map` stood in for a missing `shared_cpu_list`. */
  usedMasks: boolean;
  /** One CPU lists the same (level, type) twice: a hypervisor's artefact. */
  duplicateCaches: boolean;
}

export function parseSysCpu(values: ReadonlyMap<string, string>): SysCpu {
  const cpus = new Set<number>();
  const cacheDirs = new Map<string, number>();
  for (const path of values.keys()) {
    const match = /^cpu(\d+)\/(?:(cache\/index\d+)\/|topology\/)/.exec(path);
    if (!match) continue;
    const cpu = Number(match[1]);
    cpus.add(cpu);
    if (match[2]) cacheDirs.set(`cpu${cpu}/${match[2]}`, cpu);
  }
  const ordered = [...cpus].sort((a, b) => a - b);
  return { cpus: ordered.map((cpu) => readTopology(values, cpu)), ...readCaches(values, cacheDirs) };
}

function readTopology(values: ReadonlyMap<string, string>, cpu: number): CpuTopology {
  const at = `cpu${cpu}/topology`;
  const list = values.get(`${at}/thread_siblings_list`);
  const mask = values.get(`${at}/thread_siblings`);
  return {
    cpu,
    socket: readInteger(values.get(`${at}/physical_package_id`)),
    core: readInteger(values.get(`${at}/core_id`)),
    threads: list !== undefined ? parseCpuList(list) : mask === undefined ? undefined : parseCpuMask(mask),
  };
}

function readCaches(values: ReadonlyMap<string, string>, dirs: ReadonlyMap<string, number>): Omit<SysCpu, 'cpus'> {
  const caches = new Map<string, Cache>();
  const seen = new Set<string>();
  let usedMasks = false;
  let duplicateCaches = false;
  for (const [dir, cpu] of dirs) {
    const level = readInteger(values.get(`${dir}/level`));
    const type = values.get(`${dir}/type`) ?? '';
    if (level === undefined || !/^(?:Data|Instruction|Unified)$/.test(type)) continue;
    const kind = `${cpu} ${level} ${type}`;
    duplicateCaches ||= seen.has(kind);
    seen.add(kind);
    const list = values.get(`${dir}/shared_cpu_list`);
    const mask = values.get(`${dir}/shared_cpu_map`);
    usedMasks ||= list === undefined && mask !== undefined;
    const cache: Cache = {
      level,
      type,
      sizeBytes: parseCacheSize(values.get(`${dir}/size`)),
      lineBytes: readInteger(values.get(`${dir}/coherency_line_size`)),
      ways: readInteger(values.get(`${dir}/ways_of_associativity`)),
      cpus: (list !== undefined ? parseCpuList(list) : parseCpuMask(mask ?? '')) ?? [cpu],
    };
    if (!cache.cpus.includes(cpu)) cache.cpus = [cpu];
    caches.set(JSON.stringify(cache), cache);
  }
  return { caches: [...caches.values()].sort(compareCaches), usedMasks, duplicateCaches };
}

function compareCaches(a: Cache, b: Cache): number {
  return (
    a.level - b.level ||
    (a.type < b.type ? -1 : a.type > b.type ? 1 : 0) ||
    (a.cpus[0] ?? 0) - (b.cpus[0] ?? 0) ||
    a.cpus.length - b.cpus.length ||
    (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0)
  );
}

/** `32K` is 32768; undefined for anything but digits and an optional K, M or G. */
export function parseCacheSize(text: string | undefined): number | undefined {
  const match = /^(\d{1,9})([KMG]?)$/.exec(text ?? '');
  if (!match) return undefined;
  const bytes = Number(match[1]) * { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2] as '' | 'K' | 'M' | 'G'];
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

function readInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
