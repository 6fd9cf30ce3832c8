// From points to units of analysis. A result may hold several points of one key (pairs of CPUs, ordinals), a machine may
// hand in many results: each machine still counts once.
import { ofCensored } from './censored.js';
import { median } from './order-statistics.js';

/** One number of one result. Censored values as in `censored.ts`. */
export interface Points {
  /** Which result (any number that names it). Points of one result need not stand together. */
  result: ArrayLike<number>;
  /** Which unit the result belongs to. */
  unit: ArrayLike<number>;
  value: ArrayLike<number>;
}

export interface UnitValue {
  unit: number;
  /** Median over the unit's results of the median over a result's points. */
  value: number;
  /** The results behind it. */
  results: number;
}

/**
 * One value per unit, in the order in which units first appear: the median over its results, each of which is the
 * median over its points. Values keep their unit of measurement; a median that hangs on a censored value is censored.
 */
export function unitValues({ result, unit, value }: Points): UnitValue[] {
  const units = new Map<number, Map<number, number[]>>();
  for (let at = 0; at < value.length; at++) {
    const results = entry(units, unit[at] as number, () => new Map<number, number[]>());
    entry(results, result[at] as number, () => []).push(value[at] as number);
  }
  return Array.from(units, ([of, results]) => ({
    unit: of,
    value: middle(Array.from(results.values(), middle)),
    results: results.size,
  }));
}

function middle(values: number[]): number {
  return values.length === 1 ? (values[0] as number) : ofCensored(values, median);
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
