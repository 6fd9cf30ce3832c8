// Who the results are from: for each result the unit it belongs to, its source, configuration and CPU model, as arrays
// that are read once for each state of the index.
import { countOnce } from '../statistics/count-once.js';
import type { Rows } from './rows.js';

/** What counts as one: units that share source and configuration, or each machine key with its configuration. */
export const COUNTED = ['source', 'machine'] as const;
export type Counted = (typeof COUNTED)[number];

/** Arrays are indexed by `sub`; numbers name things and mean nothing else. */
export interface Population {
  unit: Readonly<Record<Counted, Int32Array>>;
  source: Int32Array;
  configuration: Int32Array;
  /** -1 where the CPU is not known. */
  cpuModel: Int32Array;
}

const ORIGINS = `
SELECT sub, coalesce(machine_key, ''), configuration, source,
  iif(cpu_model IS NULL, nullif(cpu_name, ''), concat(cpu_vendor, ' ', cpu_family, ' ', cpu_model))
FROM submission ORDER BY id`;

export function populationOf(rows: Rows): Population {
  return rows.remember('population', () => readPopulation(rows));
}

function readPopulation(rows: Rows): Population {
  const found = rows.all(ORIGINS, []);
  const subs = found.map(([sub]) => Number(sub));
  const size = Math.max(0, ...chunkMaxima(subs)) + 1;
  const [machine, configuration, source, cpuModel] = [1, 2, 3, 4].map((at) => numbered(found.map((row) => row[at])));
  if (!machine || !configuration || !source || !cpuModel) throw new TypeError('four columns were selected');
  const spread = (numbers: ArrayLike<number>) => {
    const bySub = new Int32Array(size).fill(-1);
    subs.forEach((sub, at) => {
      bySub[sub] = numbers[at] as number;
    });
    return bySub;
  };
  const apart = Int32Array.from(subs, (_, at) => at);
  return {
    unit: {
      source: spread(countOnce({ machine, configuration, source })),
      machine: spread(countOnce({ machine, configuration, source: apart })),
    },
    source: spread(source),
    configuration: spread(configuration),
    cpuModel: spread(cpuModel),
  };
}

/** Equal values get equal numbers, from 0 in order of appearance; null gets -1. */
function numbered(values: readonly unknown[]): Int32Array {
  const numbers = new Map<unknown, number>();
  return Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
}

/** `Math.max` takes only so many arguments. */
function chunkMaxima(values: readonly number[]): number[] {
  const maxima: number[] = [];
  for (let at = 0; at < values.length; at += 10_000) maxima.push(Math.max(...values.slice(at, at + 10_000)));
  return maxima;
}
