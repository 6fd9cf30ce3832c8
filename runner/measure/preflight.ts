import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from '../system/file-tree.js';

/** What a person could still put right before a run. None of it is published. */
export function preflightWarnings(tree: FileTree, machine: Machine): string[] {
  const cpus = machine.topology.logical_cpus;
  const load = Number(/^(\d+\.\d+)/.exec(tree.text('proc/loadavg') ?? '')?.[1] ?? 0);
  const supplies = tree.names('sys/class/power_supply');
  const discharging = supplies.some((name) => tree.text(`sys/class/power_supply/${name}/status`) === 'Discharging');
  const throttled = tree
    .names('sys/devices/system/cpu')
    .some((name) => (tree.number(`sys/devices/system/cpu/${name}/thermal_throttle/core_throttle_count`) ?? 0) > 0);
  const quota = machine.limits?.cpu_quota_milli;
  return [
    ...(load > cpus * 0.25 + 0.25
      ? [`Other programs are busy (load ${load} on ${cpus} CPUs); numbers will be noisier.`]
      : []),
    ...(discharging ? ['The machine runs on battery: frequencies may be held down.'] : []),
    ...(throttled ? ['The CPU has been slowed for heat since it was started.'] : []),
    ...(quota === undefined
      ? []
      : [`A CPU quota of ${quota / 1000} CPUs is in force: long measurements will be paused by it.`]),
  ];
}
