// One source in one round: its new files go in pages through validation, plan and commit, and the journal learns what
// became of each. A source that fails half-way keeps what was merged before.
import crypto from 'node:crypto';
import type { Registry } from '@ipc-bench/schema/registry';
import type { ServerError } from '../errors.js';
import type { Oid } from '../git/port.js';
import type { Journal } from '../journal/open-journal.js';
import type { SeenTip } from '../journal/record.js';
import type { Candidate, FileReport, Outcome } from '../submission.js';
import type { Source } from '../watch/source.js';
import { countOutcome, newSummary, type SourceSummary } from './round-summary.js';
import { SourceFailure } from './source-failure.js';
import { type VisitProgress, visitSource } from './visit-source.js';
import type { Branches, Writer } from './writer.js';

/** A source as it was opened, or why it could not be. */
export type Visit = { name: string } & ({ source: Source; failure: null } | { source: null; failure: ServerError });

export interface Round {
  registry: Registry;
  journal: Journal;
  writer: Writer;
  /** Number of the round in the journal. */
  id: number;
  /** Digests of registry and trusted keys. */
  basis: string;
  /** What one source may leave on `deferred`. */
  deferredRoom: { files: number; bytes: number };
  /** New files that one source may bring in one round. */
  sourceFiles: number;
  signal: AbortSignal;
}

/** A page ends at either. */
const PAGE_FILES = 1000;
const PAGE_BYTES = 16 * 1024 * 1024;

export async function mergeSource(
  visit: Visit,
  round: Round,
  onProgress: (progress: VisitProgress) => void,
): Promise<SourceSummary> {
  const { journal, writer } = round;
  const { record } = journal;
  const summary = newSummary(visit.name);
  const source = record.sourceId(visit.name, visit.source?.isPublic);
  const held = await writer.catchUp();
  // Errata decide what stands, so their tree belongs to what "settled" rests on.
  const basis = digestOf(`${round.basis} ${await held.data.treeOf('errata')}`);
  const page = newPage();
  const decided: { refs: readonly string[]; outcome: Outcome }[] = [];
  const tips: SeenTip[] = [];

  async function flush(): Promise<void> {
    const { reports, refsOf } = page.take();
    if (reports.length === 0) return;
    const { files, bytes } = record.deferredBy(source);
    const room = { files: round.deferredRoom.files - files, bytes: round.deferredRoom.bytes - bytes };
    const from = { sourceName: visit.source?.isPublic ? visit.name : null, room };
    const { outcomes } = await writer.write(reports, from, (plan) => {
      for (const outcome of plan.outcomes) record.noteCandidate(round.id, source, refsOf(outcome), outcome, basis);
    });
    for (const outcome of outcomes) countOutcome(summary, refsOf(outcome)[0] ?? '', outcome);
  }

  try {
    if (visit.source === null) throw new SourceFailure(visit.failure);
    const visited = visitSource(visit.source, {
      registry: round.registry,
      known: knownOf(held),
      isTipKnown: ({ ref, commit }) => commit !== null && record.isTipKnown(source, { ref, commit }, basis),
      recall: ({ ref }) => record.standingRefusals(source, ref),
      findSettled: (candidate) => record.findSettled(candidate, basis),
      maxFiles: round.sourceFiles,
      signal: round.signal,
      onProgress,
    });
    for await (const event of visited) {
      if (event.kind === 'tip') {
        const { ref, commit } = event.tip;
        summary.branches++;
        if (commit !== null && !event.isKnown) tips.push({ ref, commit });
      } else if (event.kind === 'outcome') {
        countOutcome(summary, event.refs[0] ?? '', event.outcome);
        if (!event.isRecalled) decided.push(event);
      } else if (event.kind === 'delayed') {
        summary.delayed = event.files;
      } else if (page.add(event.report, event.refs)) {
        await flush();
      }
    }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    summary.status = 'failed';
    summary.error = { code: error.failure.code, detail: error.failure.message };
  } finally {
    await visit.source?.close();
  }
  await flush();
  journal.transaction(() => {
    for (const { refs, outcome } of decided) record.noteCandidate(round.id, source, refs, outcome, basis);
    const isWhole = summary.status === 'done' && summary.counts.failed === 0 && summary.delayed === 0;
    if (isWhole) for (const tip of tips) record.noteTip(round.id, source, tip, basis);
    record.noteVisit(round.id, source, summary.error ?? null);
  });
  return summary;
}

function knownOf({ data, deferred, suspended }: Branches) {
  return {
    hasTree: async (path: string, oid: Oid) => (await data.hasTree(path, oid)) || deferred.hasTree(path, oid),
    hasFile: async (path: string, oid: Oid) =>
      (await data.hasFile(path, oid)) || (await deferred.hasFile(path, oid)) || suspended.hasFile(path, oid),
  };
}

/** Files on their way to the plan, with the branches they were seen on. */
function newPage() {
  let reports: FileReport[] = [];
  let bytes = 0;
  let refs = new Map<string, readonly string[]>();
  const keyOf = ({ path, oid }: Candidate) => `${path}\0${oid}`;
  return {
    /** Whether the page is full. */
    add(report: FileReport, seenOn: readonly string[]): boolean {
      reports.push(report);
      bytes += 'bytes' in report ? report.bytes.length : 0;
      refs.set(keyOf(report), seenOn);
      return reports.length >= PAGE_FILES || bytes >= PAGE_BYTES;
    },
    take() {
      const taken = { reports, refs };
      reports = [];
      bytes = 0;
      refs = new Map();
      const refsOf = (candidate: Candidate): readonly string[] => taken.refs.get(keyOf(candidate)) ?? [''];
      return { reports: taken.reports, refsOf };
    },
  };
}

function digestOf(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}
