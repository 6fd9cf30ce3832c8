// The `machine` section of a result, by allow-list: each reader below names the files it opens and the words it may
// write. The same files give the same section everywhere.
import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';
import type { HostFacts } from './host-facts.js';
import { readClock } from './read-clock.js';
import { readContainer } from './read-container.js';
import { readCpu } from './read-cpu.js';
import { readKernel } from './read-kernel.js';
import { readLimits } from './read-limits.js';
import { readMemory } from './read-memory.js';
import { readMitigations } from './read-mitigations.js';
import { readPower } from './read-power.js';
import { readSecurity } from './read-security.js';
import { readTopology } from './read-topology.js';
import { readVirtualisation } from './read-virtualisation.js';

const SYSTEMS: Readonly<Record<string, Machine['os']>> = {
  linux: 'linux',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  darwin: 'macos',
};

const ARCHITECTURES: Readonly<Record<string, Machine['architecture']>> = {
  x86_64: 'x86_64',
  amd64: 'x86_64',
  i386: 'i686',
  i586: 'i686',
  i686: 'i686',
  aarch64: 'aarch64',
  arm64: 'aarch64',
  armv7l: 'armv7l',
  armv8l: 'armv7l',
  armv6l: 'armv6l',
  riscv64: 'riscv64',
  ppc64le: 'ppc64le',
  ppc64: 'ppc64',
  s390x: 's390x',
  loongarch64: 'loongarch64',
  mips64: 'mips64',
  sparc64: 'sparc64',
};

export function readMachine(tree: FileTree, host: HostFacts): Machine {
  const virtualisation = readVirtualisation(tree);
  const topology = readTopology(tree, host, virtualisation);
  const mitigations = readMitigations(tree);
  return {
    os: SYSTEMS[host.platform] ?? 'unknown',
    kernel: readKernel(tree, host),
    architecture: ARCHITECTURES[host.machine] ?? 'unknown',
    cpu: readCpu(tree, host),
    topology,
    memory: readMemory(tree, host),
    virtualisation,
    container: readContainer(tree),
    ...(mitigations ? { mitigations } : {}),
    clock: readClock(tree),
    ...(host.platform === 'linux'
      ? {
          power: readPower(tree),
          limits: readLimits(tree, topology.allowed_cpus?.length),
          security: readSecurity(tree),
        }
      : {}),
  };
}
