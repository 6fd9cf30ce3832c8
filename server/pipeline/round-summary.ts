// What a round says at its end: per source how many candidates came to which outcome, and every refusal.
import type { Finding } from '@ipc-bench/schema/findings';
import type { ExitCode } from '../cli/command.js';
import type { ErrorCode } from '../errors.js';
import { OUTCOME_WORDS, type Outcome, type OutcomeWord } from '../submission.js';

export interface Refusal {
  /** Branch of the source; empty for folders and files. */
  ref: string;
  path: string;
  outcome: 'rejected' | 'failed';
  findings: readonly Finding[];
  note?: string;
}

export interface SourceSummary {
  source: string;
  /** `failed`: it could not be read to its end; what was read before is merged. */
  status: 'done' | 'failed';
  error?: { code: ErrorCode; detail: string };
  /** Branches that hold results; a folder or file counts as one. */
  branches: number;
  counts: Record<OutcomeWord, number>;
  /** Files beyond the quota of one round; the next one goes on with them. */
  delayed: number;
  refused: Refusal[];
  /** What a tool must know to judge the deferred ones, and how many ask for it. */
  upgrade_for: { needs: string; files: number }[];
  /** Refusals beyond those listed; the journal has them all. */
  refused_omitted: number;
}

export interface RoundSummary {
  sources: SourceSummary[];
  /** Tree id of `data` after the round. */
  tree: string;
  dry_run: boolean;
}

/** Refusals listed per source. */
const MAX_LISTED = 1000;

export function newSummary(source: string): SourceSummary {
  const counts = Object.fromEntries(OUTCOME_WORDS.map((word) => [word, 0])) as Record<OutcomeWord, number>;
  const listed = { refused: [], upgrade_for: [], refused_omitted: 0 };
  return { source, status: 'done', branches: 0, counts, delayed: 0, ...listed };
}

export function countOutcome(summary: SourceSummary, ref: string, outcome: Outcome): void {
  const { path, outcome: word, findings, note } = outcome;
  summary.counts[word]++;
  if (word === 'deferred' && note !== undefined) countNeed(summary, note);
  if (word !== 'rejected' && word !== 'failed') return;
  if (summary.refused.length === MAX_LISTED) summary.refused_omitted++;
  else summary.refused.push({ ref, path, outcome: word, findings, ...(note === undefined ? {} : { note }) });
}

function countNeed({ upgrade_for }: SourceSummary, needs: string): void {
  const known = upgrade_for.find((entry) => entry.needs === needs);
  if (known) known.files++;
  else if (upgrade_for.length < MAX_LISTED) upgrade_for.push({ needs, files: 1 });
}

/** 69 when a source must be tried again, else 3 when data was refused, else 0. */
export function exitCodeOf(sources: readonly SourceSummary[]): ExitCode {
  if (sources.some(({ status, counts }) => status === 'failed' || counts.failed > 0)) return 69;
  return sources.some(({ counts }) => counts.rejected > 0) ? 3 : 0;
}
