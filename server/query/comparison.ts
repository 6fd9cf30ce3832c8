// What may stand side by side. A comparison by a property of results (virtualisation, kernel, …) is about one comparability
// key, so its groups hold numbers of one kind. A comparison by what is measured (mechanism, placement, …) sets several
// keys against each other that differ in nothing else; each group is one key, and nothing is pooled.
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import type { Identity, NumberSeries } from './number-series.js';

/** A group of a comparison by what is measured; all its series have one key. */
export interface Side {
  group: string;
  series: NumberSeries[];
}

export interface Comparison {
  /** What all its series have in common. */
  benchmark: string | null;
  benchmark_epoch: number;
  parameters: Identity;
  metric: string;
  unit: string;
  better: 'lower' | 'higher';
  /** `null` where each group has its own. */
  key: string | null;
  sides: Side[];
}

/** What is measured can be compared by, and the parameter that each of these is. */
export const MEASURED = { mechanism: null, placement: 'placement', idle: 'idle', size: 'message_bytes' } as const;
export type MeasuredName = keyof typeof MEASURED;

/** What is asked of a mechanism; all other parameters belong to the way it does it. */
const TASK_PARAMETERS = ['message_bytes', 'placement', 'idle', 'touch', 'produce', 'verify'];
/** A parameter that does not apply to a mechanism has this value. */
const NOT_APPLICABLE = 'none';

/** One comparison per comparability key, in the order of `compareSeries`. */
export function comparisonsByKey(series: readonly NumberSeries[]): Comparison[] {
  return groupsOf(series, ({ key }) => key).map((all) => {
    const [{ benchmark, key, parameters }] = all;
    return { ...shared(all), benchmark, key, parameters, sides: [{ group: key, series: all }] };
  });
}

/** Comparisons whose groups differ in `by` alone; for mechanisms, in how each does the same task. */
export function comparisonsByMeasured(series: readonly NumberSeries[], by: MeasuredName): Comparison[] {
  return groupsOf(series, (one) => formatCanonical(common(one, by))).map((all) => {
    const [first] = all;
    const benchmark = by === 'mechanism' ? null : first.benchmark;
    const sides = groupsOf(all, ({ key }) => key).map((side) => ({ group: labelOf(side[0], by), series: side }));
    return { ...shared(all), benchmark, key: null, parameters: commonParameters(first, by), sides };
  });
}

/**
 * Whether two groups may be contrasted: parameters that both have must be equal, but for the one compared by; and they
 * may not be two epochs of one benchmark, since then they measure different things under one name.
 */
export function mayContrast({ series: [a] }: Side, { series: [b] }: Side, by: MeasuredName): boolean {
  if (!a || !b || (a.benchmark === b.benchmark && a.benchmark_epoch !== b.benchmark_epoch)) return false;
  return Object.entries(a.parameters).every(([name, value]) => {
    const counterpart = b.parameters[name];
    const isFree = name === MEASURED[by] || value === NOT_APPLICABLE || counterpart === NOT_APPLICABLE;
    return isFree || counterpart === undefined || counterpart === value;
  });
}

type Some<Item> = [Item, ...Item[]];

function groupsOf(series: readonly NumberSeries[], nameOf: (one: NumberSeries) => string): Some<NumberSeries>[] {
  const groups = new Map<string, Some<NumberSeries>>();
  for (const one of [...series].sort(compareSeries)) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return [...groups.values()];
}

function shared([{ benchmark_epoch, metric, unit, better }]: Some<NumberSeries>) {
  return { benchmark_epoch, metric, unit, better };
}

/** What series must have in common to be compared by `by`. */
function common(series: NumberSeries, by: MeasuredName) {
  const { benchmark, benchmark_epoch, contrast_group, metric, unit, better, definition } = series;
  const subject =
    by === 'mechanism' ? { isHistoric: benchmark_epoch === 0 } : { benchmark, benchmark_epoch, definition };
  return { ...subject, contrast_group, metric, unit, better, parameters: commonParameters(series, by) };
}

function commonParameters({ parameters }: NumberSeries, by: MeasuredName): Identity {
  const names = Object.keys(parameters).filter((name) =>
    by === 'mechanism' ? TASK_PARAMETERS.includes(name) : name !== MEASURED[by],
  );
  return Object.fromEntries(names.map((name) => [name, parameters[name] as string]));
}

function labelOf({ mechanism, benchmark_epoch, parameters }: NumberSeries, by: MeasuredName): string {
  const parameter = MEASURED[by];
  if (parameter !== null) return String(parameters[parameter] ?? 'unknown');
  const ways = Object.entries(parameters)
    .filter(([name, value]) => !TASK_PARAMETERS.includes(name) && value !== NOT_APPLICABLE)
    .map(([name, value]) => `${name}=${value}`);
  const epoch = benchmark_epoch > 1 ? [`epoch=${benchmark_epoch}`] : [];
  return [mechanism, ...epoch, ...ways].join(' ');
}

/** Newest epoch first, then by benchmark, size and the other parameters: an order for people, the same every time. */
function compareSeries(a: NumberSeries, b: NumberSeries): number {
  return (
    b.benchmark_epoch - a.benchmark_epoch ||
    compareText(a.metric, b.metric) ||
    compareText(a.benchmark, b.benchmark) ||
    Number(a.parameters.message_bytes ?? 0) - Number(b.parameters.message_bytes ?? 0) ||
    compareText(formatCanonical(a.parameters), formatCanonical(b.parameters)) ||
    compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
