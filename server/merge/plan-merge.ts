// What a merge does, as one pure function: (what we hold, whom we trust, reports) → what to write, what to take away,
// and what became of every candidate. Its scenarios:
//
//   1. The validator refuses the file        → rejected; if we hold it (another registry let it in), it leaves.
//   2. An erratum of a trusted key           → kept; of any other key → rejected, and it leaves if we hold it.
//   3. A retraction                          → kept on its self-signature; of two at one path the smaller hash.
//   4. A result retracted by its own key     → retracted: not written, taken away, for ever.
//   5. A result that a trusted key removes   → retracted, as long as that erratum holds.
//   6. Two files of one subject              → the smaller id stays, whichever came first; the other is unchanged.
//   7. A file we hold already                → unchanged.
//   8. A file newer than the registry        → deferred, if there is room (else failed); it leaves `data` if held there.
//   9. A deferred file that can be read now  → as the scenarios above, and it leaves `deferred`.
//  10. A fact that comes after its results   → those leave.
//
// So the tree is a function of the set of files, the registry and the trusted keys: order, grouping and repetition do
// not show in it. One limit: a result taken away by 5 comes back, after the erratum is withdrawn or its key no longer
// trusted, when its source is read again.
import type { FileReport } from '../submission.js';
import { type MergePlan, newDraft, note, type PlanContext } from './merge-plan.js';
import { planDeferred } from './plan-deferred.js';
import { planErrata } from './plan-errata.js';
import { planResults } from './plan-results.js';
import { planRetractions } from './plan-retractions.js';

export function planMerge(reports: readonly FileReport[], context: PlanContext): MergePlan {
  const draft = newDraft();
  const distinct = [...new Map(reports.map((report) => [`${report.path}\0${report.oid}`, report])).values()];
  const { data, deferred } = context.holdings;

  for (const report of distinct) {
    const { path, oid } = report;
    if (report.verdict !== 'deferred' && deferred.at(path)?.oid === oid) draft.deferredRemoves.add(path);
    if (report.kind !== 'refused') continue;
    if (data.at(path)?.oid === oid) draft.removes.set(path, 'refused');
    note(draft, report, 'rejected');
  }
  const errata = planErrata(draft, distinct, context);
  const retractions = planRetractions(draft, distinct, context);
  planResults(draft, distinct, { ...context, errata, retractions });
  planDeferred(draft, distinct, { ...context, retractions });

  return {
    puts: [...draft.puts.values()],
    removes: draft.removes,
    deferred: { puts: [...draft.deferredPuts.values()], removes: draft.deferredRemoves },
    outcomes: draft.outcomes,
  };
}
