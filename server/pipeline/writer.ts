// The writing half of the pipeline: knows what the canonical repository holds and turns reports into commits. It owns
// the retry around the compare-and-swap: whenever a branch is not where it was left (another tool, a crash between
// commit and journal, a new registry, other trusted keys), what is there now is judged like anybody's data first.
import { formatErratumPath } from '@ipc-bench/schema/erratum';
import { finding } from '@ipc-bench/schema/findings';
import { CANONICAL_REF, DEFERRED_REF } from '@ipc-bench/schema/layout';
import { MAX_DOCUMENT_BYTES } from '@ipc-bench/schema/read-canonical';
import type { Registry } from '@ipc-bench/schema/registry';
import { applyPlan } from '../canonical/apply-plan.js';
import { type BranchTree, readBranch } from '../canonical/branch-tree.js';
import { formatStamp } from '../canonical/commit-stamp.js';
import { type FoundFile, GitError, MODE_FILE, type Oid, type Repository } from '../git/port.js';
import type { HeldFile } from '../holdings.js';
import type { BranchName, Cursor } from '../journal/catalogue.js';
import type { Journal } from '../journal/open-journal.js';
import type { MergePlan } from '../merge/merge-plan.js';
import { planMerge } from '../merge/plan-merge.js';
import type { FileReport } from '../submission.js';
import { judgeFile } from '../validate/judge-file.js';

export interface WriterOptions {
  repository: Repository;
  journal: Journal;
  registry: Registry;
  trusted: ReadonlySet<string>;
  /** What the verdicts rest on. */
  digests: { registry: string; trusted: string };
  /** Plans as always, but leaves the repository alone. */
  isDryRun: boolean;
  nowMs: number;
}

export type Branches = Readonly<Record<BranchName, BranchTree>>;

/** Whose reports are written. */
export interface Contribution {
  /** Of a source other people can reach; the commit names it by hash. */
  sourceUrl: string | null;
  /** What may still be left on `deferred`. */
  room: { files: number; bytes: number };
}

export interface Writer {
  /** The branches as they are now, with everything in them judged. */
  catchUp(): Promise<Branches>;
  /** Merges reports; `record` runs in the transaction that enters the merge into the journal. */
  write(reports: readonly FileReport[], from: Contribution, record: (plan: MergePlan) => void): Promise<MergePlan>;
}

interface Head {
  commit: Oid | null;
  tree: Oid | null;
}

