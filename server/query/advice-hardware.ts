// What is known of the machine that advice is asked for, what is known of the units it may come from, and how near the
// two are: a ladder of likeness, the nearest rung first.
import type { FilterValues } from './filter.js';
import type { Counted, Population } from './population.js';
import { populationOf } from './population.js';
import type { Rows } from './rows.js';

/** `null`: not known, or not said. */
export interface Hardware {
  /** Model name of the CPU. */
  cpu: string | null;
  /** Vendor, family and model number of the CPU. */
  cpu_model: string | null;
  vendor: string | null;
  architecture: string | null;
  virtualisation: string | null;
  technology: string | null;
  os: string | null;
}

/** A machine of which nobody says anything. */
export const UNKNOWN: Hardware = {
  cpu: null,
  cpu_model: null,
  vendor: null,
  architecture: null,
  virtualisation: null,
  technology: null,
  os: null,
};

export type Trait = keyof Hardware;

/**
 * Traits in which units of a rung are like the target, the strictest rung first. The last one takes everybody. A rung whose
 * first trait is not known of the target is left out; other traits that are not known are not asked for.
 */
const LADDER: readonly (readonly Trait[])[] = [
  ['cpu', 'virtualisation', 'technology', 'os'],
  ['cpu', 'virtualisation'],
  ['cpu_model', 'virtualisation'],
  ['vendor', 'architecture', 'virtualisation'],
  ['architecture', 'virtualisation'],
  ['virtualisation'],
  [],
];
export const FARTHEST = LADDER.length - 1;

/** A rung is near enough when so many units of it have measured at least two of the candidates. */
export const LEAST_UNITS = 6;

export interface Rung {
  /** 0 is the nearest; 6 takes every unit. */
  distance: number;
  /** What its units have in common with the target. */
  alike: Trait[];
}

/** The nearest rung on which `count` finds enough units; the last one where none has. */
export function findRung(target: Hardware, count: (isAlike: (other: Hardware) => boolean) => number): Rung {
  for (let distance = 0; distance < FARTHEST; distance++) {
    const rung = rungAt(target, distance);
    if (rung && count((other) => isAlike(target, other, rung)) >= LEAST_UNITS) return rung;
  }
  return { distance: FARTHEST, alike: [] };
}

export function isAlike(target: Hardware, other: Hardware, { alike }: Rung): boolean {
  return alike.every((trait) => target[trait] === other[trait]);
}

function rungAt(target: Hardware, distance: number): Rung | null {
  const traits = LADDER[distance] ?? [];
  const [first] = traits;
  if (first === undefined || target[first] === null) return null;
  return { distance, alike: traits.filter((trait) => target[trait] !== null) };
}

const HARDWARE = `
SELECT sub, nullif(cpu_name, ''), iif(cpu_model IS NULL, NULL, concat(cpu_vendor, ' ', cpu_family, ' ', cpu_model)),
  cpu_vendor, architecture, virtualisation, technology, os
FROM submission ORDER BY id`;

/** The hardware of each unit, as its first result by id tells it. */
export function hardwareOfUnits(rows: Rows, counted: Counted): ReadonlyMap<number, Hardware> {
  return rows.remember(`hardware by ${counted}`, () => {
    const unitOf: Population['unit'][Counted] = populationOf(rows).unit[counted];
    const units = new Map<number, Hardware>();
    for (const [sub, ...traits] of rows.all(HARDWARE, [])) {
      const unit = unitOf[Number(sub)] as number;
      if (!units.has(unit)) units.set(unit, toHardware(traits as (string | null)[]));
    }
    return units;
  });
}

function toHardware([cpu, cpu_model, vendor, architecture, virtualisation, technology, os]: (
  | string
  | null
)[]): Hardware {
  const known = (word: string | null | undefined) => (word === undefined || word === 'unknown' ? null : word);
  return {
    cpu: known(cpu),
    cpu_model: known(cpu_model),
    vendor: known(vendor),
    architecture: known(architecture),
    virtualisation: known(virtualisation),
    technology: known(technology),
    os: known(os),
  };
}

const NAMED = `
SELECT cpu_name, max(iif(cpu_model IS NULL, NULL, concat(cpu_vendor, ' ', cpu_family, ' ', cpu_model))), min(cpu_vendor),
  min(architecture)
FROM submission WHERE instr(lower(cpu_name), ?) > 0
GROUP BY cpu_name ORDER BY count(*) DESC, cpu_name LIMIT 1`;

/** The target as the request describes it; what a known CPU name tells is filled in. */
export function describeTarget(rows: Rows, given: FilterValues): Hardware {
  const word = (name: Trait) => (given[name] as string | undefined) ?? null;
  const [named] = given.cpu === undefined ? [] : rows.all(NAMED, [String(given.cpu).toLowerCase()]);
  const [cpu = null, cpu_model = null, vendor = null, architecture = null] = (named ?? []) as (string | null)[];
  return {
    cpu,
    cpu_model,
    vendor: word('vendor') ?? vendor,
    architecture: word('architecture') ?? architecture,
    virtualisation: word('virtualisation'),
    technology: word('technology'),
    os: word('os'),
  };
}
