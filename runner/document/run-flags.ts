import type { Machine, NoiseProbe, ResultDocument } from '@ipc-bench/schema/document';
import type { Measured } from '../measure/run-plan.js';

type Flag = ResultDocument['run']['flags'][number];

const SLOW_CLOCKS = ['hpet', 'acpi_pm', 'jiffies'];
const STEADY_GOVERNORS = ['performance', 'userspace', 'none', 'unknown'];
/** Share of a noise probe that may be lost to the hypervisor. */
const STEAL_SHARE = 0.01;

/** What a reader must know before trusting the numbers. */
export function runFlags(machine: Machine, measured: Measured): Flag[] {
  const noisy = [measured.noiseBefore, measured.noiseAfter].some(isNoisy) || measured.spoiled > 0;
  const flags: [Flag, boolean][] = [
    ['tsc_untrusted', SLOW_CLOCKS.includes(machine.clock.source)],
    ['frequency_scaling', !STEADY_GOVERNORS.includes(machine.power?.governor ?? 'unknown')],
    ['virtualisation_unknown', machine.virtualisation.verdict === 'unknown'],
    ['noisy', noisy],
    ['interrupted', measured.wasInterrupted],
    ['quota_limited', machine.limits?.cpu_quota_milli !== undefined],
  ];
  return flags.filter(([, applies]) => applies).map(([flag]) => flag);
}

function isNoisy(probe: NoiseProbe | null): boolean {
  return probe !== null && (probe.steal_ns ?? 0) > probe.duration_ns * STEAL_SHARE;
}
