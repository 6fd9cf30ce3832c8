// One row of table `submission`: what a list of results shows and filters by.
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import type { ResultDocument } from '@ipc-bench/schema/document';
import type { ErratumEffect } from '@ipc-bench/schema/erratum';
import { parseVersion } from '@ipc-bench/schema/version';
import { analysisUnit, configurationDigest } from './configuration.js';

/** Where a result was found and what was said of it. */
export interface Provenance {
  id: string;
  blob: string;
  path: string;
  /** Which source brought it, as the history of the branch tells. */
  source: string;
  /** Format the bytes were written in. */
  format: string;
  verdict: 'valid' | 'provisional';
  /** What trusted maintainers say of the result as a whole. */
  effects: ReadonlySet<ErratumEffect>;
}

export interface Contents {
  /** Statistics of which it has any number, each word between spaces. */
  statistics: string;
  measurements: number;
  missing: number;
  unread: number;
  invalidated: number;
  /** Quality flags that any of its points has. */
  point_flags: number;
}

export type SubmissionRow = Readonly<Record<string, string | number | null>>;

/** Columns of table `submission` by name, but for `sub` and `is_superseded`. */
export function submissionRow(
  document: ResultDocument,
  { id, blob, path, source, format, verdict, effects }: Provenance,
  contents: Contents,
  cryptography: Cryptography,
): SubmissionRow {
  const { run, machine, suite } = document;
  const { cpu, topology, kernel, virtualisation } = machine;
  const machineKey = document.machine_key ?? null;
  const configuration = configurationDigest(machine, cryptography);
  return {
    id,
    blob,
    path,
    source,
    day: document.day,
    format,
    suite: suite.version,
    suite_epoch: parseVersion(suite.version)?.epoch ?? 0,
    verdict,
    is_signed: document.signature === undefined ? 0 : 1,
    is_vouched: effects.has('vouch') ? 1 : 0,
    is_invalid: effects.has('invalid') ? 1 : 0,
    has_caveat: effects.has('caveat') || effects.has('split') ? 1 : 0,
    run_key: run.run_key ?? null,
    profile: run.profile,
    runner: run.runner,
    flags: JSON.stringify(run.flags),
    resolution_ns: resolutionOf(document),
    machine_key: machineKey,
    configuration,
    analysis_unit: analysisUnit(machineKey, configuration, cryptography),
    cpu_vendor: cpu.vendor,
    cpu_name: cpu.name ?? '',
    cpu_family: cpu.family ?? null,
    cpu_model: cpu.model ?? null,
    cpu_stepping: cpu.stepping ?? null,
    logical_cpus: topology.logical_cpus,
    sockets: topology.sockets ?? null,
    cores: topology.cores ?? null,
    memory_class_bytes: machine.memory.class_bytes ?? null,
    os: machine.os,
    architecture: machine.architecture,
    kernel: kernel.version.join('.'),
    kernel_order: kernelOrder(kernel.version),
    kernel_fourth: kernel.version[3] ?? 0,
    kernel_flavour: kernel.flavour,
    kernel_release: kernel.release ?? null,
    virtualisation: virtualisation.verdict,
    technology: virtualisation.technology,
    container: machine.container,
    ...contents,
  };
}

/** The first three numbers of a kernel version as one, five digits each (the format's limit); a missing one counts 0. */
export function kernelOrder([major = 0, minor = 0, patch = 0]: readonly number[]): number {
  return (major * 100_000 + minor) * 100_000 + patch;
}

/** The step in ns below which two latencies of a result cannot be told apart; 1 where nothing says. */
function resolutionOf({ run, machine }: ResultDocument): number {
  if (run.flags.includes('quantised_1us')) return 1000;
  return run.noise_before?.timer_resolution_ns ?? machine.clock.resolution_ns ?? 1;
}
