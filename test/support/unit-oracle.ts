// What questions about units must answer, worked out from the documents by the plainest means: lists, sorting, nothing of
// the server but the names of units.
import type { FleetResult } from './fleet.js';
import { measurementRows, type Row, resultRow } from './oracle.js';

export interface Number {
  result: string;
  unit: string;
  source: string;
  configuration: string;
  group: string;
  /** ps or B/s; negative: below. */
  value: number;
}

const known = new Map<string, Row[]>();

/** The same rows are asked for again and again. */
function rowsOf(result: FleetResult): Row[] {
  const rows = known.get(result.id) ?? measurementRows(result);
  known.set(result.id, rows);
  return rows;
}

/** Which results are of one unit: spread along shared machines and sources within a configuration until all is quiet. */
export function unitsOf(results: readonly FleetResult[]): Map<string, string> {
  const list = results.map((result) => ({ ...resultRow(result), source: result.source, unit: result.id }));
  for (let changed = true; changed; ) {
    changed = false;
    for (const a of list as (Row & { unit: string })[])
      for (const b of list as (Row & { unit: string })[]) {
        const isOne = a.configuration === b.configuration && (a.machine_key === b.machine_key || a.source === b.source);
        if (!isOne || b.unit <= a.unit) continue;
        b.unit = a.unit;
        changed = true;
      }
  }
  return new Map(list.map((row) => [String((row as Row).id), row.unit]));
}

/** Each number of each result with its key: `group` is for the caller to say. */
export function numbersOf(
  results: readonly FleetResult[],
  units: ReadonlyMap<string, string>,
  groupOf: (row: Row, result: FleetResult) => string | null,
  metric: (row: Row) => boolean,
): Map<string, Number[]> {
  const byKey = new Map<string, Number[]>();
  for (const result of results)
    for (const row of rowsOf(result)) {
      const group = metric(row) ? groupOf(row, result) : null;
      if (group === null) continue;
      const value = row.value === null ? -1000 * Number(row.below_ns) : Number(row.value);
      const entry = {
        ...{ result: result.id, unit: String(units.get(result.id)), source: result.source },
        ...{ configuration: String(row.configuration), group, value },
      };
      byKey.set(String(row.key), [...(byKey.get(String(row.key)) ?? []), entry]);
    }
  return byKey;
}

/** The q-quantile by its words, at both ends of what censored values may be; negative where they differ. */
export function quantileOf(values: readonly number[], q: number): number {
  const at = (ends: number[]) => {
    const sorted = ends.sort((a, b) => a - b);
    const place = sorted.length * q;
    return place % 1 === 0
      ? ((sorted[place - 1] as number) + (sorted[place] as number)) / 2
      : (sorted[Math.floor(place)] as number);
  };
  const [low, high] = [at(values.map((value) => Math.max(value, 0))), at(values.map(Math.abs))];
  return low === high ? high : -high;
}

/** One value per unit. */
export function unitValuesOf(numbers: readonly Number[]): Map<string, number> {
  const units = Map.groupBy(numbers, ({ unit }) => unit);
  return new Map(
    Array.from(units, ([unit, own]) => {
      const results = [...Map.groupBy(own, ({ result }) => result).values()];
      return [
        unit,
        quantileOf(
          results.map((points) =>
            quantileOf(
              points.map(({ value }) => value),
              0.5,
            ),
          ),
          0.5,
        ),
      ];
    }),
  );
}

export function estimate(packed: number) {
  return packed < 0
    ? { value: null, below_ns: Math.ceil(-packed / 1000) }
    : { value: Math.round(packed), below_ns: null };
}

/** What is said of every group. */
export function describeGroup(numbers: readonly Number[]) {
  const values = [...unitValuesOf(numbers).values()];
  const count = (name: 'result' | 'source' | 'configuration') => new Set(numbers.map((number) => number[name])).size;
  return {
    units: values.length,
    configurations: count('configuration'),
    sources: count('source'),
    results: count('result'),
    median: estimate(quantileOf(values, 0.5)),
    lower_quartile: estimate(quantileOf(values, 0.25)),
    upper_quartile: estimate(quantileOf(values, 0.75)),
  };
}
