// From what was measured to result documents: one, or several of one run_key where one would be larger than a file may be.
import { canonicalBytes, formatCanonical } from '@ipc-bench/schema/canonical-json';
import { identityParameters } from '@ipc-bench/schema/comparability';
import { CURRENT_FORMAT, type Machine, type Measurement, type ResultDocument } from '@ipc-bench/schema/document';
import type { SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import type { Measured } from '../measure/run-plan.js';
import type { Plan } from '../plan/plan.js';
import type { Shim } from '../shim-driver/shim.js';
import { RUNNER_VERSION } from '../version.js';
import { cryptography } from './judge-bytes.js';
import { runFlags } from './run-flags.js';
import { shimSection } from './shim-section.js';

export interface DocumentInput {
  plan: Plan;
  shim: Shim;
  machine: Machine;
  manifest: SuiteManifest;
  measured: Measured;
  /** When the run ended; only its UTC day is published. */
  ended: Date;
  randomBytes: (size: number) => Uint8Array;
}

/** Room for measurements in one file of 1 MiB. */
const MEASUREMENT_BYTES = 900 * 1024;

/** Unsigned documents; each lacks key and signature only. */
export function buildDocuments(input: DocumentInput): ResultDocument[] {
  const { plan, measured, manifest, ended, randomBytes } = input;
  const hex = (size: number) => Buffer.from(randomBytes(size)).toString('hex');
  const measurements = renumberMissing(
    [...measured.finished.flat(), ...plan.notOffered.map(notOffered)].map((one) => knownReason(one, manifest)),
    manifest,
  );
  const parts = split(measurements);
  const runKey = parts.length > 1 ? { run_key: cryptography.sha256(randomBytes(32)) } : {};
  return parts.map((part) => ({
    envelope: 1,
    schema: CURRENT_FORMAT,
    suite: { name: 'ipc-bench', version: manifest.suite.version },
    day: ended.toISOString().slice(0, 10),
    nonce: hex(16),
    run: { ...runSection(input), ...runKey },
    machine: withClockResolution(input),
    measurements: part,
  }));
}

function runSection({ plan, shim, machine, measured }: DocumentInput): ResultDocument['run'] {
  return {
    profile: plan.profile.name,
    runner: RUNNER_VERSION,
    shim: shimSection(shim),
    duration_ns: measured.elapsedMs * 1_000_000,
    ...(measured.noiseBefore ? { noise_before: measured.noiseBefore } : {}),
    ...(measured.noiseAfter ? { noise_after: measured.noiseAfter } : {}),
    discarded_repeats: measured.discarded,
    left_out: [...plan.leftOut],
    flags: runFlags(machine, measured),
  };
}

function withClockResolution({ machine, measured }: DocumentInput): Machine {
  const resolution = measured.noiseBefore?.timer_resolution_ns;
  return resolution === undefined ? machine : { ...machine, clock: { ...machine.clock, resolution_ns: resolution } };
}

function notOffered({ benchmark, version }: Plan['notOffered'][number]): Measurement {
  const missing = { kind: 'missing', status: 'unsupported', reason: 'capability_missing' } as const;
  return { ...missing, benchmark, version, ordinal: 0, parameters: {} };
}

/** A newer shim may know reasons that this suite does not. */
function knownReason(one: Measurement, { reasons }: SuiteManifest): Measurement {
  return one.kind !== 'missing' || reasons.includes(one.reason) ? one : { ...one, reason: 'unknown' };
}

/** Two kinds of one benchmark that are both missing would be the same point: the later takes a free ordinal. */
function renumberMissing(measurements: readonly Measurement[], { benchmarks }: SuiteManifest): Measurement[] {
  const taken = new Set<string>();
  return measurements.map((one) => {
    if (one.kind !== 'missing') return one;
    const spec = benchmarks[one.benchmark];
    const identity = spec ? identityParameters(one.parameters, spec) : one.parameters;
    let ordinal = one.ordinal;
    const key = () => formatCanonical([one.benchmark, identity, ordinal]);
    while (taken.has(key())) ordinal++;
    taken.add(key());
    return { ...one, ordinal };
  });
}

function split(measurements: readonly Measurement[]): Measurement[][] {
  const parts: Measurement[][] = [[]];
  let room = MEASUREMENT_BYTES;
  for (const one of measurements) {
    const size = canonicalBytes(one).length + 1;
    if (size > room) {
      parts.push([]);
      room = MEASUREMENT_BYTES;
    }
    parts.at(-1)?.push(one);
    room -= size;
  }
  return parts;
}
