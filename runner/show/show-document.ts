// One result for a person: what machine, under which conditions, the numbers, and what is missing and why.
import type { Machine, Matrix, Measurement, ResultDocument } from '@ipc-bench/schema/document';
import type { ResultId } from '@ipc-bench/schema/identity';
import { formatBytes, formatWait } from './format-quantity.js';
import { latencyTable } from './latency-table.js';
import { matrixLines } from './matrix-view.js';
import type { Paint } from './paint.js';
import type { Table } from './table.js';
import { throughputTable } from './throughput-table.js';
import { wrapText } from './wrap-text.js';

export interface ShowOptions {
  columns: number;
  paint: Paint;
}

/** Lines without trailing newline. */
export function showDocument(document: ResultDocument, id: ResultId, { columns, paint }: ShowOptions): string[] {
  const { run, measurements, machine } = document;
  const runtime = run.duration_ns === undefined ? '' : `, took ${formatWait(run.duration_ns / 1e6)}`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', ...wrapText(title, columns).map((line) => paint('bold', line)), ...lines];
  const tabular = (table: Table | null) =>
    table === null
      ? []
      : [
          ...table.lines.map((line, at) => (at === 0 ? paint('dim', line) : line)),
          ...(table.omitted.length > 0
            ? [paint('dim', `(a wider terminal also shows: ${table.omitted.reverse().join('; ')})`)]
            : []),
        ];
  return [
    paint('bold', `Result ${id.slice(0, 12)}`) +
      `  ${run.profile}, ${document.day} UTC, runner ${run.runner}${runtime}`,
    ...describeMachine(machine).flatMap((line) => wrapText(line, columns)),
    ...noteLines(document).flatMap((line) => wrapText(line, columns).map((text) => paint('yellow', text))),
    ...section(
      'Round trip: one message there and one back, never halved',
      tabular(latencyTable(measurements, columns)),
    ),
    ...section('Throughput: payload bytes received', tabular(throughputTable(measurements, columns))),
    ...measurements
      .filter((one): one is Matrix => one.kind === 'matrix')
      .flatMap((one) =>
        section(
          `Core to core, ${one.benchmark.split('.')[0]}: ${one.statistic.replace('_', ' ')} of ${one.n} round trips (row: responder, column: initiator)`,
          matrixLines(one, columns, paint),
        ),
      ),
    ...section(
      'Missing',
      missingLines(measurements).flatMap((line) => wrapText(line, columns)),
    ),
    ...legendLines(measurements).flatMap((line) => ['', ...wrapText(line, columns).map((text) => paint('dim', text))]),
  ];
}

function describeMachine(machine: Machine): string[] {
  const { cpu, topology, memory, virtualisation, kernel, power, clock, limits } = machine;
  const counted = (count: number | undefined, noun: string) =>
    count === undefined ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
  const shape = [
    ...counted(topology.logical_cpus, 'CPU'),
    ...counted(topology.cores, 'core'),
    ...counted(topology.sockets, 'socket'),
  ];
  const kind = {
    virtual: `virtual machine (${virtualisation.technology})`,
    bare_metal: 'bare metal',
    unknown: 'virtual or not: unknown',
  }[virtualisation.verdict];
  return [
    `${cpu.name ?? cpu.vendor}, ${machine.architecture}; ${shape.join(', ')}; ${kind}${machine.container === 'yes' ? ', in a container' : ''}`,
    [
      `${machine.os} ${kernel.version.join('.')} (${kernel.flavour})`,
      ...(memory.class_bytes === undefined ? [] : [`memory up to ${formatBytes(memory.class_bytes)}`]),
      `clock ${clock.source}`,
      `governor ${power?.governor ?? 'unknown'}`,
      ...(limits?.cpu_quota_milli === undefined ? [] : [`CPU quota ${limits.cpu_quota_milli / 1000}`]),
    ].join('; '),
  ];
}

const FLAG_WORDS: Readonly<Record<string, string>> = {
  noisy: 'something else used the CPUs while this was measured',
  interrupted: 'the run was interrupted and resumed',
  quota_limited: 'a CPU quota was in force',
  frequency_scaling: 'CPU frequency may change between measurements',
  tsc_untrusted: 'the clock is slow and coarse',
  virtualisation_unknown: 'virtual machine or bare metal could not be told',
};

function noteLines({ run }: ResultDocument): string[] {
  const flags = run.flags.map((flag) => `${flag}: ${FLAG_WORDS[flag] ?? flag.replaceAll('_', ' ')}`);
  const discarded = run.discarded_repeats ?? 0;
  return [
    ...flags.map((line) => `Note: ${line}.`),
    ...(discarded > 0
      ? [
          `Note: ${discarded === 1 ? '1 repeat was' : `${discarded} repeats were`} disturbed from outside and measured again.`,
        ]
      : []),
    ...(run.left_out && run.left_out.length > 0
      ? [`Left out by this profile: ${run.left_out.map((word) => word.replaceAll('_', ' ')).join(', ')}.`]
      : []),
  ];
}

/** One line per benchmark and reason. */
function missingLines(measurements: readonly Measurement[]): string[] {
  const counts = new Map<string, number>();
  for (const one of measurements) {
    if (one.kind !== 'missing') continue;
    const limit = one.limit === undefined ? '' : ` (limit ${formatBytes(one.limit)})`;
    const line = `${one.benchmark}: ${one.status}, ${one.reason.replaceAll('_', ' ')}${limit}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line}, ${count} measurements`));
}

function legendLines(measurements: readonly Measurement[]): string[] {
  const repeats = measurements.flatMap((one) => ('repeats' in one ? [one.repeats.length] : []));
  if (repeats.length === 0) return [];
  const least = Math.min(...repeats);
  return [
    `Each number is the median of ${least === Math.max(...repeats) ? least : `${least} or more`} repeats with fresh processes; spread is half their range. CPU is the time both ends spent, per round trip or KiB.`,
  ];
}
