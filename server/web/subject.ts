// One machine (by its key) or one configuration: its results, its newest document, where it stands, how it changed.
import { ServerError } from '../errors.js';
import type { Ask, Asked } from './ask.js';
import type { PageRequest } from './page.js';
import { findResult, type ResultView, viewResult } from './result-view.js';
import type { PointRow, ResultRow, StandingAnswer, TrendAnswer } from './rows.js';
import { PLACEMENT_ORDER } from './words.js';

export type SubjectName = 'machine_key' | 'configuration';

export interface Subject {
  name: SubjectName;
  id: string;
  /** Newest first. */
  results: ResultRow[];
  resultsUrl: string;
  isWhole: boolean;
  /** The newest result, with its document. */
  newest: ResultView;
  conditions: Conditions;
  standing: Asked<StandingAnswer>;
  /** null: all its results are of one day. */
  overTime: Asked<TrendAnswer> | null;
}

/** What its headline numbers are about: what the newest result has measured of what is usual. */
export interface Conditions {
  metric: string;
  placement: string | undefined;
  idle: string | undefined;
  size: number | undefined;
}

const MOST_RESULTS = 200;
const MOST_STANDINGS = 40;
const MOST_LINES = 40;

/** Throws `ServerError` `bad_parameter`, `not_found`. */
export async function readSubject(name: SubjectName, id: string, { read, service }: PageRequest): Promise<Subject> {
  if (!/^[0-9a-f]{64}$/.test(id))
    throw new ServerError('bad_parameter', 'machines and configurations are named by 64 lower-case hex digits');
  const { found, ...subject } = read((ask) => {
    const { url, answer, isWhole } = ask.rows<ResultRow>('results', { [name]: id, historic: 'include' }, MOST_RESULTS);
    const [newest] = answer;
    if (!newest) throw new ServerError('not_found', 'no indexed result is of it; it may have been retracted');
    const opened = findResult(newest.id, ask, service);
    const conditions = conditionsOf(opened.points);
    const days = new Set(answer.map(({ day }) => day));
    return {
      ...{ found: opened, name, id, results: answer, resultsUrl: url, isWhole, conditions },
      standing: askStanding(ask, { [name]: id }, newest, conditions),
      overTime: days.size > 1 ? askOverTime(ask, { [name]: id }, newest, conditions) : null,
    };
  });
  return { ...subject, newest: await viewResult(found, service) };
}

/** Round trips of the smallest message between two CPUs that are near to each other, idle CPUs being left alone. */
export function conditionsOf(points: readonly PointRow[]): Conditions {
  const metric =
    ['rtt_p50', 'rtt_batched_mean'].find((one) => points.some(({ metrics }) => metrics[one] !== undefined)) ??
    'throughput';
  const having = points.filter(({ metrics }) => metrics[metric] !== undefined);
  const order = [...['same-llc', 'same-socket', 'smt', 'cross-socket', 'same-cpu'], ...PLACEMENT_ORDER];
  const placement = order.find((one) => having.some(({ parameters }) => parameters.placement === one));
  const there = having.filter(({ parameters }) => placement === undefined || parameters.placement === placement);
  const idle = ['natural', 'kept_awake'].find((one) => there.some(({ parameters }) => parameters.idle === one));
  return { metric, placement, idle, size: commonSize(there) };
}

/** The smallest size that most benchmarks have measured: handshakes, which carry hardly anything, stand back. */
function commonSize(points: readonly PointRow[]): number | undefined {
  const sizes = Map.groupBy(points, ({ parameters }) => Number(parameters.message_bytes ?? 0));
  const counted = [...sizes].map(([size, of]) => ({
    size,
    benchmarks: new Set(of.map(({ benchmark }) => benchmark)).size,
  }));
  const [most] = counted.sort((a, b) => b.benchmarks - a.benchmarks || a.size - b.size);
  return most && most.size > 0 ? most.size : undefined;
}

type Who = Readonly<Record<string, string>>;

function scopeOf({ suite_epoch }: ResultRow) {
  return suite_epoch === 0 ? { suite_epoch: 0 } : { historic: 'exclude' };
}

function askStanding(ask: Ask, who: Who, newest: ResultRow, { metric, placement, idle, size }: Conditions) {
  return ask.one<StandingAnswer>('standing', {
    ...who,
    ...{ metric, placement, idle, size },
    ...scopeOf(newest),
    limit: MOST_STANDINGS,
  });
}

function askOverTime(ask: Ask, who: Who, newest: ResultRow, { metric, placement, idle, size }: Conditions) {
  return ask.one<TrendAnswer>('trend', {
    ...who,
    ...{ metric, placement, idle, size },
    ...scopeOf(newest),
    along: 'day',
    limit: MOST_LINES,
  });
}
