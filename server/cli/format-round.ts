// A round as lines for a person: one per source, then its refusals.
import type { RoundSummary, SourceSummary } from '../pipeline/round-summary.js';
import { countWords, formatFailure, formatFindings } from './format-findings.js';
import { printable } from './printable.js';

export function formatRound({ sources, tree, dry_run }: RoundSummary): string {
  const lines = sources.flatMap(formatSource);
  return `${lines.join('\n')}\n${dry_run ? 'dry run, nothing written; ' : ''}tree ${tree}\n`;
}

function formatSource(summary: SourceSummary): string[] {
  const { source, error, counts, delayed, refused, upgrade_for, refused_omitted } = summary;
  return [
    `${printable(source)}: ${countWords(Object.entries(counts)) || explainNothing(summary)}`,
    ...formatFailure(error),
    ...refused.flatMap((refusal) => formatFindings(refusal.outcome, refusal)),
    ...upgrade_for.map(({ needs, files }) => `  ${files} kept for a newer tool: upgrade to one that knows ${needs}`),
    ...(delayed > 0 ? [`  ${delayed} files wait for the next round`] : []),
    ...(refused_omitted > 0 ? [`  and ${refused_omitted} more`] : []),
  ];
}

function explainNothing({ status, branches }: SourceSummary): string {
  if (status === 'failed') return 'nothing read';
  return branches === 0 ? 'no results here (they are on branches results/*, or on data)' : 'nothing new';
}
