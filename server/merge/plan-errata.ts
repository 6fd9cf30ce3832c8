// Scenarios 2 and, for errata, 7, 10 and 11.
import { activeErrata, type Erratum, selectsResult } from '@ipc-bench/schema/erratum';
import { finding } from '@ipc-bench/schema/findings';
import type { HeldFile } from '../holdings.js';
import type { FileReport } from '../submission.js';
import { type Draft, note, type PlanContext, suspend } from './merge-plan.js';

/** The part of a result that an erratum can select. */
export type Selectable = Pick<HeldFile, 'subject' | 'machineKey' | 'runner'>;

/** Admits errata and returns the removals that hold after this merge. */
export function planErrata(draft: Draft, reports: readonly FileReport[], context: PlanContext): readonly Erratum[] {
  const { holdings, trusted } = context;
  const errata = new Map(holdings.errata());
  const arrived = new Set<string>();
  for (const report of reports) {
    if (report.kind !== 'erratum') continue;
    const isHeld = holdings.data.at(report.path) !== undefined;
    if (trusted.has(report.erratum.maintainer_key)) {
      errata.set(report.hash, report.erratum);
      arrived.add(report.hash);
      if (!isHeld) draft.puts.set(report.path, report);
      note(draft, report, isHeld ? 'unchanged' : 'added');
    } else {
      if (isHeld) draft.removes.set(report.path, 'refused');
      if (isHeld || holdings.suspended.at(report.path) !== undefined) suspend(draft, report, holdings);
      const findings = [finding('untrusted_key', '/maintainer_key', report.erratum.maintainer_key)];
      note(draft, { ...report, kind: 'refused', verdict: 'invalid', findings }, 'rejected');
    }
  }
  const removals = [...activeErrata(errata, trusted)].filter(([, { effect }]) => effect === 'remove');
  for (const [id, erratum] of removals)
    if (arrived.has(id)) for (const held of holdings.selectedBy(erratum)) removeHeld(draft, held, erratum, context);
  return removals.map(([, erratum]) => erratum);
}

function removeHeld(draft: Draft, held: HeldFile, erratum: Erratum, { holdings }: PlanContext): void {
  if (!isSelected(held, [erratum]) || draft.removes.has(held.path)) return;
  draft.removes.set(held.path, 'removed');
  if (holdings.suspended.at(held.path) === undefined) draft.suspendedMoves.set(held.path, held);
  else draft.suspendedRemoves.delete(held.path);
}

/** Whether one of the errata selects this result. */
export function isSelected({ subject, machineKey, runner }: Selectable, errata: readonly Erratum[]): boolean {
  return errata.some((erratum) => selectsResult(erratum, { subject: subject ?? '', machineKey, runner: runner ?? '' }));
}
