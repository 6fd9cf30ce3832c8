// Which mechanism to take on a given machine for a given task, and how much that advice is worth.
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { bestOf, CLASS_ADVICE, type Counsel, TARGET, tellClass } from './advice-fields.js';
import { describeTarget, type Hardware, hardwareOfUnits } from './advice-hardware.js';
import { CLASSES, validate, type WaitingClass } from './advice-ranking.js';
import { cpuCostOf, firstTask, fittingComparisons, GOALS, type Goal, readTask, type Task } from './advice-task.js';
import { checkParameters } from './check-parameters.js';
import type { Comparison } from './comparison.js';
import { COMPARISON_FIELDS, formatComparison } from './comparison-fields.js';
import { type FilterValues, parameterSchemas } from './filter.js';
import { jsonAnswer } from './json-answer.js';
import { LEFT_OUT, LeftOutTally } from './left-out.js';
import { COUNTED_PARAMETER, type OpenQuestion, openSampling } from './numbers-question.js';
import type { Counted } from './population.js';
import { parseWithout, WITHOUT } from './quality-filter.js';
import type { Query } from './query.js';
import { RESULT_FILTERS } from './result-filters.js';
import type { Rows } from './rows.js';
import { readSeriesPoints } from './series-points.js';
import { choicesOf } from './vocabulary.js';

const DEFAULT_SIZE = 64;
/** Tasks that the method is validated on for one answer: those nearest to usual conditions. The command takes all. */
const VALIDATED_TASKS = 8;

/** These describe the machine; they are no filters. */
const { cpu, vendor, architecture, os, virtualisation, technology, historic, invalid } = RESULT_FILTERS;
const MACHINE = { cpu, vendor, architecture, os, virtualisation, technology };

const parameters = Type.Object({
  goal: Type.Optional(
    field.word(
      Object.keys(GOALS),
      'what should be good: round trips (the default), throughput, or CPU time of both ends per round trip',
    ),
  ),
  size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 40,
      description: `message size in bytes, ${DEFAULT_SIZE} by default; the nearest measured one is taken`,
      examples: [4096],
    }),
  ),
  placement: Type.Optional(
    field.word(choicesOf('placement'), 'how the two CPUs relate; the usual one by default', 'same-llc'),
  ),
  idle: Type.Optional(field.word(choicesOf('idle'), 'whether idle CPUs are kept awake; natural by default', 'natural')),
  spin: Type.Optional(field.word(['allowed', 'no'], 'whether a waiting process may burn its CPU; allowed by default')),
  ...parameterSchemas(MACHINE),
  ...parameterSchemas({ historic, invalid }),
  without: Type.Optional(WITHOUT),
  counted: Type.Optional(COUNTED_PARAMETER),
});

export const advice: Query = {
  name: 'advice',
  summary: 'Which mechanism to take on a given machine, with the evidence',
  description:
    'Ranks the ways of doing a task within blocking and spinning, by within-unit ratios over the units whose hardware is nearest to the machine described; `cpu`, `vendor`, `architecture`, `os`, `virtualisation` and `technology` describe it and leave nothing out. The method is validated by leaving out CPU models in turn; where it does not beat the best of the class over everybody, that base line is served and `status` says so. Method: docs/statistics.md.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      goal: field.word(Object.keys(GOALS), 'what should be good'),
      task: field.orNull(
        field.object(
          {
            ...COMPARISON_FIELDS,
            size_asked: field.count('message size asked for; `parameters` has the one measured', 64),
          },
          'the comparison that advice is drawn from; null: nobody has measured anything like it',
        ),
      ),
      target: TARGET,
      classes: field.list(CLASS_ADVICE, 'blocking, and spinning where it is allowed'),
      would_change: field.list(
        field.object(
          {
            class: field.word(CLASSES, 'class whose best way it is about'),
            condition: field.text('what would have to be otherwise', 'placement'),
            value: field.text('and how', 'cross-socket'),
            best: field.text('the best way then', 'shm_futex'),
          },
          'a change under which another way is the best',
        ),
        'what would change the answer',
      ),
      left_out: LEFT_OUT,
    },
    'advice',
  ),
  examples: [
    'size=64&placement=same-llc&virtualisation=virtual&os=linux',
    'goal=throughput&size=65536&cpu=E5-2670&spin=no',
    'goal=cpu_time&size=4096&vendor=amd&virtualisation=bare_metal',
  ],
  plan(raw) {
    const given = checkParameters(parameters, raw) as Given;
    const without = parseWithout(given.without);
    const { goal = 'latency', size = DEFAULT_SIZE, placement, idle, spin } = given;
    const filters = { historic: given.historic, invalid: given.invalid };
    return (rows) => {
      const open = openSampling(rows, filters, without, given.counted);
      const comparisons = fittingComparisons(rows, { goal, size, placement, idle });
      const task = firstTask(rows, open, comparisons);
      const target = describeTarget(rows, given as FilterValues);
      const classes = CLASSES.filter((waiting) => spin !== 'no' || waiting === 'blocking');
      const signature = JSON.stringify([goal, filters, given.without, given.counted]);
      const counsel = task && counselOn(rows, open, task, target, { goal, signature });
      const body = {
        revision: rows.revision,
        goal,
        task: task && { ...formatComparison(task.comparison), size_asked: size },
        target,
        classes: counsel
          ? classes.map((waiting) => tellClass(counsel, waiting, (way) => cpuCostOf(rows, open, way)))
          : [],
        would_change: counsel ? changes(rows, open, counsel, classes, { goal, size }) : [],
        left_out: tallyOf(rows, open, task),
      };
      return jsonAnswer(body);
    };
  },
};

