// A canonical repository made of two Maps: what `planMerge` plans against in tests of the pure model.
import type { HeldBranch, HeldFile, Holdings } from '@ipc-bench/server/holdings';
import type { KeptReport, MergePlan } from '@ipc-bench/server/merge/merge-plan';
import { planMerge } from '@ipc-bench/server/merge/plan-merge';
import type { FileReport } from '@ipc-bench/server/submission';

export interface Held {
  data: Map<string, KeptReport>;
  deferred: Map<string, KeptReport>;
}

export const nothingHeld = (): Held => ({ data: new Map(), deferred: new Map() });

const UNLIMITED = { files: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** Plans and applies; what is held changes. */
export function mergeIntoHeld(
  held: Held,
  reports: readonly FileReport[],
  trusted: ReadonlySet<string>,
  room: { files: number; bytes: number } = UNLIMITED,
): MergePlan {
  const plan = planMerge(reports, { holdings: holdingsOf(held), trusted, room });
  for (const path of plan.removes.keys()) held.data.delete(path);
  for (const path of plan.deferred.removes) held.deferred.delete(path);
  for (const report of plan.puts) held.data.set(report.path, report);
  for (const report of plan.deferred.puts) held.deferred.set(report.path, report);
  return plan;
}

/** `path oid` of every file on `data`, sorted: equal exactly when the trees are. */
export function treeOf(held: Held): string[] {
  return [...held.data.values()].map(({ path, oid }) => `${path} ${oid}`).sort();
}

function holdingsOf({ data, deferred }: Held): Holdings {
  const files = [...data.values()].map(toHeldFile);
  return {
    data: branchOf(data),
    deferred: branchOf(deferred),
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
