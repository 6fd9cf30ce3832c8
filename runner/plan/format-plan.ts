import { formatBytes, formatWait } from '../show/format-quantity.js';
import { KEPT_SPACE, wrapText } from '../show/wrap-text.js';
import type { Case, Plan } from './plan.js';

/** The plan for a person, before anything is measured. */
export function formatPlan({ profile, blocks, leftOut, dropped, estimateMs }: Plan, columns: number): string[] {
  const cases = blocks.flatMap((block) => block.cases);
  const of = (kind: Case['kind']) => cases.filter((one) => one.kind === kind);
  const distinct = (name: string, list: readonly Case[]) => [
    ...new Set(list.map(({ parameters }) => parameters[name]).filter((value) => value !== undefined)),
  ];
  const sizes = (list: readonly Case[]) =>
    distinct('message_bytes', list)
      .map((size) => formatBytes(Number(size)).replace(' ', KEPT_SPACE))
      .join(', ');
  const mechanisms = (list: readonly Case[]) => [...new Set(list.map(({ mechanism }) => mechanism))].join(', ');
  const line = (label: string, text: string) =>
    wrapText(`${label}: ${text}`, columns).map((part, at) => (at === 0 ? part : `  ${part}`));
  const latency = of('latency');
  const throughput = of('throughput');
  const matrix = of('matrix');
  return [
    ...line(
      'Plan',
      `${profile.name}, about ${formatWait(estimateMs)} (never begins a measurement after ${formatWait(profile.budgetSeconds * 1000)})`,
    ),
    ...line('Placements', distinct('placement', cases).join(', ') || 'unknown'),
    ...(latency.length > 0
      ? line(
          'Round trips',
          `${latency.length} measurements of ${mechanisms(latency)} at ${sizes(latency)}; ${profile.repeats} repeats of ${profile.samples} round trips each`,
        )
      : []),
    ...(throughput.length > 0
      ? line(
          'Throughput',
          `${throughput.length} measurements of ${mechanisms(throughput)} at ${sizes(throughput)}; ${profile.repeats} repeats of ${profile.throughputMs} ms each`,
        )
      : []),
    ...matrix.flatMap((one) => line('Core to core', `${one.mechanism}, ${one.cpus.length} CPUs`)),
    ...(leftOut.length > 0
      ? line('Left out by this profile', leftOut.map((word) => word.replaceAll('_', ' ')).join(', '))
      : []),
    ...(dropped.length > 0 ? line('Left out for time', listFew(dropped)) : []),
  ];
}

const FEW = 4;

function listFew(titles: readonly string[]): string {
  const shown = titles.slice(0, FEW).map((title) => title.replace(/ (?=[KM]?i?B$)/, KEPT_SPACE));
  const more = titles.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
