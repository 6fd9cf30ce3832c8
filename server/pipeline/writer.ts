// The writing half of the pipeline: knows what the canonical repository holds and turns reports into commits. It owns
// the retry around the compare-and-swap: whenever a branch is not where it was left (another tool, a crash between
// commit and journal, a new registry, other trusted keys), what is there now is judged like anybody's data first. So are
// suspended files whenever errata or trust have changed.
import { formatErratumPath } from '@ipc-bench/schema/erratum';
import { finding } from '@ipc-bench/schema/findings';
import { CANONICAL_REF, DEFERRED_REF, SUSPENDED_REF } from '@ipc-bench/schema/layout';
import { MAX_DOCUMENT_BYTES } from '@ipc-bench/schema/read-canonical';
import type { Registry } from '@ipc-bench/schema/registry';
import { applyPlan } from '../canonical/apply-plan.js';
import { type BranchTree, readBranch } from '../canonical/branch-tree.js';
import { formatStamp } from '../canonical/commit-stamp.js';
import { type FoundFile, GitError, MODE_FILE, type Oid, type Repository } from '../git/port.js';
import type { BranchName, Cursor } from '../journal/catalogue.js';
import type { Journal } from '../journal/open-journal.js';
import type { MergePlan } from '../merge/merge-plan.js';
import { planMerge } from '../merge/plan-merge.js';
import type { FileReport } from '../submission.js';
import { judgeFile } from '../validate/judge-file.js';
import { departureOf } from './departure.js';
import { ERASED_BLOB, erasedFile, toHeldFile } from './held-file.js';
import { type AnyIterable, inPages } from './in-pages.js';

export interface WriterOptions {
  repository: Repository;
  journal: Journal;
  /** Number of the round in the journal. */
  round: number;
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
  /** Of a source other people can reach; the commit names it by hash or number. */
  sourceName: string | null;
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

const REFS = { data: CANONICAL_REF, deferred: DEFERRED_REF, suspended: SUSPENDED_REF } as const;
const BRANCHES = ['data', 'deferred', 'suspended'] as const;
const ATTEMPTS = 8;
const REVIEW_PAGE_FILES = 500;
const OURSELVES: Contribution = {
  sourceName: null,
  room: { files: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
};

export function openWriter(options: WriterOptions): Writer {
  const { repository, journal, round, registry, trusted, digests, isDryRun, nowMs } = options;
  const { catalogue } = journal;
  const basis = `${digests.registry} ${digests.trusted}`;
  /** The commits that the catalogue mirrors. */
  let heads: Record<BranchName, Head> | null = null;
  /** What the suspended files were last judged under: registry, trusted keys and errata. */
  let suspendedBasis = catalogue.cursor('suspended')?.basis ?? '';

  async function readBranches(): Promise<Branches> {
    const [data, deferred, suspended] = await Promise.all(BRANCHES.map((name) => readBranch(repository, REFS[name])));
    return { data, deferred, suspended } as Branches;
  }

  async function catchUp(): Promise<Branches> {
    const now = await readBranches();
    if (isDryRun && heads !== null) return now;
    heads = { ...now };
    const isTrustNew = ['data' as const, 'deferred' as const].some((name) => catalogue.cursor(name)?.basis !== basis);
    const behind = BRANCHES.filter((branch) => !isCurrent(branch, now[branch]));
    if (behind.length === 0 && !isTrustNew && suspendedBasis === (await basisOfSuspended(now))) return now;
    const arrivals: { branch: BranchName; files: AnyIterable<FoundFile> }[] = [];
    for (const branch of behind) arrivals.push({ branch, files: await forgetPast(branch, now[branch].tree) });
    for (const { branch, files } of arrivals)
      for await (const page of inPages(files, REVIEW_PAGE_FILES)) await review(branch, page);
    if (isTrustNew) await review('data', heldErrata());
    const settled = await reviewSuspended();
    journal.transaction(keepCursors);
    return settled;
  }

  /** Errata that come back may suspend or release others, so this goes on until nothing moves. */
  async function reviewSuspended(): Promise<Branches> {
    for (;;) {
      const now = await readBranches();
      const wanted = await basisOfSuspended(now);
      if (suspendedBasis === wanted) return now;
      const { tree } = now.suspended;
      const files = tree === null ? [] : repository.listFiles(tree);
      for await (const page of inPages(files, REVIEW_PAGE_FILES)) await review('suspended', page);
      suspendedBasis = wanted;
    }
  }

  async function basisOfSuspended({ data }: Branches): Promise<string> {
    return `${basis} ${await data.treeOf('errata')}`;
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
      if (isLoss && branch !== 'suspended') journal.record.forgetWhatIsKnown();
    });
    return difference?.added ?? (tree ? repository.listFiles(tree) : []);
  }

