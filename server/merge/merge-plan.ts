import type { HeldFile, Holdings } from '../holdings.js';
import type { FileReport, Outcome, RefusedReport } from '../submission.js';

/** A file that can be written. */
export type KeptReport = Exclude<FileReport, RefusedReport>;

export type RemovalReason =
  /** By its machine, for ever. */
  | 'withdrawn'
  /** By a trusted maintainer, for as long as that erratum holds. */
  | 'removed'
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
  /** `moves` lie on `data` now. */
  suspended: { puts: readonly KeptReport[]; moves: readonly HeldFile[]; removes: ReadonlySet<string> };
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
  suspendedPuts: Map<string, KeptReport>;
  suspendedMoves: Map<string, HeldFile>;
  /** A file of the batch that lies on `suspended` leaves it, unless a stage of the plan keeps it there. */
  suspendedRemoves: Set<string>;
  outcomes: Outcome[];
}

export function newDraft(): Draft {
  return {
    puts: new Map(),
    removes: new Map(),
    deferredPuts: new Map(),
    deferredRemoves: new Set(),
    suspendedPuts: new Map(),
    suspendedMoves: new Map(),
    suspendedRemoves: new Set(),
    outcomes: [],
  };
}

export function note(draft: Draft, report: FileReport, outcome: Outcome['outcome'], why?: string): void {
  const { path, oid, hash } = report;
  const findings = report.kind === 'refused' ? report.findings : [];
  draft.outcomes.push({ path, oid, hash, outcome, findings, ...(why === undefined ? {} : { note: why }) });
}

/** Keeps the file on `suspended`. Where it was erased, its name stays and its bytes are not stored again. */
export function suspend(draft: Draft, report: KeptReport, { suspended }: Holdings): void {
  draft.suspendedRemoves.delete(report.path);
  if (suspended.at(report.path) === undefined) draft.suspendedPuts.set(report.path, report);
}
