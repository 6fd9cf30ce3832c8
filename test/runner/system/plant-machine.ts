// File trees of whole machines, written as data: /proc and /sys as a runner would find them, with secrets planted in
// every place where real machines keep theirs.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FileTree, openFileTree } from 'ipc-bench/system/file-tree';
import type { HostFacts } from 'ipc-bench/system/host-facts';
import { onTestFinished } from 'vitest';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface PlantedMachine {
  host: HostFacts;
  files: Files;
}

/** Words that must appear in nothing the runner writes. */
export const SECRETS = {
  hostName: 'planted-host-7f3a',
  user: 'planteduser9',
  serial: 'PLANTEDSERIAL42',
  mac: '02:5e:c4:e7:00:17',
  machineId: '5ec4e7005ec4e7005ec4e7005ec4e700',
  uuid: '5ec4e700-1111-2222-3333-444455556666',
  boardSerial: '100000005ec4e7ad',
  build: 'plantedbuilder@planted-build-host',
} as const;

const PLACES_OF_SECRETS: Files = {
  'proc/sys/kernel/hostname': SECRETS.hostName,
  'proc/sys/kernel/random/boot_id': SECRETS.uuid,
  'etc/hostname': SECRETS.hostName,
  'etc/machine-id': SECRETS.machineId,
  'sys/class/net/eth0/address': SECRETS.mac,
  'sys/class/dmi/id/product_serial': SECRETS.serial,
  'sys/class/dmi/id/product_uuid': SECRETS.uuid,
  'sys/class/dmi/id/chassis_asset_tag': SECRETS.serial,
  'proc/uptime': '123456.78 987654.32',
};

/** Writes the tree below a temporary folder that is gone after the running test, or later: `afterAll`. */
export function plantMachine(
  { files }: Pick<PlantedMachine, 'files'>,
  remove: (cleanup: () => void) => void = onTestFinished,
): FileTree {
  const root = mkdtempSync(join(tmpdir(), 'ipc-bench-machine-'));
  remove(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({ ...PLACES_OF_SECRETS, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? `${content}\n` : content);
  }
  return openFileTree(root);
}

interface CacheSpec {
  level: number;
  type: 'Data' | 'Instruction' | 'Unified';
  size: string;
  /** Group of CPUs that share it. */
  shares: (cpu: number) => number;
}

export interface TopologySpec {
  cpus: number;
  offline?: readonly number[];
  /** What the kernel calls the core; unique per socket only, as on real machines. */
  core: (cpu: number) => number;
  socket?: (cpu: number) => number;
  caches?: readonly CacheSpec[];
  /** CPUs of each NUMA node with its memory in kB. */
  nodes?: readonly { cpus: string; memoryKb: number; distance: string }[];
}

/** Files below /sys/devices/system for such a machine. */
export function topologyFiles({
  cpus,
  offline = [],
  core,
  socket = () => 0,
  caches = [],
  nodes = [],
}: TopologySpec): Files {
  const files: Record<string, string> = {};
  const online = Array.from({ length: cpus }, (_, cpu) => cpu).filter((cpu) => !offline.includes(cpu));
  const listWhere = (test: (cpu: number) => boolean) => online.filter(test).join(',');
  files['sys/devices/system/cpu/online'] = online.join(',');
  for (const cpu of online) {
    const at = `sys/devices/system/cpu/cpu${cpu}`;
    files[`${at}/topology/core_id`] = String(core(cpu));
    files[`${at}/topology/physical_package_id`] = String(socket(cpu));
    files[`${at}/topology/core_cpus_list`] = listWhere(
      (other) => core(other) === core(cpu) && socket(other) === socket(cpu),
    );
    for (const [index, { level, type, size, shares }] of caches.entries()) {
      if (shares(cpu) < 0) continue;
      files[`${at}/cache/index${index}/level`] = String(level);
      files[`${at}/cache/index${index}/type`] = type;
      files[`${at}/cache/index${index}/size`] = size;
      files[`${at}/cache/index${index}/coherency_line_size`] = '64';
      files[`${at}/cache/index${index}/shared_cpu_list`] = listWhere((other) => shares(other) === shares(cpu));
    }
  }
  for (const [node, { cpus: list, memoryKb, distance }] of nodes.entries()) {
    const at = `sys/devices/system/node/node${node}`;
    files[`${at}/cpulist`] = list;
    files[`${at}/meminfo`] = `Node ${node} MemTotal:       ${memoryKb} kB\nNode ${node} MemFree:        1000 kB`;
    files[`${at}/distance`] = distance;
  }
  return files;
}

/** /proc/cpuinfo of an x86 machine. */
export function cpuinfo(cpus: number, fields: Readonly<Record<string, string>>, flags: string): string {
  return Array.from({ length: cpus }, (_, cpu) =>
    [
      `processor\t: ${cpu}`,
      ...Object.entries(fields).map(([key, value]) => `${key}\t: ${value}`),
      `cpu MHz\t\t: ${2000 + cpu}.123`,
      `flags\t\t: ${flags}`,
    ].join('\n'),
  ).join('\n\n');
}

/** /proc/self/auxv of a 64-bit process: page size only, among others. */
export function auxv(pageBytes: number): Uint8Array {
  const words = [33n, 0x7ffd_0000_0000n, 6n, BigInt(pageBytes), 0n, 0n];
  const bytes = new Uint8Array(words.length * 8);
  for (const [at, word] of words.entries()) new DataView(bytes.buffer).setBigUint64(at * 8, word, true);
  return bytes;
}

export function hostFacts(overrides: Partial<HostFacts> = {}): HostFacts {
  return {
    platform: 'linux',
    machine: 'x86_64',
    release: '0.0.0',
    cpuModel: null,
    cpuCount: 1,
    memoryBytes: 0,
    ...overrides,
  };
}

export function status(allowed: string, seccomp = 0): string {
  return `Name:\tnode\nSeccomp:\t${seccomp}\nCpus_allowed_list:\t${allowed}`;
}
