// A real run of the real shim, some hundred milliseconds long, kept and signed as `ipc-bench run` does.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { buildDocuments } from 'ipc-bench/document/build-documents';
import { readMachineKey } from 'ipc-bench/identity/machine-key';
import { signDocument } from 'ipc-bench/identity/sign-document';
import { EMPTY_STATE, runPlan } from 'ipc-bench/measure/run-plan';
import { currentManifest } from 'ipc-bench/plan/current-manifest';
import { planRun } from 'ipc-bench/plan/plan-run';
import { PROFILES } from 'ipc-bench/plan/profile';
import type { Settings } from 'ipc-bench/settings';
import { findShim } from 'ipc-bench/shim-driver/find-shim';
import { storeResult } from 'ipc-bench/store/result-store';
import { openFileTree } from 'ipc-bench/system/file-tree';
import { readHostFacts } from 'ipc-bench/system/host-facts';
import { readMachine } from 'ipc-bench/system/read-machine';

/** Why there is no real run here, or `null`. */
export const NO_COMPILER =
  spawnSync('make', ['--version']).status === 0 && spawnSync('cc', ['--version']).status === 0
    ? null
    : 'no C compiler and make here';

const TINY = {
  ...PROFILES['self-test'],
  samples: 20,
  warmup: 5,
  latencyBytes: [64],
  throughputBytes: [],
  targetSeconds: 5,
};

export async function tinyRun(settings: Settings) {
  const { signal } = new AbortController();
  const shim = await findShim(settings, { signal });
  const machine = readMachine(openFileTree('/'), readHostFacts());
  const manifest = currentManifest();
  const plan = planRun(machine, shim.listing, manifest, TINY);
  const hooks = { onBlock() {}, onRepeat() {}, onMissing() {}, onState() {} };
  const measured = await runPlan(plan, shim, EMPTY_STATE, signal, hooks);
  const ended = new Date();
  const [document] = buildDocuments({ plan, shim, machine, manifest, measured, ended, randomBytes });
  if (!document) throw new Error('no document');
  const key = readMachineKey(settings);
  const bytes = canonicalBytes(signDocument(document, key));
  return { ...storeResult(settings.dataDir, bytes), bytes, machineKey: key.machineKey };
}
