// Points → what each unit of each group says. Everything that compares starts here, so one rule decides what counts.
import { unitValues } from '../statistics/unit-values.js';
import type { Counted, Population } from './population.js';
import type { ResultSet } from './result-set.js';
import type { SeriesPoints } from './series-points.js';

export interface Sampling {
  population: Population;
  /** Results that count. */
  results: ResultSet;
  counted: Counted;
  /** A point with any of these bits (`packing/quality-flags.ts`) is left out. */
  without: number;
}

export interface SampledUnit {
  unit: number;
  /** In the unit of the metric; -b is below b. */
  value: number;
  /** Of several sources the one that comes first. */
  source: number;
  cpuModel: number;
  configuration: number;
  /** Results behind its value. */
  results: number;
}

export interface GroupSample {
  /** In a fixed order, so that chance falls the same way every time. */
  units: SampledUnit[];
  configurations: number;
  sources: number;
  results: number;
}

interface GroupPoints {
  result: number[];
  unit: number[];
  value: number[];
}

/** `groupOf` gives the group of a result; -1 is none. Groups without a point are not in the answer. */
export function sampleGroups(
  points: SeriesPoints,
  groupOf: (sub: number) => number,
  { population, results, counted, without }: Sampling,
): Map<number, GroupSample> {
  const units = population.unit[counted];
  const groups = new Map<number, GroupPoints>();
  for (let at = 0; at < points.subs.length; at++) {
    const sub = points.subs[at] as number;
    if (results[sub] !== 1 || ((points.flags[at] as number) & without) !== 0) continue;
    const group = groupOf(sub);
    if (group < 0) continue;
    const members = groups.get(group) ?? { result: [], unit: [], value: [] };
    groups.set(group, members);
    members.result.push(sub);
    members.unit.push(units[sub] as number);
    members.value.push(points.values[at] as number);
  }
  return new Map(Array.from(groups, ([group, members]) => [group, describe(members, population)]));
}

function describe(points: GroupPoints, population: Population): GroupSample {
  const units = new Map<number, Omit<SampledUnit, 'value' | 'results'>>();
  const sources = new Set<number>();
  points.result.forEach((sub, at) => {
    const unit = points.unit[at] as number;
    const source = population.source[sub] as number;
    sources.add(source);
    const known = units.get(unit);
    if (known) known.source = Math.min(known.source, source);
    else
      units.set(unit, {
        unit,
        source,
        cpuModel: population.cpuModel[sub] as number,
        configuration: population.configuration[sub] as number,
      });
  });
  const values = unitValues(points).map(({ unit, value, results }): SampledUnit => {
    const { source = -1, cpuModel = -1, configuration = -1 } = units.get(unit) ?? {};
    return { unit, value, source, cpuModel, configuration, results };
  });
  return {
    units: values.sort((a, b) => a.unit - b.unit),
    configurations: new Set(values.map(({ configuration }) => configuration)).size,
    sources: sources.size,
    results: new Set(points.result).size,
  };
}

/** The same group with only those units. */
export function onlyUnits({ units }: Pick<GroupSample, 'units'>, isIn: (unit: number) => boolean): GroupSample {
  const kept = units.filter(({ unit }) => isIn(unit));
  return {
    units: kept,
    configurations: new Set(kept.map(({ configuration }) => configuration)).size,
    sources: new Set(kept.map(({ source }) => source)).size,
    results: kept.reduce((sum, { results }) => sum + results, 0),
  };
}
