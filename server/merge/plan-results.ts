// Scenarios 4 to 7: which results of the batch stand, one file per subject.
import type { Erratum } from '@ipc-bench/schema/erratum';
import type { FileReport, ResultReport } from '../submission.js';
import { type Draft, note, type PlanContext } from './merge-plan.js';
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
    const standing = contenders.filter((report) => stands(draft, report, context));
    const held = context.holdings.data
      .ofSubject(subject)
      .filter(({ kind, path }) => kind === 'result' && !draft.removes.has(path));
    const winner = [...standing, ...held].map(({ hash }) => hash).sort()[0];
    for (const { path, hash } of held) if (hash !== winner) draft.removes.set(path, 'displaced');
    for (const report of standing) place(draft, report, winner, held);
  }
}

function stands(draft: Draft, report: ResultReport, { errata, retractions, holdings }: ResultContext): boolean {
  const isWithdrawn = retractions(report.subject, report.machineKey);
  if (!isWithdrawn && !isSelected(report, errata)) return true;
  if (holdings.data.at(report.path) !== undefined) draft.removes.set(report.path, 'retracted');
  note(draft, report, 'retracted', isWithdrawn ? 'withdrawn by its machine key' : 'removed by a trusted maintainer');
  return false;
}

function place(
  draft: Draft,
  report: ResultReport,
  winner: string | undefined,
  held: readonly { hash: string }[],
): void {
  if (report.hash !== winner) {
    note(draft, report, 'unchanged', `the same result is kept as ${winner}`);
  } else if (held.some(({ hash }) => hash === winner)) {
    note(draft, report, 'unchanged');
  } else {
    draft.puts.set(report.path, report);
    note(draft, report, 'added');
  }
}
