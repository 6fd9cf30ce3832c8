// What counts once is a unit (machine key and configuration): the number of a unit is the median of its numbers, and the
// number of many units the median of theirs. Never across comparability keys.
import type { Quantity } from './quantity.js';
import type { MeasurementRow } from './rows.js';

/** A number that may be censored; of several bounds the widest counts. */
export interface UnitNumber {
  value: number | null;
  belowNs: number | null;
}

export interface KeySummary {
  key: string;
  /** Any row of the key: its parameters hold for all. */
  row: MeasurementRow;
  /** One number per unit, ascending, censored ones first. */
  units: readonly (UnitNumber & { row: MeasurementRow })[];
  median: Quantity;
  results: number;
}

/** One summary per comparability key. */
export function summariseKeys(rows: readonly MeasurementRow[]): KeySummary[] {
  return [...Map.groupBy(rows, ({ key }) => key)].flatMap(([key, group]) => {
    const [row] = group;
    if (!row) return [];
    const units = [...Map.groupBy(group, ({ analysis_unit }) => analysis_unit).values()]
      .flatMap((ofUnit) => {
        const [first] = ofUnit;
        const median = lowerMedian(ofUnit.map(({ value, below_ns }) => ({ value, belowNs: below_ns })));
        return first && median ? [{ ...median, row: first }] : [];
      })
      .sort(byValue);
    const median = lowerMedian(units);
    if (!median) return [];
    const { value, belowNs } = median;
    const results = new Set(group.map(({ result }) => result)).size;
    return [{ key, row, units, median: { value, belowNs, unit: row.unit }, results }];
  });
}

/** Of an even count the lower middle one, so that it is a number that was measured; censored ones lie below all. */
export function lowerMedian<Number extends UnitNumber>(numbers: readonly Number[]): Number | undefined {
  const sorted = [...numbers].sort(byValue);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function byValue(a: UnitNumber, b: UnitNumber): number {
  return (a.value ?? -1 / (a.belowNs ?? 1)) - (b.value ?? -1 / (b.belowNs ?? 1));
}
