// How advice is told: a ranking per class, each entry with its evidence.
import { field } from '../answer-field.js';
import { contrastWithinUnits } from '../statistics/within-unit-contrast.js';
import { type Hardware, isAlike, LEAST_UNITS, type Rung, type Trait } from './advice-hardware.js';
import {
  CLASSES,
  EVERYBODY,
  rankOn,
  rungFor,
  type UnitHardware,
  type Validation,
  type WaitingClass,
  waysOf,
} from './advice-ranking.js';
import type { Task, Way } from './advice-task.js';
import { ESTIMATE, formatMedian, formatUnits, significant, UNIT_FIELDS } from './estimate-fields.js';
import { onlyUnits, type SampledUnit } from './unit-samples.js';

const { count, flag, hash, list, number, object, orNull, text, word, words } = field;

const CPU_COST = object(
  {
    metric: text('rtt_cpu or throughput_cpu', 'rtt_cpu'),
    unit: text('ps per round trip, or ps/KiB', 'ps'),
    units: count('units that recorded it', 11),
    median: ESTIMATE,
  },
  'CPU time of both ends together',
);

const AGAINST_BEST = object(
  {
    units: count('units that measured both', 12),
    ratio: orNull(number('its numbers are this many times those of the best of its class; null: not known', 1.24)),
    low: orNull(number('lower end of the 95 % interval; null: fewer than 6 units', 1.1)),
    high: orNull(number('upper end', 1.41)),
    is_distinguishable: flag(
      'whether the interval leaves 1 out: if not, the order of the two may as well be reversed',
      true,
    ),
  },
  'against the best, within units',
);

const { results: _, ...evidence } = UNIT_FIELDS;

const ENTRY = object(
  {
    rank: count('1 is the best of its class', 2),
    mechanism: text('how bytes or wake-ups move', 'unix_stream'),
    way: text('the mechanism with the parameters that are its own', 'unix_stream'),
    key: hash('comparability key of its numbers'),
    ...evidence,
    against_best: orNull(AGAINST_BEST),
    cpu: orNull(CPU_COST),
  },
  'one way of doing the task: median and quartiles are over the units that the advice is drawn from',
);

const REGRETS = object(
  {
    median: number('half of the cases are no worse than this; 0 is the best way, 1 is twice as bad', 0),
    worst: number('worst case', 0.31),
  },
  'what following it would have cost',
);

const VALIDATION = object(
  {
    cases: count('units asked about, once per task', 84),
    cpu_models: count('CPU models left out in turn', 14),
    nearest: REGRETS,
    baseline: REGRETS,
    is_beaten: flag('whether advice from the nearest hardware beats the base line: if not, the base line is served'),
  },
  'how advice does on CPU models that it has never seen, against the best of the class over everybody',
);

const STATUSES = ['advice', 'baseline', 'not_enough_data'] as const;

export const CLASS_ADVICE = object(
  {
    class: word(CLASSES, 'spinning ways burn a CPU while they wait, so they are ranked apart'),
    status: word(
      STATUSES,
      'advice: from the nearest hardware; baseline: the best over everybody, since nothing nearer has proved better; not_enough_data: fewer than two ways can be placed',
      'baseline',
    ),
    distance: count('rung of the ladder that the units stand on: 0 is the same CPU, 6 takes everybody', 6),
    alike: words('what these units have in common with the target', ['virtualisation']),
    units: count('units on that rung that measured any of these ways', 14),
    ranking: list(ENTRY, 'the best first'),
    unplaced: list(
      object(
        {
          way: text('the mechanism with the parameters that are its own', 'shm_futex'),
          units: count('units on that rung that measured it', 2),
          units_needed: count('that must have measured it, together with the way that most have measured', LEAST_UNITS),
        },
        'a way that too few units have measured',
      ),
      'ways without a place',
    ),
    validation: orNull(VALIDATION),
  },
  'advice within one class',
);

export const TARGET = object(
  Object.fromEntries(
    (['cpu', 'cpu_model', 'vendor', 'architecture', 'virtualisation', 'technology', 'os'] satisfies Trait[]).map(
      (trait) => [trait, orNull(text('as given, or as a known CPU of that name tells it; null: not known', trait))],
    ),
  ),
  'the machine that advice is for',
);

