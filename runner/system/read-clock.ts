import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

type Source = Machine['clock']['source'];

const SOURCES: readonly Source[] = [
  'tsc',
  'kvm-clock',
  'hpet',
  'acpi_pm',
  'xen',
  'hyperv_clocksource_tsc_page',
  'hyperv_clocksource',
  'arch_sys_counter',
  'jiffies',
  'riscv_clocksource',
  'timebase',
  'tod',
];

/** The clock that stands behind CLOCK_MONOTONIC; its resolution is measured by the shim. */
export function readClock(tree: FileTree): Machine['clock'] {
  const current = tree.text('sys/devices/system/clocksource/clocksource0/current_clocksource');
  if (current === null) return { source: 'unknown' };
  return { source: SOURCES.find((source) => source === current) ?? 'other' };
}
