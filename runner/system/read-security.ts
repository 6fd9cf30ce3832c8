import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

type Security = NonNullable<Machine['security']>;
type Module = NonNullable<Security['modules']>[number];

const MODULES: readonly Module[] = [
  'selinux',
  'apparmor',
  'smack',
  'tomoyo',
  'landlock',
  'lockdown',
  'yama',
  'bpf',
  'capability',
  'ima',
  'evm',
  'integrity',
  'safesetid',
  'loadpin',
  'ipe',
];
const SMT_STATES = ['on', 'off', 'forceoff', 'notsupported'] as const;

/** What stands between a process and the kernel's IPC calls: system call filter, security modules, SMT control. */
export function readSecurity(tree: FileTree): Security {
  const seccomp = /^Seccomp:\s*(\d)$/m.exec(tree.text('proc/self/status') ?? '')?.[1];
  const smt = tree.text('sys/devices/system/cpu/smt/control');
  const active = tree
    .text('sys/kernel/security/lsm')
    ?.split(',')
    .filter((name) => name !== '');
  const modules = active?.map((name) => MODULES.find((known) => known === name) ?? 'other');
  return {
    ...(seccomp === undefined ? {} : { seccomp: seccomp !== '0' }),
    ...(smt === null ? {} : { smt_control: SMT_STATES.find((state) => state === smt) ?? 'unknown' }),
    ...(modules && modules.length > 0 ? { modules: [...new Set(modules)] } : {}),
  };
}
