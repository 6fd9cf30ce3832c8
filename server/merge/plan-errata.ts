// Scenarios 2 and, for errata, 7 and 10.
import { activeErrata, type Erratum, selectsResult } from '@ipc-bench/schema/erratum';
import { finding } from '@ipc-bench/schema/findings';
import type { FileReport } from '../submission.js';
import { type Draft, note, type PlanContext } from './merge-plan.js';

/** The part of a result that an erratum can select. */
export interface Selectable {
  hash: string;
  subject: string | null;
  machineKey: string | null;
  runner: string | null;
}

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
      const findings = [finding('untrusted_key', '/maintainer_key', report.erratum.maintainer_key)];
      note(draft, { ...report, kind: 'refused', verdict: 'invalid', findings }, 'rejected');
    }
  }
  const removals = [...activeErrata(errata, trusted)].filter(([, { effect }]) => effect === 'remove');
  for (const [id, erratum] of removals) {
    if (!arrived.has(id)) continue;
    for (const held of holdings.selectedBy(erratum))
      if (isSelected(held, [erratum])) draft.removes.set(held.path, 'retracted');
  }
  return removals.map(([, erratum]) => erratum);
}

/**
 * Whether one of the errata selects this result. `result` may name the file or its subject; only the subject also
 * reaches the same result under another signature.
 */
export function isSelected(result: Selectable, errata: readonly Erratum[]): boolean {
  const { hash, subject, machineKey, runner } = result;
  return errata.some((erratum) => {
    const byFile = erratum.result !== undefined && erratum.result === subject ? { ...erratum, result: hash } : erratum;
    return selectsResult(byFile, { id: hash, machineKey, runner: runner ?? '' });
  });
}