interface Given {
  goal?: Goal;
  size?: number;
  placement?: string;
  idle?: string;
  spin?: 'allowed' | 'no';
  historic?: string;
  invalid?: string;
  without?: string;
  counted?: Counted;
  virtualisation?: string;
}

type Open = Pick<OpenQuestion, 'asked' | 'sampling'>;

/** `signature` names all that the validation depends on beside the index. */
function counselOn(
  rows: Rows,
  open: Open,
  task: Task,
  target: Hardware,
  { goal, signature }: { goal: Goal; signature: string },
): Counsel {
  const hardware = hardwareOfUnits(rows, open.sampling.counted);
  const isHistoric = task.comparison.benchmark_epoch === 0;
  return {
    task,
    target,
    hardware,
    validationOf: (waiting) =>
      rows.remember(`advice ${waiting} ${isHistoric} ${signature}`, () =>
        validate(validationTasks(rows, open, goal, isHistoric).slice(0, VALIDATED_TASKS), waiting, hardware),
      ),
  };
}

/** Tasks of one goal to validate on, those nearest to usual conditions first. Historic ones never validate today's. */
export function validationTasks(rows: Rows, open: Open, goal: Goal, isHistoric: boolean): Task[] {
  return fittingComparisons(rows, { goal, size: DEFAULT_SIZE })
    .filter(({ benchmark_epoch }) => (benchmark_epoch === 0) === isHistoric)
    .map((comparison) => readTask(rows, open, comparison))
    .filter(({ ways }) => ways.length > 1);
}

interface Change {
  condition: string;
  value: string;
  counsel: Counsel;
}

/** Single changes of task or machine under which the best way of a class is another one. */
function changes(
  rows: Rows,
  open: Open,
  counsel: Counsel,
  classes: readonly WaitingClass[],
  wish: { goal: Goal; size: number },
) {
  const candidates = [...otherTasks(rows, open, counsel, wish), ...otherMachines(counsel)];
  return classes.flatMap((waiting) => {
    const now = bestOf(counsel, waiting);
    return candidates.flatMap(({ condition, value, counsel: changed }) => {
      const best = bestOf(changed, waiting);
      return now === null || best === null || best === now ? [] : [{ class: waiting, condition, value, best }];
    });
  });
}

const CHANGEABLE = ['placement', 'idle', 'message_bytes'];

/** Tasks that differ in one condition; of sizes the next smaller and the next larger one. */
function otherTasks(rows: Rows, open: Open, counsel: Counsel, wish: { goal: Goal; size: number }): Change[] {
  const { comparison } = counsel.task;
  const all = fittingComparisons(rows, wish).filter(
    ({ benchmark_epoch }) => (benchmark_epoch === 0) === (comparison.benchmark_epoch === 0),
  );
  const others = CHANGEABLE.flatMap((name) => {
    const found = all.filter((other) => differsInOnly(comparison, other, name));
    if (name !== 'message_bytes') return found.map((other) => ({ name, other }));
    const bytes = ({ parameters }: Comparison) => Number(parameters.message_bytes ?? 0);
    const sorted = found.sort((a, b) => bytes(a) - bytes(b));
    const smaller = sorted.filter((other) => bytes(other) < bytes(comparison)).at(-1);
    const larger = sorted.find((other) => bytes(other) > bytes(comparison));
    return [smaller, larger].flatMap((other) => (other ? [{ name, other }] : []));
  });
  return others.map(({ name, other }) => ({
    condition: name === 'message_bytes' ? 'size' : name,
    value: String(other.parameters[name] ?? 'unknown'),
    counsel: { ...counsel, task: readTask(rows, open, other) },
  }));
}

function differsInOnly(a: Comparison, b: Comparison, name: string): boolean {
  const names = new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)]);
  return [...names].every((one) => (a.parameters[one] === b.parameters[one]) !== (one === name));
}

function otherMachines(counsel: Counsel): Change[] {
  return ['virtual', 'bare_metal']
    .filter((value) => value !== counsel.target.virtualisation)
    .map((value) => ({
      condition: 'virtualisation',
      value,
      counsel: { ...counsel, target: { ...counsel.target, virtualisation: value, technology: null } },
    }));
}

function tallyOf(rows: Rows, { asked, sampling }: Open, task: Task | null) {
  const tally = new LeftOutTally(asked, sampling);
  for (const { series } of task?.comparison.sides ?? []) tally.look(readSeriesPoints(rows, series));
  const series = task?.comparison.sides.flatMap((side) => side.series) ?? [];
  return tally.format(rows, [...new Set(series.map(({ benchmark }) => benchmark))]);
}
