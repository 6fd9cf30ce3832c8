// The order of the stages, and the only place that knows it. Per source:
//
//   1. list      its branches; those that have not changed since they were last read are done
//   2. survey    their trees, for files that neither canonical nor journal know
//   3. fetch     those files
//   4. validate  each file by itself                                             1-4: pipeline/visit-source.ts
//   5. plan      a page of them, bounded in memory, against what is held
//   6. write     commits by compare-and-swap, then the journal                   5-6: pipeline/writer.ts
//
// and once per round, when the tree has changed: the index. What a source does wrong is an outcome or a failed visit and
// never stops the next source; what must not happen here (storage, a second writer) is thrown.
import crypto from 'node:crypto';
import { builtInRegistry, type Registry, registryDigest } from '@ipc-bench/schema/registry';
import { asStorageError, locateData, openRepository, readTrusted, trustedDigest } from './data-directory.js';
import { ServerError } from './errors.js';
import type { GitPort, Oid, RemoteOptions } from './git/port.js';
import { EMPTY_TREE } from './git/root-commit.js';
import { type Journal, openJournal, openJournalCopy } from './journal/open-journal.js';
import type { SeenTip } from './journal/record.js';
import { takeWriterLock } from './journal/writer-lock.js';
import { countOutcome, newSummary, type RoundSummary, type SourceSummary } from './pipeline/round-summary.js';
import { SourceFailure } from './pipeline/source-failure.js';
import { type VisitProgress, visitSource } from './pipeline/visit-source.js';
import { openWriter, type Writer } from './pipeline/writer.js';
import type { Candidate, FileReport, Outcome } from './submission.js';
import { cryptography } from './validate/cryptography.js';
import { openSource } from './watch/open-source.js';
import type { Source } from './watch/source.js';

export interface RoundOptions {
  git: GitPort;
  /** Data directory. */
  data: string;
  /** URLs, paths of repositories, folders or files; or sources that are open already. */
  sources: readonly (string | Source)[];
  remote: RemoteOptions;
  isDryRun: boolean;
  lockWaitMs: number;
  /** What one source may leave on `deferred`. */
  deferredRoom: { files: number; bytes: number };
  /** Forget what was seen before that many days; 0 keeps everything. */
  journalDays: number;
  nowMs: number;
  signal: AbortSignal;
  onProgress(progress: RoundProgress): void;
  /** Called once at the end of the round with the head of `data`; compares it with what it indexed last. */
  syncIndex?(head: { commit: Oid; tree: Oid }): Promise<void>;
  /** Tests play tools of another age. */
  registry?: Registry;
}

export interface RoundProgress extends VisitProgress {
  source: string;
  /** Which source of how many, from 1. */
  number: number;
  sources: number;
}

/** A page ends at either. */
const PAGE_FILES = 1000;
const PAGE_BYTES = 16 * 1024 * 1024;
const DAY_MS = 86_400_000;

interface Round {
  options: RoundOptions;
  registry: Registry;
  journal: Journal;
  writer: Writer;
  /** Number of the round in the journal. */
  round: number;
  /** Digest of registry and trusted keys. */
  basis: string;
  /** Which source, from 1. */
  number: number;
}

/** Merges the sources one after the other. Throws `ServerError`: `no_data`, `busy`, `storage`, `usage`. */
export async function mergeSources(options: RoundOptions): Promise<RoundSummary> {
  const { isDryRun, nowMs, registry = builtInRegistry } = options;
  const visits = await Promise.all(options.sources.map((text) => openVisit(text, options)));
  const data = locateData(options.data);
  const open: { close(): unknown }[] = [];
  try {
    await (await openRepository(data, options.git)).close(); // before the lock, whose file would be made
    if (!isDryRun) open.push(await takeWriterLock(data.lock, options.lockWaitMs, options.signal));
    const repository = await openRepository(data, options.git, !isDryRun);
    open.push(repository);
    const journal = isDryRun ? openJournalCopy(data.journal) : openJournal(data.journal);
    open.push(journal);

    const trusted = await readTrusted(data);
    const digests = { registry: registryDigest(registry, cryptography), trusted: trustedDigest(trusted) };
    const basis = sha256(`${digests.registry} ${digests.trusted}`);
    const round = journal.record.beginRound({ startedAt: formatTime(nowMs), ...digests });
    const keys = new Set(trusted);
    const writer = openWriter({ repository, journal, registry, trusted: keys, basis, isDryRun, nowMs });

    const summaries: SourceSummary[] = [];
    await writer.catchUp();
    for (const [at, visit] of visits.entries())
      summaries.push(await mergeSource(visit, { options, registry, journal, writer, round, basis, number: at + 1 }));
    const { commit, tree } = (await writer.catchUp()).data;

    if (options.journalDays > 0) journal.record.prune(formatTime(nowMs - options.journalDays * DAY_MS));
    journal.record.finishRound(round, formatTime(nowMs), tree);
    if (commit && tree && !isDryRun) await options.syncIndex?.({ commit, tree });
    return { sources: summaries, tree: tree ?? EMPTY_TREE, dry_run: isDryRun };
  } catch (error) {
    throw asStorageError(error, options.data);
  } finally {
    for (const resource of open.reverse()) await resource.close();
  }
}

