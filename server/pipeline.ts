// The order of the stages, and the only place that knows it. Per source:
//
//   1. list      its branches; those that have not changed since they were last read are done
//   2. survey    their trees, for files that neither canonical nor journal know
//   3. fetch     those files
//   4. validate  each file by itself                                         (1-4: pipeline/visit-source.ts)
//   5. plan      a page of them, bounded in memory, against what is held
//   6. write     commits by compare-and-swap, then the journal               (5-6: pipeline/writer.ts)
//
// and once per round, when the tree has changed: the index. What a source does wrong is an outcome or a failed visit and
// never stops the next source; what must not happen here (storage, a second writer) is thrown.
import { builtInRegistry, type Registry, registryDigest } from '@ipc-bench/schema/registry';
import { keepTidy } from './canonical/keep-tidy.js';
import { asStorageError, locateData, openRepository, readTrusted, trustedDigest } from './data-directory.js';
import type { GitPort, Oid, RemoteOptions } from './git/port.js';
import { EMPTY_TREE } from './git/root-commit.js';
import { openJournal, openJournalCopy } from './journal/open-journal.js';
import { takeWriterLock } from './journal/writer-lock.js';
import { type CheckSummary, checkSource } from './pipeline/check-source.js';
import { mergeSource, type Visit } from './pipeline/merge-source.js';
import type { RoundSummary, SourceSummary } from './pipeline/round-summary.js';
import { asSourceFailure, SourceFailure } from './pipeline/source-failure.js';
import type { VisitProgress } from './pipeline/visit-source.js';
import { openWriter } from './pipeline/writer.js';
import { cryptography } from './validate/cryptography.js';
import { openSource } from './watch/open-source.js';
import type { Source } from './watch/source.js';

export interface RoundOptions {
  git: GitPort;
  /** Data directory. */
  data: string;
  /** URLs, paths of repositories, folders or files; or sources that are open already, or can be opened. */
  sources: readonly (string | Source | SourceToOpen)[];
  remote: RemoteOptions;
  isDryRun: boolean;
  lockWaitMs: number;
  /** What one source may leave on `deferred`. */
  deferredRoom: { files: number; bytes: number };
  /** New files that one source may bring in one round (default: any number); the next round goes on. */
  sourceFiles?: number;
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

/** A source that the caller knows how to open; a `GitError` then is the source's fault. */
export interface SourceToOpen {
  name: string;
  open(): Source;
}

export interface RoundProgress extends VisitProgress {
  source: string;
  /** Which source of how many, from 1. */
  number: number;
  sources: number;
}

const DAY_MS = 86_400_000;

/** Merges the sources one after the other. Throws `ServerError`: `no_data`, `busy`, `storage`, `usage`. */
export async function mergeSources(options: RoundOptions): Promise<RoundSummary> {
  const { isDryRun, nowMs, signal, deferredRoom, registry = builtInRegistry } = options;
  const { sourceFiles = Number.POSITIVE_INFINITY } = options;
  const visits = await Promise.all(options.sources.map((text) => openVisit(text, options)));
  const data = locateData(options.data);
  const open: { close(): unknown }[] = [];
  try {
    await (await openRepository(data, options.git)).close(); // before the lock, whose file would be made
    if (!isDryRun) open.push(await takeWriterLock(data.lock, options.lockWaitMs, signal));
    const repository = await openRepository(data, options.git, !isDryRun);
    open.push(repository);
    const journal = isDryRun ? openJournalCopy(data.journal) : openJournal(data.journal);
    open.push(journal);

    const trusted = await readTrusted(data);
    const digests = { registry: registryDigest(registry, cryptography), trusted: trustedDigest(trusted) };
    const basis = `${digests.registry} ${digests.trusted}`;
    const keys = new Set(trusted);
    const id = journal.record.beginRound({ startedAt: formatTime(nowMs), ...digests });
    const writer = openWriter({ repository, journal, round: id, registry, trusted: keys, digests, isDryRun, nowMs });
    const round = { registry, journal, writer, id, basis, deferredRoom, sourceFiles, signal };

    await writer.catchUp();
    const summaries: SourceSummary[] = [];
    for (const [at, visit] of visits.entries()) {
      const place = { source: visit.name, number: at + 1, sources: visits.length };
      summaries.push(await mergeSource(visit, round, (progress) => options.onProgress({ ...progress, ...place })));
    }
    const { commit, tree } = (await writer.catchUp()).data;

    if (options.journalDays > 0) journal.record.prune(formatTime(nowMs - options.journalDays * DAY_MS));
    journal.record.finishRound(id, formatTime(nowMs), tree);
    if (!isDryRun) await keepTidy(repository);
    if (!isDryRun && commit && tree) await options.syncIndex?.({ commit, tree });
    return { sources: summaries, tree: tree ?? EMPTY_TREE, dry_run: isDryRun };
  } catch (error) {
    throw asStorageError(error, options.data);
  } finally {
    for (const resource of open.reverse()) await resource.close();
  }
}

export type SourcesToCheck = Pick<RoundOptions, 'git' | 'sources' | 'remote' | 'signal' | 'onProgress' | 'registry'>;

/** The verdict on every file of the sources; needs no data directory and writes nothing. Throws `ServerError`: `usage`. */
export async function checkSources(options: SourcesToCheck): Promise<CheckSummary[]> {
  const { signal, registry = builtInRegistry } = options;
  const visits = await Promise.all(options.sources.map((text) => openVisit(text, options)));
  const summaries: CheckSummary[] = [];
  for (const [at, visit] of visits.entries()) {
    const place = { source: visit.name, number: at + 1, sources: visits.length };
    const onProgress = (progress: VisitProgress) => options.onProgress({ ...progress, ...place });
    summaries.push(await checkSource(visit, { registry, signal, onProgress }));
  }
  return summaries;
}

/** A source that is not there is a failed visit; one that can never be read is thrown (`usage`). */
async function openVisit(
  named: RoundOptions['sources'][number],
  { git, remote }: Pick<RoundOptions, 'git' | 'remote'>,
): Promise<Visit> {
  if (typeof named !== 'string' && !('open' in named)) return { name: named.name, source: named, failure: null };
  try {
    const source = typeof named === 'string' ? await openSource(named, git, remote) : named.open();
    return { name: source.name, source, failure: null };
  } catch (error) {
    const failed = asSourceFailure(error);
    if (!(failed instanceof SourceFailure) || failed.failure.code === 'usage') throw error;
    return { name: typeof named === 'string' ? named : named.name, source: null, failure: failed.failure };
  }
}

/** ISO 8601, UTC, to the second. */
function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
