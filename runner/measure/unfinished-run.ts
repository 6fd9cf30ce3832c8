// What an interrupted run leaves behind: its finished blocks, under the hash of everything that must be equal for the
// rest to belong to them (plan, machine, program). Removed when the run ends.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { Machine } from '@ipc-bench/schema/document';
import { cryptography } from '../document/judge-bytes.js';
import type { Plan } from '../plan/plan.js';
import type { Settings } from '../settings.js';
import type { Shim } from '../shim-driver/shim.js';
import { writePrivateFile } from '../store/whole-file.js';
import type { RunState } from './run-plan.js';

export interface UnfinishedRun {
  save(state: RunState): void;
  /** `null` where there is none, or none that fits. */
  load(): RunState | null;
  remove(): void;
}

export function openUnfinishedRun({ stateDir }: Settings, plan: Plan, machine: Machine, shim: Shim): UnfinishedRun {
  const file = join(stateDir, 'unfinished-run.json');
  const { observed_mhz: _changes, ...cpu } = machine.cpu;
  const key = cryptography.sha256(canonicalBytes([plan, { ...machine, cpu }, shim.binarySha256]));
  return {
    save: (state) => writePrivateFile(file, JSON.stringify({ key, state })),
    load() {
      try {
        const kept = JSON.parse(readFileSync(file, 'utf8')) as { key: string; state: RunState };
        return kept.key === key ? { ...kept.state, wasInterrupted: true } : null;
      } catch {
        return null;
      }
    },
    remove: () => rmSync(file, { force: true }),
  };
}
