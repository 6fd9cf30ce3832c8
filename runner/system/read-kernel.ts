// Kernel version, known flavour, build options that change IPC times, and the names (never the values) of known boot
// flags. Everything else in these files stays unread or is dropped.
import { gunzipSync } from 'node:zlib';
import type { Machine } from '@ipc-bench/schema/document';
import { parseKernelRelease } from '@ipc-bench/schema/privacy/kernel-release';
import type { FileTree } from './file-tree.js';
import type { HostFacts } from './host-facts.js';

type Kernel = Machine['kernel'];
type BootFlag = NonNullable<Kernel['boot_flags']>[number];

export const BOOT_FLAGS: readonly BootFlag[] = [
  'isolcpus',
  'nohz_full',
  'rcu_nocbs',
  'idle',
  'mitigations',
  'nosmt',
  'intel_idle',
  'processor',
  'threadirqs',
  'preempt',
];

export function readKernel(tree: FileTree, host: HostFacts): Kernel {
  const release = tree.text('proc/sys/kernel/osrelease') ?? host.release;
  const kernel = parseKernelRelease(release);
  if (host.platform !== 'linux') return kernel;
  const config = readConfig(tree, release);
  return {
    ...kernel,
    hz: hzOf(config),
    preemption: preemptionOf(tree, config),
    boot_flags: bootFlagsOf(tree.text('proc/cmdline') ?? ''),
  };
}

function readConfig(tree: FileTree, release: string): string {
  const packed = tree.bytes('proc/config.gz');
  if (packed) {
    try {
      return gunzipSync(packed, { maxOutputLength: 4 * 1024 * 1024 }).toString('latin1');
    } catch {
      return '';
    }
  }
  return /^[\w.+~-]+$/.test(release) ? (tree.text(`boot/config-${release}`) ?? '') : '';
}

function hzOf(config: string): NonNullable<Kernel['hz']> {
  const hz = /^CONFIG_HZ=(100|250|300|1000)$/m.exec(config)?.[1];
  return (hz as Kernel['hz']) ?? 'unknown';
}

function preemptionOf(tree: FileTree, config: string): NonNullable<Kernel['preemption']> {
  const now = /\((none|voluntary|full|lazy)\)/.exec(tree.text('sys/kernel/debug/sched/preempt') ?? '')?.[1];
  if (now) return now as Kernel['preemption'] & string;
  const build = tree.text('proc/sys/kernel/version') ?? '';
  if (/\bPREEMPT_RT\b/.test(build)) return 'realtime';
  if (/\bPREEMPT_DYNAMIC\b/.test(build)) return 'dynamic';
  if (/\bPREEMPT_LAZY\b/.test(build)) return 'lazy';
  if (/\bPREEMPT\b/.test(build)) return 'full';
  if (/^CONFIG_PREEMPT_VOLUNTARY=y$/m.test(config)) return 'voluntary';
  if (/^CONFIG_PREEMPT_NONE=y$/m.test(config)) return 'none';
  return 'unknown';
}

function bootFlagsOf(commandLine: string): BootFlag[] {
  const names = new Set(commandLine.split(/\s+/).map((word) => word.split(/[=.]/, 1)[0]));
  return BOOT_FLAGS.filter((flag) => names.has(flag));
}
