// From a task and a machine to a ranking within each class, and whether the method that makes it is any good.

import { median } from '../statistics/order-statistics.js';
import { type Ranking, rankCandidates, regretOf } from '../statistics/rank-candidates.js';
import { FARTHEST, findRung, type Hardware, isAlike, LEAST_UNITS, type Rung, UNKNOWN } from './advice-hardware.js';
import type { Task, Way } from './advice-task.js';

export const CLASSES = ['blocking', 'spinning'] as const;
export type WaitingClass = (typeof CLASSES)[number];

export type UnitHardware = ReadonlyMap<number, Hardware>;

/** Where the base line stands: everybody, whatever their hardware. */
export const EVERYBODY: Rung = { distance: FARTHEST, alike: [] };

export function waysOf({ ways }: Task, waiting: WaitingClass): Way[] {
  return ways.filter((way) => way.class === waiting);
}

/** The nearest rung of the ladder on which enough units have measured two ways or more. */
export function rungFor(
  ways: readonly Way[],
  hardware: UnitHardware,
  target: Hardware,
  isOut: (unit: number) => boolean,
): Rung {
  const measured = new Map<number, number>();
  for (const { values } of ways) for (const unit of values.keys()) measured.set(unit, (measured.get(unit) ?? 0) + 1);
  const several = [...measured].filter(([unit, count]) => count > 1 && !isOut(unit)).map(([unit]) => unit);
  return findRung(target, (isLike) => {
    let count = 0;
    for (const unit of several) {
      const other = hardware.get(unit);
      if (other && isLike(other)) count++;
    }
    return count;
  });
}

/** Best first, by the units of a rung. */
export function rankOn(
  ways: readonly Way[],
  better: 'lower' | 'higher',
  {
    hardware,
    target,
    rung,
    isOut,
  }: { hardware: UnitHardware; target: Hardware; rung: Rung; isOut(unit: number): boolean },
): Ranking {
  const isAsked = (unit: number) => {
    const other = hardware.get(unit);
    return !isOut(unit) && other !== undefined && isAlike(target, other, rung);
  };
  return rankCandidates(ways, isAsked, better, LEAST_UNITS);
}

export interface Regrets {
  /** Half of the cases are no worse than this; 0 is the best way, 1 twice as bad. */
  median: number;
  worst: number;
}

export interface Validation {
  /** Units asked about, once per task. */
  cases: number;
  /** CPU models left out in turn. */
  cpu_models: number;
  /** Of the ranking for the nearest hardware. */
  nearest: Regrets;
  /** Of the best way over everybody. */
  baseline: Regrets;
  /** Whether the nearest hardware advises better: no worse in either number, and better in one. */
  is_beaten: boolean;
}

/** Units of one task that are asked about: a fixed choice of so many. */
const MAX_CASES = 300;

/**
 * Asks for advice on each unit as if no machine of its CPU model had ever been seen, and compares what it would have cost
 * to follow it with what following the base line would have cost. `null` where there is no case.
 */
export function validate(tasks: readonly Task[], waiting: WaitingClass, hardware: UnitHardware): Validation | null {
  const [nearest, baseline]: [number[], number[]] = [[], []];
  const models = new Set<string>();
  for (const task of tasks) {
    const { better } = task.comparison;
    const ways = placeable(waysOf(task, waiting), better, hardware);
    const known = new Map<string, { near: Ranking; all: Ranking }>();
    for (const [unit, target] of chooseCases(ways, hardware)) {
      const model = target.cpu_model;
      if (model === null) continue;
      const isOut = (other: number) => hardware.get(other)?.cpu_model === model;
      const question = JSON.stringify({ ...target, cpu: null });
      const rankings = known.get(question) ?? {
        near: rankOn(ways, better, { hardware, target, rung: rungFor(ways, hardware, target, isOut), isOut }),
        all: rankOn(ways, better, { hardware, target, rung: EVERYBODY, isOut }),
      };
      known.set(question, rankings);
      const [near, all] = [rankings.near, rankings.all].map(({ ranked }) => regretOf(ranked, ways, unit, better));
      if (near === null || near === undefined || all === null || all === undefined) continue;
      models.add(model);
      nearest.push(near);
      baseline.push(all);
    }
  }
  if (nearest.length === 0) return null;
  const [ours, theirs] = [describe(nearest), describe(baseline)];
  const isNoWorse = ours.median <= theirs.median && ours.worst <= theirs.worst;
  return {
    cases: nearest.length,
    cpu_models: models.size,
    nearest: ours,
    baseline: theirs,
    is_beaten: isNoWorse && (ours.median < theirs.median || ours.worst < theirs.worst),
  };
}

/** Ways that could be advised at all: others are no alternative that following the advice would miss. */
function placeable(ways: readonly Way[], better: 'lower' | 'higher', hardware: UnitHardware): Way[] {
  const nobody = () => false;
  const { ranked } = rankOn(ways, better, { hardware, target: UNKNOWN, rung: EVERYBODY, isOut: nobody });
  return ways.filter(({ name }) => ranked.some((placed) => placed.name === name));
}

/** Evenly spread over all units, so that the choice does not hang on their order. */
function chooseCases(ways: readonly Way[], hardware: UnitHardware): [number, Hardware][] {
  const units = [...new Set(ways.flatMap(({ values }) => [...values.keys()]))].sort((a, b) => a - b);
  const step = Math.max(1, Math.ceil(units.length / MAX_CASES));
  return units
    .filter((_, at) => at % step === 0)
    .flatMap((unit) => {
      const own = hardware.get(unit);
      return own ? [[unit, own] as [number, Hardware]] : [];
    });
}

function describe(regrets: readonly number[]): Regrets {
  return { median: median(regrets), worst: regrets.reduce((most, regret) => Math.max(most, regret), 0) };
}
