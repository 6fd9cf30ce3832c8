// What decides how fast a sleeping or slowed CPU answers: frequency and idle drivers and governors.
import type { Machine } from '@ipc-bench/schema/document';
import type { FileTree } from './file-tree.js';

type Power = NonNullable<Machine['power']>;

const CPU = 'sys/devices/system/cpu';
const GOVERNORS = ['performance', 'powersave', 'ondemand', 'conservative', 'schedutil', 'userspace'] as const;
const FREQUENCY_DRIVERS = [
  'intel_pstate',
  'intel_cpufreq',
  'acpi-cpufreq',
  'amd-pstate',
  'amd-pstate-epp',
  'cppc_cpufreq',
  'cpufreq-dt',
] as const;
const IDLE_DRIVERS = ['intel_idle', 'acpi_idle', 'haltpoll', 'psci_idle', 'none'] as const;
const IDLE_GOVERNORS = ['menu', 'teo', 'ladder', 'haltpoll'] as const;

export function readPower(tree: FileTree): Power {
  const latencies = tree
    .names(`${CPU}/cpu0/cpuidle`)
    .filter((name) => /^state\d+$/.test(name))
    .map((name) => tree.number(`${CPU}/cpu0/cpuidle/${name}/latency`))
    .filter((latency) => latency !== null)
    .filter((latency) => latency <= 1_000_000);
  const haltPoll = tree.number('sys/module/haltpoll/parameters/guest_halt_poll_ns');
  return {
    governor: readGovernor(tree),
    frequency_driver: oneOf(FREQUENCY_DRIVERS, tree.text(`${CPU}/cpu0/cpufreq/scaling_driver`)),
    boost: readBoost(tree),
    idle_driver: oneOf(IDLE_DRIVERS, tree.text(`${CPU}/cpuidle/current_driver`)),
    idle_governor: oneOf(
      IDLE_GOVERNORS,
      tree.text(`${CPU}/cpuidle/current_governor`) ?? tree.text(`${CPU}/cpuidle/current_governor_ro`),
    ),
    ...(latencies.length > 0 ? { idle_exit_latency_us: latencies.slice(0, 16) } : {}),
    ...(haltPoll !== null && haltPoll <= 1e9 ? { halt_poll_ns: haltPoll } : {}),
  };
}

/** `none` where the file is missing: the kernel then has no such driver. */
function oneOf<Word extends string>(words: readonly Word[], text: string | null): Word | 'none' | 'other' {
  if (text === null) return 'none';
  return words.find((word) => word === text) ?? 'other';
}

function readGovernor(tree: FileTree): NonNullable<Power['governor']> {
  const governors = new Set(
    tree
      .names(CPU)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => tree.text(`${CPU}/${name}/cpufreq/scaling_governor`))
      .filter((governor) => governor !== null),
  );
  const [first, second] = governors;
  if (first === undefined) return 'none';
  if (second !== undefined) return 'mixed';
  return GOVERNORS.find((governor) => governor === first) ?? 'unknown';
}

function readBoost(tree: FileTree): NonNullable<Power['boost']> {
  const boost = tree.text(`${CPU}/cpufreq/boost`);
  if (boost === '1') return 'on';
  if (boost === '0') return 'off';
  const noTurbo = tree.text(`${CPU}/intel_pstate/no_turbo`);
  if (noTurbo === '0') return 'on';
  if (noTurbo === '1') return 'off';
  return 'unknown';
}
