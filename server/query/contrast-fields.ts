// How two groups differ, as an answer tells it.
import { field } from '../answer-field.js';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { contrastBetweenGroups } from '../statistics/between-group-contrast.js';
import type { Contrast } from '../statistics/within-unit-contrast.js';
import { contrastWithinUnits } from '../statistics/within-unit-contrast.js';
import { significant } from './estimate-fields.js';
import type { GroupSample, SampledUnit } from './unit-samples.js';

const METHODS = ['within_units', 'within_cpu_models', 'between_all_units'] as const;

export const CONTRAST = field.object(
  {
    a: field.text('one group', 'virtual'),
    b: field.text('the other', 'bare_metal'),
    method: field.word(
      METHODS,
      'within_units: both sides were measured by the same units; within_cpu_models: units are compared with units of the same CPU model; between_all_units: no CPU model has both, so hardware differs too',
      'within_cpu_models',
    ),
    observational: field.flag('nobody assigned units to groups: something else may be the cause', true),
    units_a: field.count('units of `a` that could be compared', 14),
    units_b: field.count('units of `b`; the same ones where the method is within_units', 22),
    strata: field.count('CPU models in which both groups have units; for within_units, the units', 4),
    ratio: field.orNull(field.number('numbers of `a` are this many times those of `b`; null: not known', 1.83)),
    low: field.orNull(field.number('lower end of its 95 % interval; null: not known', 1.41)),
    high: field.orNull(field.number('upper end', 2.2)),
    p: field.orNull(field.number('two-sided P of no difference; null: fewer than 6 units a side', 0.0012)),
    p_adjusted: field.orNull(
      field.number('the same, adjusted for all pairs of this answer (Benjamini–Hochberg)', 0.0036),
    ),
    note: field.orNull(field.word(['too_few_units', 'no_common_units'], 'why something is missing', 'too_few_units')),
  },
  'one pair of groups',
);

export interface ContrastedPair extends Contrast {
  a: string;
  b: string;
  method: (typeof METHODS)[number];
  observational: boolean;
  units_a: number;
  units_b: number;
  strata: number;
  note: 'too_few_units' | 'no_common_units' | null;
}

export interface NamedSample {
  group: string;
  sample: Pick<GroupSample, 'units'>;
}

const UNKNOWN: Contrast = { ratio: null, low: null, high: null, p: null };

/** Two sides that the same units measured. */
export function contrastSides(a: NamedSample, b: NamedSample): ContrastedPair {
  const others = new Map(b.sample.units.map(({ unit, value }) => [unit, value]));
  const pairs = a.sample.units.flatMap(({ unit, value }) => {
    const other = others.get(unit);
    return other === undefined ? [] : [{ a: value, b: other }];
  });
  const units = pairs.length;
  return {
    ...{ a: a.group, b: b.group, method: 'within_units', observational: false },
    ...{ units_a: units, units_b: units, strata: units },
    ...noted(contrastWithinUnits(pairs)),
  };
}

/** Two groups of units; CPU models are strata unless no model has units in both. */
export function contrastGroups(a: NamedSample, b: NamedSample): ContrastedPair {
  const members = ({ sample }: NamedSample, stratum: (unit: SampledUnit) => number) =>
    sample.units.filter((unit) => stratum(unit) >= 0).map((unit) => ({ stratum: stratum(unit), value: unit.value }));
  const byModel = ({ cpuModel }: SampledUnit) => cpuModel;
  const stratified = contrastBetweenGroups(members(a, byModel), members(b, byModel));
  const all = () => 0;
  const found = stratified ?? contrastBetweenGroups(members(a, all), members(b, all));
  return {
    ...{ a: a.group, b: b.group, method: stratified ? 'within_cpu_models' : 'between_all_units', observational: true },
    ...{ units_a: 0, units_b: 0, strata: 0, ...found },
    ...noted(found),
  };
}

function noted(found: Contrast | null): Contrast & Pick<ContrastedPair, 'note'> {
  if (!found) return { ...UNKNOWN, note: 'no_common_units' };
  const { ratio, low, high, p } = found;
  return { ratio, low, high, p, note: p === null ? 'too_few_units' : null };
}

/** All pairs of one answer, with their P adjusted for each other. */
export function formatContrasts(pairs: readonly ContrastedPair[]) {
  const tested = pairs.filter(({ p }) => p !== null);
  const adjusted = new Map(
    benjaminiHochberg(tested.map(({ p }) => p ?? 1)).map((value, at) => [tested[at], significant(value)]),
  );
  const rounded = (value: number | null) => (value === null ? null : significant(value));
  return pairs.map((pair) => ({
    ...{ a: pair.a, b: pair.b, method: pair.method, observational: pair.observational },
    ...{ units_a: pair.units_a, units_b: pair.units_b, strata: pair.strata },
    ...{ ratio: rounded(pair.ratio), low: rounded(pair.low), high: rounded(pair.high), p: rounded(pair.p) },
    p_adjusted: adjusted.get(pair) ?? null,
    note: pair.note,
  }));
}