export interface Counsel {
  task: Task;
  target: Hardware;
  hardware: UnitHardware;
  validationOf(waiting: WaitingClass): Validation | null;
}

/** The class's ranking with the status it has; what `tellClass` tells and `bestOf` looks at. */
function rankClass({ task, target, hardware, validationOf }: Counsel, waiting: WaitingClass) {
  const ways = waysOf(task, waiting);
  const validation = validationOf(waiting);
  const isOut = () => false;
  const nearest = validation?.is_beaten ? rungFor(ways, hardware, target, isOut) : EVERYBODY;
  const { better } = task.comparison;
  const ranking = rankOn(ways, better, { hardware, target, rung: nearest, isOut });
  const status: (typeof STATUSES)[number] =
    ranking.ranked.length < 2 ? 'not_enough_data' : validation?.is_beaten ? 'advice' : 'baseline';
  return { ways, validation, rung: nearest, ranking, status };
}

/** The best way of a class; `null` where fewer than two can be placed. */
export function bestOf(counsel: Counsel, waiting: WaitingClass): string | null {
  const { status, ranking } = rankClass(counsel, waiting);
  return status === 'not_enough_data' ? null : (ranking.ranked[0]?.name ?? null);
}

/** `cpuCostOf` gives the units that recorded what a way costs. */
export function tellClass(counsel: Counsel, waiting: WaitingClass, cpuCostOf: (way: Way) => SampledUnit[]) {
  const { ways, validation, rung, ranking, status } = rankClass(counsel, waiting);
  const isNear = nearTo(counsel, rung);
  const byName = new Map(ways.map((way) => [way.name, way]));
  const ranked = ranking.ranked.flatMap(({ name }) => byName.get(name) ?? []);
  const best = ranked[0];
  const entries = ranked.map((way, at) => ({
    rank: at + 1,
    mechanism: way.mechanism,
    way: way.name,
    key: way.key,
    ...withoutResults(formatUnits(onlyUnits(way.sample, isNear))),
    against_best: best && at > 0 ? contrast(way, best, isNear) : null,
    cpu: tellCost(
      cpuCostOf(way).filter(({ unit }) => isNear(unit)),
      counsel.task,
    ),
  }));
  return {
    ...{ class: waiting, status, distance: rung.distance, alike: rung.alike },
    units: new Set(ways.flatMap(({ values }) => [...values.keys()].filter(isNear))).size,
    ranking: status === 'not_enough_data' ? [] : entries,
    unplaced: [...ranking.unplaced, ...(status === 'not_enough_data' ? ranking.ranked : [])].map(({ name, units }) => ({
      way: name,
      units,
      units_needed: LEAST_UNITS,
    })),
    validation: validation && tellValidation(validation),
  };
}

function nearTo({ target, hardware }: Counsel, rung: Rung): (unit: number) => boolean {
  return (unit) => {
    const other = hardware.get(unit);
    return other !== undefined && isAlike(target, other, rung);
  };
}

function contrast(way: Way, best: Way, isNear: (unit: number) => boolean) {
  const pairs = [...way.values].flatMap(([unit, a]) => {
    const b = isNear(unit) ? best.values.get(unit) : undefined;
    return b === undefined ? [] : [{ a, b }];
  });
  const { ratio = null, low = null, high = null } = contrastWithinUnits(pairs) ?? {};
  const told = (value: number | null) => (value === null ? null : significant(value));
  const is_distinguishable = (low !== null && low > 1) || (high !== null && high < 1);
  return { units: pairs.length, ratio: told(ratio), low: told(low), high: told(high), is_distinguishable };
}

function tellCost(units: readonly SampledUnit[], { comparison }: Task) {
  const median = formatMedian(units);
  const isThroughput = comparison.metric === 'throughput';
  const named = isThroughput ? { metric: 'throughput_cpu', unit: 'ps/KiB' } : { metric: 'rtt_cpu', unit: 'ps' };
  return median && { ...named, units: units.length, median };
}

export function tellValidation({ nearest, baseline, ...counts }: Validation) {
  const told = ({ median, worst }: Validation['nearest']) => ({
    median: significant(median),
    worst: significant(worst),
  });
  return { ...counts, nearest: told(nearest), baseline: told(baseline) };
}

function withoutResults<Told extends { results: number }>({ results: _, ...told }: Told): Omit<Told, 'results'> {
  return told;
}
