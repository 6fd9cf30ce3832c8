import type { Holdings } from '../holdings.js';
import type { FileReport, Outcome, RefusedReport } from '../submission.js';

/** A file that can be written. */
export type KeptReport = Exclude<FileReport, RefusedReport>;

export type RemovalReason =
  /** Withdrawn by its machine, or removed by a trusted maintainer. */
  | 'retracted'
  /** Another file of the same subject has the smaller id. */
  | 'displaced'
  /** This registry refuses it, or its key is no longer trusted. */
  | 'refused'
  /** This registry cannot read it: it waits on `deferred`. */
  | 'deferred';

export interface MergePlan {
  /** Files to write to `data`. */
  puts: readonly KeptReport[];
  /** Paths to take from `data`. */
  removes: ReadonlyMap<string, RemovalReason>;
  deferred: { puts: readonly KeptReport[]; removes: ReadonlySet<string> };
  /** One per distinct candidate. */
  outcomes: readonly Outcome[];
}

export interface PlanContext {
  holdings: Holdings;
  trusted: ReadonlySet<string>;
  /** What this source may still leave on `deferred`; a local cap, so it never makes a verdict. */
  room: { files: number; bytes: number };
}

/** A plan while it is made. */
export interface Draft {
  puts: Map<string, KeptReport>;
  removes: Map<string, RemovalReason>;
  deferredPuts: Map<string, KeptReport>;
  deferredRemoves: Set<string>;
  outcomes: Outcome[];
}

export function newDraft(): Draft {
  return {
    puts: new Map(),
    removes: new Map(),
    deferredPuts: new Map(),
    deferredRemoves: new Set(),
    outcomes: [],
  };
}

export function note(draft: Draft, report: FileReport, outcome: Outcome['outcome'], why?: string): void {
  const { path, oid, hash } = report;
  const findings = report.kind === 'refused' ? report.findings : [];
  draft.outcomes.push({ path, oid, hash, outcome, findings, ...(why === undefined ? {} : { note: why }) });
}