const REFS = { data: CANONICAL_REF, deferred: DEFERRED_REF } as const;
const BRANCHES = ['data', 'deferred'] as const;
const ATTEMPTS = 8;
const REVIEW_PAGE_FILES = 500;
const OURSELVES: Contribution = {
  sourceUrl: null,
  room: { files: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
};

export function openWriter(options: WriterOptions): Writer {
  const { repository, journal, registry, trusted, digests, isDryRun, nowMs } = options;
  const { catalogue } = journal;
  const basis = `${digests.registry} ${digests.trusted}`;
  /** The commits that the catalogue mirrors. */
  let heads: Record<BranchName, Head> | null = null;

  async function catchUp(): Promise<Branches> {
    const now = {
      data: await readBranch(repository, REFS.data),
      deferred: await readBranch(repository, REFS.deferred),
    };
    if (isDryRun && heads !== null) return now;
    heads = { data: now.data, deferred: now.deferred };
    const isTrustNew = BRANCHES.some((branch) => catalogue.cursor(branch)?.basis !== basis);
    const behind = BRANCHES.filter((branch) => !isCurrent(branch, now[branch]));
    if (behind.length === 0 && !isTrustNew) return now;
    const arrivals: { branch: BranchName; files: AnyIterable<FoundFile> }[] = [];
    for (const branch of behind) arrivals.push({ branch, files: await forgetPast(branch, now[branch].tree) });
    for (const { branch, files } of arrivals)
      for await (const page of inPages(files, REVIEW_PAGE_FILES)) await review(branch, page);
    if (isTrustNew) await review('data', heldErrata());
    journal.transaction(keepCursors);
    return { data: await readBranch(repository, REFS.data), deferred: await readBranch(repository, REFS.deferred) };
  }

  function isCurrent(branch: BranchName, now: Head): boolean {
    return judgedCursor(branch)?.commit === now.commit;
  }

  /** Where the catalogue stands, if its files were judged under this registry. */
  function judgedCursor(branch: BranchName): Cursor | null {
    const cursor = catalogue.cursor(branch);
    return cursor?.basis.startsWith(`${digests.registry} `) ? cursor : null;
  }

  /** Other trusted keys change no verdict: only errata enter or leave by them, and they take their effects along. */
  function heldErrata(): FoundFile[] {
    const paths = [...catalogue.errata().keys()].map(formatErratumPath);
    return paths.flatMap((path) => {
      const held = catalogue.data.at(path);
      return held === undefined ? [] : [{ path, oid: held.oid, mode: MODE_FILE }];
    });
  }

  /** Takes what left a branch out of the catalogue and returns what came to it. */
  async function forgetPast(branch: BranchName, tree: Oid | null): Promise<AnyIterable<FoundFile>> {
    const known = judgedCursor(branch)?.tree ?? null;
    const difference = known && tree ? await repository.diffTrees(known, tree).catch(ifMissing) : null;
    journal.transaction(() => {
      if (difference === null) catalogue.clear(branch);
      else catalogue.clearCursor(branch);
      for (const { path } of difference?.removed ?? []) catalogue.remove(branch, path);
      const isLoss = difference === null ? known !== null : difference.removed.length > 0;
      if (isLoss) journal.record.forgetWhatIsKnown();
    });
    return difference?.added ?? (tree ? repository.listFiles(tree) : []);
  }

  async function review(branch: BranchName, files: readonly FoundFile[]): Promise<void> {
    const reports: FileReport[] = [];
    for (const file of files) reports.push(await judgeOwn(file));
    journal.transaction(() => {
      for (const report of reports) catalogue.put(branch, toHeldFile(report));
    });
    await writePlan(reports, OURSELVES, () => {});
  }

  async function judgeOwn({ path, oid, mode }: FoundFile): Promise<FileReport> {
    if (mode !== MODE_FILE) {
      const findings = [finding('file_mode', '', `mode ${mode.toString(8)}`)];
      return { kind: 'refused', verdict: 'invalid', path, oid, hash: null, findings };
    }
    const bytes = await repository.readBlob(oid);
    return judgeFile({ path, oid, bytes: bytes.length > MAX_DOCUMENT_BYTES ? null : bytes }, { registry });
  }

  async function writePlan(
    reports: readonly FileReport[],
    { sourceUrl, room }: Contribution,
    record: (plan: MergePlan) => void,
  ): Promise<MergePlan> {
    if (heads === null) throw new TypeError('catch up before writing');
    const plan = planMerge(reports, { holdings: catalogue, trusted, room });
    if (!isDryRun) {
      const retracted = [...plan.removes.values()].filter((reason) => reason === 'retracted').length;
      const header = formatStamp({ sourceUrl, added: plan.puts.length, retracted, nowMs });
      const changes = { data: { puts: plan.puts, removes: plan.removes.keys() }, deferred: plan.deferred };
      const expected = { data: heads.data.commit, deferred: heads.deferred.commit };
      const applied = await applyPlan(repository, expected, changes, header);
      heads = { data: applied.data ?? heads.data, deferred: applied.deferred ?? heads.deferred };
    }
    journal.transaction(() => {
      for (const path of plan.removes.keys()) catalogue.remove('data', path);
      for (const path of plan.deferred.removes) catalogue.remove('deferred', path);
      for (const report of plan.puts) catalogue.put('data', toHeldFile(report));
      for (const report of plan.deferred.puts) catalogue.put('deferred', toHeldFile(report));
      record(plan);
    });
    return plan;
  }

  function keepCursors(): void {
    if (heads === null) return;
    for (const branch of BRANCHES)
      catalogue.setCursor(branch, { commit: heads[branch].commit, tree: heads[branch].tree, basis });
  }

  async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const isMoved = error instanceof GitError && error.code === 'ref_moved';
        if (!isMoved || attempt === ATTEMPTS) throw error;
      }
    }
  }

  return {
    catchUp: () => retried(catchUp),
    write: (reports, from, record) =>
      retried(async () => {
        await catchUp();
        return writePlan(reports, from, (plan) => {
          keepCursors();
          record(plan);
        });
      }),
  };
}

type AnyIterable<Item> = AsyncIterable<Item> | Iterable<Item>;

async function* inPages<Item>(items: AnyIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length === size) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** The tree we knew is gone (the repository was replaced): begin anew. */
function ifMissing(error: unknown): null {
  if (error instanceof GitError && error.code === 'object_missing') return null;
  throw error;
}

function toHeldFile(report: FileReport): HeldFile {
  const { path, oid, kind } = report;
  return {
    path,
    oid,
    kind,
    hash: report.hash ?? '',
    bytes: 'bytes' in report ? report.bytes.length : 0,
    subject: 'subject' in report ? report.subject : null,
    machineKey: 'machineKey' in report ? report.machineKey : null,
    runner: 'runner' in report ? report.runner : null,
    erratum: 'erratum' in report ? report.erratum : null,
  };
}
