// A canonical repository made of three Maps: what `planMerge` plans against in tests of the pure model. What
// `pipeline/writer.ts` does with a real one is done here in the same order.
import type { HeldBranch, HeldFile, Holdings } from '@ipc-bench/server/holdings';
import type { KeptReport, MergePlan } from '@ipc-bench/server/merge/merge-plan';
import { planMerge } from '@ipc-bench/server/merge/plan-merge';
import type { FileReport } from '@ipc-bench/server/submission';

export interface Held {
  data: Map<string, KeptReport>;
  deferred: Map<string, KeptReport>;
  suspended: Map<string, KeptReport>;
  /** Errata and trusted keys that the suspended files were last judged under. */
  settledUnder: string;
}

export const nothingHeld = (): Held => ({
  data: new Map(),
  deferred: new Map(),
  suspended: new Map(),
  settledUnder: '',
});

export const UNLIMITED = { files: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** Plans and applies, and judges what is suspended again where errata have changed; what is held changes. */
export function mergeIntoHeld(
  held: Held,
  reports: readonly FileReport[],
  trusted: ReadonlySet<string>,
  room: { files: number; bytes: number } = UNLIMITED,
): MergePlan {
  const plan = applyPlan(held, reports, trusted, room);
  settle(held, trusted);
  return plan;
}

/** Judges everything that is held again: after an upgrade, or when other keys are trusted. */
export function reviewHeld(held: Held, trusted: ReadonlySet<string>, judge: (report: KeptReport) => FileReport): void {
  for (const branch of [held.data, held.deferred, held.suspended])
    applyPlan(held, [...branch.values()].map(judge), trusted);
  held.settledUnder = '';
  settle(held, trusted);
}

function settle(held: Held, trusted: ReadonlySet<string>): void {
  for (;;) {
    const errata = [...held.data.keys()].filter((path) => path.startsWith('errata/')).sort();
    const basis = JSON.stringify([errata, [...trusted].sort()]);
    if (held.settledUnder === basis) return;
    applyPlan(held, [...held.suspended.values()], trusted);
    held.settledUnder = basis;
  }
}

function applyPlan(
  held: Held,
  reports: readonly FileReport[],
  trusted: ReadonlySet<string>,
  room: { files: number; bytes: number } = UNLIMITED,
): MergePlan {
  const plan = planMerge(reports, { holdings: holdingsOf(held), trusted, room });
  for (const { path } of plan.suspended.moves) held.suspended.set(path, held.data.get(path) as KeptReport);
  for (const report of plan.suspended.puts) held.suspended.set(report.path, report);
  for (const path of plan.removes.keys()) held.data.delete(path);
  for (const path of plan.deferred.removes) held.deferred.delete(path);
  for (const path of plan.suspended.removes) held.suspended.delete(path);
  for (const report of plan.puts) held.data.set(report.path, report);
  for (const report of plan.deferred.puts) held.deferred.set(report.path, report);
  return plan;
}

/** `path oid` of every file on `data`, sorted: equal exactly when the trees are. */
export function treeOf(held: Held): string[] {
  return [...held.data.values()].map(({ path, oid }) => `${path} ${oid}`).sort();
}

function holdingsOf({ data, deferred, suspended }: Held): Holdings {
  const files = [...data.values()].map(toHeldFile);
  return {
    data: branchOf(data),
    deferred: branchOf(deferred),
    suspended: branchOf(suspended),
    errata: () => new Map(files.flatMap(({ hash, erratum }) => (erratum ? [[hash, erratum]] : []))),
    selectedBy: () => files.filter(({ kind }) => kind === 'result'),
  };
}

function branchOf(reports: Map<string, KeptReport>): HeldBranch {
  const find = (path: string) => reports.get(path);
  return {
    at(path) {
      const report = find(path);
      return report && toHeldFile(report);
    },
    ofSubject: (subject) => [...reports.values()].map(toHeldFile).filter((file) => file.subject === subject),
  };
}

function toHeldFile(report: KeptReport): HeldFile {
  const { path, oid, kind, hash, bytes } = report;
  return {
    path,
    oid,
    kind,
    hash,
    bytes: bytes.length,
    subject: 'subject' in report ? report.subject : null,
    machineKey: 'machineKey' in report ? report.machineKey : null,
    runner: 'runner' in report ? report.runner : null,
    erratum: 'erratum' in report ? report.erratum : null,
  };
}