async function mergeSource(visit: Visit, round: Round): Promise<SourceSummary> {
  const { options, registry, journal, writer, number } = round;
  const { record } = journal;
  const summary = newSummary(visit.name);
  const source = record.sourceId(visit.name);
  const { data, deferred } = await writer.catchUp();
  // Errata decide what stands, so their tree belongs to what "known" and "settled" rest on.
  const basis = sha256(`${round.basis} ${await data.treeOf('errata')}`);

  const page = newPage();
  const decided: { refs: readonly string[]; outcome: Outcome }[] = [];
  const tips: SeenTip[] = [];

  async function flush(): Promise<void> {
    const { reports, refsOf } = page.take();
    const used = record.deferredBy(source);
    const room = {
      files: options.deferredRoom.files - used.files,
      bytes: options.deferredRoom.bytes - used.bytes,
    };
    const from = { sourceUrl: visit.source?.isPublic ? visit.name : null, room };
    let outcomes: readonly Outcome[] = [];
    await writer.write(reports, from, (plan) => {
      outcomes = plan.outcomes;
      for (const outcome of outcomes) record.noteCandidate(round.round, source, refsOf(outcome), outcome, basis);
    });
    for (const outcome of outcomes) countOutcome(summary, refsOf(outcome)[0] ?? '', outcome);
  }

  try {
    if (visit.source === null) throw new SourceFailure(visit.failure);
    const visited = visitSource(visit.source, {
      registry,
      known: {
        hasTree: async (path, oid) => (await data.hasTree(path, oid)) || (await deferred.hasTree(path, oid)),
        hasFile: async (path, oid) => (await data.hasFile(path, oid)) || (await deferred.hasFile(path, oid)),
      },
      isTipKnown: ({ ref, commit }) => commit !== null && record.isTipKnown(source, { ref, commit }, basis),
      recall: ({ ref }) => record.standingRefusals(source, ref),
      findSettled: (candidate) => record.findSettled(candidate, basis),
      signal: options.signal,
      onProgress: (progress) =>
        options.onProgress({ ...progress, source: visit.name, number, sources: options.sources.length }),
    });
    for await (const event of visited) {
      if (event.kind === 'tip') {
        if (event.tip.commit !== null) tips.push({ ref: event.tip.ref, commit: event.tip.commit });
      } else if (event.kind === 'outcome') {
        countOutcome(summary, event.refs[0] ?? '', event.outcome);
        if (!event.isRecalled) decided.push(event);
      } else if (page.add(event.report, event.refs)) {
        await flush();
      }
    }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    const { code, message } = error.failure;
    Object.assign(summary, { status: 'failed', error: { code, detail: message } });
  } finally {
    await visit.source?.close();
  }
  await flush();
  journal.transaction(() => {
    for (const { refs, outcome } of decided) record.noteCandidate(round.round, source, refs, outcome, basis);
    const isWhole = summary.status === 'done' && summary.counts.failed === 0;
    if (isWhole) for (const tip of tips) record.noteTip(round.round, source, tip, basis);
    record.noteVisit(round.round, source, summary.error ?? null);
  });
  return summary;
}

/** Files on their way to the plan, with the branches they were seen on. */
function newPage() {
  let reports: FileReport[] = [];
  let bytes = 0;
  let refs = new Map<string, readonly string[]>();
  return {
    /** Whether the page is full. */
    add(report: FileReport, seenOn: readonly string[]): boolean {
      reports.push(report);
      bytes += 'bytes' in report ? report.bytes.length : 0;
      refs.set(`${report.path}\0${report.oid}`, seenOn);
      return reports.length >= PAGE_FILES || bytes >= PAGE_BYTES;
    },
    take() {
      const taken = { reports, refs };
      reports = [];
      bytes = 0;
      refs = new Map();
      return {
        reports: taken.reports,
        refsOf: ({ path, oid }: Candidate): readonly string[] => taken.refs.get(`${path}\0${oid}`) ?? [''],
      };
    },
  };
}

type Visit = { name: string } & ({ source: Source; failure: null } | { source: null; failure: ServerError });

/** A source that is not there is a failed visit; one that can never be read is thrown (`usage`). */
async function openVisit(text: string | Source, { git, remote }: RoundOptions): Promise<Visit> {
  if (typeof text !== 'string') return { name: text.name, source: text, failure: null };
  try {
    const source = await openSource(text, git, remote);
    return { name: source.name, source, failure: null };
  } catch (error) {
    if (error instanceof ServerError && error.code !== 'usage') return { name: text, source: null, failure: error };
    throw error;
  }
}

function sha256(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}

/** ISO 8601, UTC, to the second. */
function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
