// What a merge does, as one pure function: (what we hold, whom we trust, reports) → what to write, what to take away,
// and what became of every candidate. Its scenarios:
//
//   1. The validator refuses the file        → rejected; if we hold it (another registry let it in), it leaves.
//   2. An erratum of a trusted key           → kept; of any other key → rejected. One that we hold, of a key that is no
//                                              longer trusted, is suspended.
//   3. A retraction                          → kept on its self-signature; of two at one path the smaller hash.
//   4. A result retracted by its own key     → retracted: not written, taken away from wherever it is, for ever.
//   5. A result that a trusted key removes   → retracted and suspended, for as long as that erratum holds.
//   6. Two files of one subject              → the smaller id stays, whichever came first; the other is unchanged.
//   7. A file we hold already                → unchanged.
//   8. A file newer than the registry        → deferred, if there is room (else failed); it leaves `data` if held there.
//   9. A deferred file that can be read now  → as the scenarios above, and it leaves `deferred`.
//  10. A fact that comes after its results   → those leave.
//  11. A suspended file, judged again when errata or trust have changed → as the scenarios above; it comes back where
//                                              nothing suspends it any more.
//
// So the tree is a function of the set of files merged, the registry and the trusted keys: order, grouping and repetition
// do not show in it, nor whether a source still exists. Why nothing is missing later, of all that is not on `data`:
// `deferred` keeps what cannot be read yet and `suspended` what may come back; a retraction (4) and a refusal by the
// registry that knows the format (1) hold for ever; and of two files of one subject everything but the signature is
// equal, so that whatever takes the one takes the other (6), for errata and retractions name subjects, keys and versions,
// never files. Never merged, and so not in that set, are files that were `rejected` (an erratum whose key was never trusted
// is one) or `failed`; both are looked at again when what they failed on has changed.
import type { FileReport } from '../submission.js';
import { type MergePlan, newDraft, note, type PlanContext } from './merge-plan.js';
import { planDeferred } from './plan-deferred.js';
import { planErrata } from './plan-errata.js';
import { planResults } from './plan-results.js';
import { planRetractions } from './plan-retractions.js';

export function planMerge(reports: readonly FileReport[], context: PlanContext): MergePlan {
  const draft = newDraft();
  const distinct = [...new Map(reports.map((report) => [`${report.path}\0${report.oid}`, report])).values()];
  const { data, deferred, suspended } = context.holdings;

  for (const report of distinct) {
    const { path, oid } = report;
    if (report.verdict !== 'deferred' && deferred.at(path)?.oid === oid) draft.deferredRemoves.add(path);
    if (suspended.at(path)?.oid === oid) draft.suspendedRemoves.add(path);
    if (report.kind !== 'refused') continue;
    if (data.at(path)?.oid === oid) draft.removes.set(path, 'refused');
    note(draft, report, 'rejected');
  }
  const errata = planErrata(draft, distinct, context);
  const retractions = planRetractions(draft, distinct, context);
  planResults(draft, distinct, { ...context, errata, retractions });
  planDeferred(draft, distinct, { ...context, retractions });

  const { puts, removes, deferredPuts, deferredRemoves, suspendedPuts, suspendedMoves, suspendedRemoves } = draft;
  return {
    puts: [...puts.values()],
    removes,
    deferred: { puts: [...deferredPuts.values()], removes: deferredRemoves },
    suspended: {
      puts: [...suspendedPuts.values()],
      moves: [...suspendedMoves.values()],
      removes: suspendedRemoves,
    },
    outcomes: draft.outcomes,
  };
}
