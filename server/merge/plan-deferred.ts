// Scenario 8: what is newer than this tool waits beside `data`, within local quotas.
import type { FileReport } from '../submission.js';
import { type Draft, type KeptReport, note, type PlanContext } from './merge-plan.js';
import type { IsRetracted } from './plan-retractions.js';

interface DeferredContext extends PlanContext {
  retractions: IsRetracted;
}

export function planDeferred(draft: Draft, reports: readonly FileReport[], context: DeferredContext): void {
  const { holdings, retractions } = context;
  const room = { ...context.room };
  for (const report of reports) {
    if (report.verdict !== 'deferred') continue;
    const { path, oid } = report;
    const waiting = draft.deferredPuts.get(path) ?? holdings.deferred.at(path);
    if (report.kind === 'result' && retractions(report.subject, report.machineKey)) {
      if (waiting !== undefined) draft.deferredRemoves.add(path);
      if (holdings.data.at(path)?.oid === oid) draft.removes.set(path, 'withdrawn');
      note(draft, report, 'retracted', 'withdrawn by its machine key');
    } else if (waiting !== undefined && waiting.hash <= report.hash) {
      leaveData(draft, report, context);
      note(draft, report, 'deferred', report.needs);
    } else if (takeRoom(room, report)) {
      draft.deferredPuts.set(path, report);
      leaveData(draft, report, context);
      note(draft, report, 'deferred', report.needs);
    } else {
      if (holdings.suspended.at(path) !== undefined) draft.suspendedRemoves.delete(path);
      note(draft, report, 'failed', 'no room left for documents newer than this tool: upgrade it');
    }
  }
}

function leaveData(draft: Draft, { path, oid }: KeptReport, { holdings }: DeferredContext): void {
  if (holdings.data.at(path)?.oid !== oid) return;
  draft.removes.set(path, 'deferred');
  draft.suspendedMoves.delete(path);
}

function takeRoom(room: { files: number; bytes: number }, { bytes }: KeptReport): boolean {
  if (room.files < 1 || room.bytes < bytes.length) return false;
  room.files -= 1;
  room.bytes -= bytes.length;
  return true;
}
