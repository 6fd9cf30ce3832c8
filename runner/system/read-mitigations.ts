import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

type Mitigations = NonNullable<Machine['mitigations']>;

const FOLDER = 'sys/devices/system/cpu/vulnerabilities';

/** The vulnerabilities that format 1.0.0 names; others a newer kernel lists are left out. */
export const VULNERABILITIES = [
  'gather_data_sampling',
  'ghostwrite',
  'indirect_target_selection',
  'itlb_multihit',
  'l1tf',
  'mds',
  'meltdown',
  'mmio_stale_data',
  'old_microcode',
  'reg_file_data_sampling',
  'retbleed',
  'spec_rstack_overflow',
  'spec_store_bypass',
  'spectre_v1',
  'spectre_v2',
  'srbds',
  'tsa',
  'tsx_async_abort',
  'vmscape',
] as const;

/** Each vulnerability's state as one word; `undefined` where the kernel tells none. */
export function readMitigations(tree: FileTree): Mitigations | undefined {
  const states = VULNERABILITIES.flatMap((name) => {
    const text = tree.text(`${FOLDER}/${name}`);
    return text === null ? [] : [[name, stateOf(text)] as const];
  });
  return states.length === 0 ? undefined : Object.fromEntries(states);
}

function stateOf(text: string): Mitigations[string] {
  const state = text.replace(/^(?:KVM|Processor): ?/, '');
  if (/^not affected/i.test(state)) return 'not_affected';
  if (/^mitigation/i.test(state)) return 'mitigated';
  if (/^(?:processor )?vulnerable/i.test(state)) return 'vulnerable';
  return 'unknown';
}
