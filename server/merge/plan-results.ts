// Scenarios 4 to 7 and 11: which results of the batch stand, one file per subject, and which are suspended.
import type { Erratum } from '@ipc-bench/schema/erratum';
import type { HeldFile } from '../holdings.js';
import type { FileReport, ResultReport } from '../submission.js';
import { type Draft, note, type PlanContext, suspend } from './merge-plan.js';
import { isSelected } from './plan-errata.js';
import type { IsRetracted } from './plan-retractions.js';

interface ResultContext extends PlanContext {
  /** Removals that hold after this merge. */
  errata: readonly Erratum[];
  retractions: IsRetracted;
}

export function planResults(draft: Draft, reports: readonly FileReport[], context: ResultContext): void {
  const readable = reports.filter((report) => report.kind === 'result' && report.verdict !== 'deferred');
  for (const [subject, contenders] of Map.groupBy(readable as ResultReport[], (report) => report.subject)) {
    // Files of one subject share key and runner: all of them are withdrawn, removed or standing.
    const [{ machineKey }] = contenders as [ResultReport, ...ResultReport[]];
    if (context.retractions(subject, machineKey))
      leave(draft, contenders, 'withdrawn', 'withdrawn by its machine key', context);
    else if (isSelected(contenders[0] as ResultReport, context.errata)) {
      leave(draft, contenders, 'removed', 'removed by a trusted maintainer', context);
      suspendLeast(draft, subject, contenders, context);
    } else placeLeast(draft, subject, contenders, context);
  }
}

function leave(
  draft: Draft,
  contenders: readonly ResultReport[],
  reason: 'withdrawn' | 'removed',
  why: string,
  { holdings }: ResultContext,
): void {
  for (const report of contenders) {
    if (holdings.data.at(report.path) !== undefined) draft.removes.set(report.path, reason);
    note(draft, report, 'retracted', why);
  }
}

/** Of all files of the subject that are or would be suspended the one with the smallest id is. */
function suspendLeast(
  draft: Draft,
  subject: string,
  contenders: readonly ResultReport[],
  { holdings }: ResultContext,
): void {
  const isOfSubject = (held: HeldFile) => held.kind === 'result' && held.subject === subject;
  const held = holdings.suspended.ofSubject(subject).filter(isOfSubject);
  const moving = [...draft.suspendedMoves.values()].filter(isOfSubject);
  const least = [...contenders, ...held, ...moving].map(({ hash }) => hash).sort()[0];
  for (const { path, hash } of held) if (hash !== least) draft.suspendedRemoves.add(path);
  for (const { path, hash } of moving) if (hash !== least) draft.suspendedMoves.delete(path);
  const winner = contenders.find(({ hash }) => hash === least);
  if (winner === undefined) return;
  draft.suspendedMoves.delete(winner.path);
  suspend(draft, winner, holdings);
}

function placeLeast(
  draft: Draft,
  subject: string,
  contenders: readonly ResultReport[],
  { holdings }: ResultContext,
): void {
  const held = holdings.data
    .ofSubject(subject)
    .filter(({ kind, path }) => kind === 'result' && !draft.removes.has(path));
  const winner = [...contenders, ...held].map(({ hash }) => hash).sort()[0];
  for (const { path, hash } of held) if (hash !== winner) draft.removes.set(path, 'displaced');
  for (const report of contenders) {
    if (report.hash !== winner) {
      note(draft, report, 'unchanged', `the same result is kept as ${winner}`);
    } else if (held.some(({ hash }) => hash === winner)) {
      note(draft, report, 'unchanged');
    } else {
      draft.puts.set(report.path, report);
      if (holdings.suspended.at(report.path) !== undefined) draft.suspendedRemoves.add(report.path);
      note(draft, report, 'added');
    }
  }
}
