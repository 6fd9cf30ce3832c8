import { locateData } from '../data-directory.js';
import { exitCodeOf, type RoundSummary, type SourceSummary } from '../pipeline/round-summary.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { mergeSources } from '../pipeline.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { countWords, formatFailure, formatFindings } from './format-findings.js';
import { git } from './git.js';
import { DATA_OPTION, DRY_RUN_OPTION, JSON_OPTION, LOOPBACK_OPTION } from './options.js';
import { printable } from './printable.js';
import { openReading } from './reading.js';

export const merge: Command = {
  name: 'merge',
  summary: 'merge sources (git URLs or paths, folders in the layout) into the canonical repository',
  arguments: '<source...>',
  options: [DATA_OPTION, JSON_OPTION, DRY_RUN_OPTION, LOOPBACK_OPTION],
  examples: [
    'ipc-bench-db merge https://forge.example/somebody/ipc-bench-results.git',
    'ipc-bench-db merge ./results-repo ../fork.git --json',
    'ipc-bench-db merge --allow-loopback http://127.0.0.1:8088/fork.git',
  ],
  async run(input, terminal) {
    const { data, ...settings } = readSettings({ data: input.options.data });
    const reading = openReading(input, terminal);
    try {
      const summary = await mergeSources({
        ...reading.options,
        data,
        isDryRun: input.options.dryRun === true,
        lockWaitMs: settings.lockWaitMs,
        deferredRoom: { files: settings.deferredFiles, bytes: settings.deferredBytes },
        journalDays: settings.journalDays,
        nowMs: Date.now(),
        syncIndex: async ({ commit }) => {
          await syncIndex(locateData(data), commit, { git, isRebuild: false, signal: terminal.signal });
        },
      });
      terminal.out(input.options.json ? `${JSON.stringify(summary)}\n` : formatRound(summary));
      return exitCodeOf(summary.sources);
    } finally {
      await reading.close();
    }
  },
};

function formatRound({ sources, tree, dry_run }: RoundSummary): string {
  const lines = sources.flatMap(formatSource);
  return `${lines.join('\n')}\n${dry_run ? 'dry run, nothing written; ' : ''}tree ${tree}\n`;
}

function formatSource(summary: SourceSummary): string[] {
  const { source, error, counts, refused, upgrade_for, refused_omitted } = summary;
  return [
    `${printable(source)}: ${countWords(Object.entries(counts)) || explainNothing(summary)}`,
    ...formatFailure(error),
    ...refused.flatMap((refusal) => formatFindings(refusal.outcome, refusal)),
    ...upgrade_for.map(({ needs, files }) => `  ${files} kept for a newer tool: upgrade to one that knows ${needs}`),
    ...(refused_omitted > 0 ? [`  and ${refused_omitted} more`] : []),
  ];
}

function explainNothing({ status, branches }: SourceSummary): string {
  if (status === 'failed') return 'nothing read';
  return branches === 0 ? 'no results here (they are on branches results/*, or on data)' : 'nothing new';
}
