// Scenarios 3 and, for retractions, 7 and 10.
import type { Holdings } from '../holdings.js';
import type { FileReport, RetractionReport } from '../submission.js';
import { type Draft, note, type PlanContext } from './merge-plan.js';

/** Whether the result of that subject is withdrawn by that key, after this merge. */
export type IsRetracted = (subject: string, machineKey: string | null) => boolean;

export function planRetractions(draft: Draft, reports: readonly FileReport[], { holdings }: PlanContext): IsRetracted {
  const arrived = reports.filter((report) => report.kind === 'retraction');
  for (const [path, contenders] of Map.groupBy(arrived, (report) => report.path)) {
    const held = holdings.data.at(path);
    const winner = contenders.reduce((least, next) => (next.hash < least.hash ? next : least));
    const isBetter = held === undefined || winner.hash < held.hash;
    if (isBetter) draft.puts.set(path, winner);
    for (const report of contenders) note(draft, report, isBetter && report === winner ? 'added' : 'unchanged');
    applyTo(draft, winner, holdings);
  }
  const withdrawn = new Set(arrived.map(({ subject, machineKey }) => `${subject} ${machineKey}`));
  return (subject, machineKey) =>
    machineKey !== null &&
    (withdrawn.has(`${subject} ${machineKey}`) ||
      holdings.data.ofSubject(subject).some((held) => held.kind === 'retraction' && held.machineKey === machineKey));
}

/** Remove wins for ever, wherever the result is: but only where the keys are equal. */
function applyTo(draft: Draft, { subject, machineKey }: RetractionReport, holdings: Holdings): void {
  const isMeant = (held: { kind: string; machineKey: string | null }) =>
    held.kind === 'result' && held.machineKey === machineKey;
  const { data, deferred, suspended } = holdings;
  for (const { path } of data.ofSubject(subject).filter(isMeant)) {
    draft.removes.set(path, 'withdrawn');
    draft.suspendedMoves.delete(path);
  }
  for (const { path } of deferred.ofSubject(subject).filter(isMeant)) draft.deferredRemoves.add(path);
  for (const { path } of suspended.ofSubject(subject).filter(isMeant)) draft.suspendedRemoves.add(path);
}