  async function review(branch: BranchName, files: readonly FoundFile[]): Promise<void> {
    const isErased = ({ oid }: FoundFile) => branch === 'suspended' && oid === ERASED_BLOB;
    const reports: FileReport[] = [];
    for (const file of files) if (!isErased(file)) reports.push(await judgeOwn(file));
    journal.transaction(() => {
      for (const file of files) if (isErased(file)) catalogue.put(branch, erasedFile(file));
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
    { sourceName, room }: Contribution,
    record: (plan: MergePlan) => void,
  ): Promise<MergePlan> {
    if (heads === null) throw new TypeError('catch up before writing');
    const plan = planMerge(reports, { holdings: catalogue, trusted, room });
    if (!isDryRun) await apply(plan, sourceName, heads);
    journal.transaction(() => {
      noteTurns(plan);
      for (const path of plan.removes.keys()) catalogue.remove('data', path);
      for (const path of plan.deferred.removes) catalogue.remove('deferred', path);
      for (const path of plan.suspended.removes) catalogue.remove('suspended', path);
      for (const report of plan.puts) catalogue.put('data', toHeldFile(report));
      for (const report of plan.deferred.puts) catalogue.put('deferred', toHeldFile(report));
      for (const report of plan.suspended.puts) catalogue.put('suspended', toHeldFile(report));
      for (const held of plan.suspended.moves) catalogue.put('suspended', held);
      record(plan);
    });
    return plan;
  }

  async function apply(plan: MergePlan, sourceName: string | null, from: Record<BranchName, Head>): Promise<void> {
    const reasons = [...plan.removes.values()];
    const retracted = reasons.filter((reason) => reason === 'withdrawn' || reason === 'removed').length;
    const header = formatStamp({ sourceName, added: plan.puts.length, retracted, nowMs });
    const changes = { ...plan, data: { puts: plan.puts, removes: plan.removes.keys() } };
    const { data, deferred, suspended } = from;
    const expected = { data: data.commit, deferred: deferred.commit, suspended: suspended.commit };
    const applied = await applyPlan(repository, expected, changes, header);
    heads = {
      data: applied.data ?? data,
      deferred: applied.deferred ?? deferred,
      suspended: applied.suspended ?? suspended,
    };
  }

  /** Whoever brought a file can read in the journal that it left or came back, and why. */
  function noteTurns(plan: MergePlan): void {
    for (const [path, reason] of plan.removes) {
      const held = catalogue.data.at(path);
      if (held !== undefined) journal.record.noteTurn(round, { path, oid: held.oid, ...departureOf(reason) });
    }
    for (const { path, oid } of plan.puts) journal.record.noteTurn(round, { path, oid, outcome: 'added' });
  }

  function keepCursors(): void {
    if (heads === null) return;
    for (const branch of BRANCHES) {
      const { commit, tree } = heads[branch];
      catalogue.setCursor(branch, { commit, tree, basis: branch === 'suspended' ? suspendedBasis : basis });
    }
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

/** The tree we knew is gone (the repository was replaced): begin anew. */
function ifMissing(error: unknown): null {
  if (error instanceof GitError && error.code === 'object_missing') return null;
  throw error;
}
