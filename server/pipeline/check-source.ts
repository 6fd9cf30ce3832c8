// Stages 1 to 4 alone: the verdict on every file of a source, independent of any database and without writing a thing.

import type { Finding } from '@ipc-bench/schema/findings';
import type { Registry } from '@ipc-bench/schema/registry';
import type { ErrorCode } from '../errors.js';
import type { FileReport } from '../submission.js';
import type { Visit } from './merge-source.js';
import { SourceFailure } from './source-failure.js';
import { type VisitProgress, visitSource } from './visit-source.js';

export const VERDICT_WORDS = ['valid', 'provisional', 'deferred', 'invalid', 'unread'] as const;
/** As the validator says; `unread`: a local limit kept it from being read, so there is no verdict. */
export type VerdictWord = (typeof VERDICT_WORDS)[number];

export interface CheckedFile {
  ref: string;
  path: string;
  verdict: VerdictWord;
  findings: readonly Finding[];
}

export interface CheckSummary {
  source: string;
  status: 'done' | 'failed';
  error?: { code: ErrorCode; detail: string };
  files: CheckedFile[];
}

export interface CheckOptions {
  registry: Registry;
  signal: AbortSignal;
  onProgress(progress: VisitProgress): void;
}

const NOTHING_KNOWN = {
  known: { hasTree: async () => false, hasFile: async () => false },
  isTipKnown: () => false,
  recall: () => [],
  findSettled: () => null,
  maxFiles: Number.POSITIVE_INFINITY,
};

export async function checkSource(visit: Visit, options: CheckOptions): Promise<CheckSummary> {
  const summary: CheckSummary = { source: visit.name, status: 'done', files: [] };
  const note = (refs: readonly string[], path: string, verdict: VerdictWord, findings: readonly Finding[]) =>
    summary.files.push({ ref: refs[0] ?? '', path, verdict, findings });
  try {
    if (visit.source === null) throw new SourceFailure(visit.failure);
    for await (const event of visitSource(visit.source, { ...NOTHING_KNOWN, ...options })) {
      if (event.kind === 'report') note(event.refs, event.report.path, event.report.verdict, findingsOf(event.report));
      else if (event.kind === 'outcome') {
        const { path, outcome, findings } = event.outcome;
        note(event.refs, path, outcome === 'rejected' ? 'invalid' : 'unread', findings);
      }
    }
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    summary.status = 'failed';
    summary.error = { code: error.failure.code, detail: error.failure.message };
  } finally {
    await visit.source?.close();
  }
  return summary;
}

function findingsOf(report: FileReport): readonly Finding[] {
  return report.kind === 'refused' ? report.findings : [];
}
