import type { Case } from '../plan/plan.js';
import type { Profile } from '../plan/profile.js';
import { settingArguments } from '../plan/transport-options.js';

const flags = (options: Readonly<Record<string, string | number | boolean | undefined>>): string[] =>
  Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));

function common({ mechanism, parameters }: Case, deadlineMs: number): string[] {
  return [
    ...flags({
      transport: mechanism,
      'message-bytes': parameters.message_bytes,
      idle: parameters.idle,
      touch: parameters.touch,
      'deadline-ms': deadlineMs,
    }),
    ...settingArguments(parameters),
  ];
}

/** The shim's command line for one repeat of a latency case. */
export function latencyArguments(
  one: Case,
  { samples, warmup }: Pick<Profile, 'samples' | 'warmup'>,
  batch: number,
  deadlineMs: number,
): string[] {
  const { initiator_cpu, responder_cpu } = one.parameters;
  return [
    'latency',
    ...common(one, deadlineMs),
    ...flags({ 'initiator-cpu': initiator_cpu, 'responder-cpu': responder_cpu, samples, warmup, batch }),
  ];
}

export function throughputArguments(one: Case, { throughputMs }: Profile, deadlineMs: number): string[] {
  const { writer_cpu, reader_cpu } = one.parameters;
  return [
    'throughput',
    ...common(one, deadlineMs),
    ...flags({ 'writer-cpu': writer_cpu, 'reader-cpu': reader_cpu, 'duration-ms': throughputMs }),
  ];
}

export function matrixArguments(one: Case, samples: number, deadlineMs: number): string[] {
  return ['matrix', ...common(one, deadlineMs), ...flags({ cpus: one.cpus.join(','), samples })];
}

export function noiseArguments(cpu: number, durationMs: number): string[] {
  return ['noise', ...flags({ cpu, 'duration-ms': durationMs })];
}
