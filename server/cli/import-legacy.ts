import { locateData } from '../data-directory.js';
import { type ArchiveSummary, type ImportSummary, mergeArchives } from '../pipeline/merge-archives.js';
import { exitCodeOf } from '../pipeline/round-summary.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { readSettings } from '../settings.js';
import type { Command, ExitCode } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, DRY_RUN_OPTION, JSON_OPTION } from './options.js';
import { printable } from './printable.js';
import { openProgress } from './progress.js';

export const importLegacy: Command = {
  name: 'import-legacy',
  summary: 'import archives of the original ipc-bench (2012-2016)',
  arguments: '<archive...>',
  options: [
    DATA_OPTION,
    JSON_OPTION,
    DRY_RUN_OPTION,
    { flags: '--no-vouch', description: 'do not vouch for the results: they stay out of default answers' },
  ],
  examples: [
    'ipc-bench-db import-legacy ../ipc-bench/results',
    'ipc-bench-db import-legacy --dry-run --json run1.tar.gz run2.tar.gz',
  ],
  async run({ positional, options }, terminal) {
    const settings = readSettings({ data: options.data });
    const progress = openProgress(terminal);
    const summary = await mergeArchives(positional, {
      git,
      data: settings.data,
      remote: {},
      isDryRun: options.dryRun === true,
      isVouched: options.vouch !== false,
      lockWaitMs: settings.lockWaitMs,
      deferredRoom: { files: settings.deferredFiles, bytes: settings.deferredBytes },
      journalDays: settings.journalDays,
      limits: {
        maxCompressedBytes: settings.archiveBytes,
        maxContentBytes: settings.archiveContentBytes,
        maxRatio: settings.archiveRatio,
        maxMembers: settings.archiveMembers,
        maxMemberBytes: settings.archiveMemberBytes,
      },
      nowMs: Date.now(),
      signal: terminal.signal,
      syncIndex: async ({ commit }) => {
        await syncIndex(locateData(settings.data), commit, { git, isRebuild: false, signal: terminal.signal });
      },
      onArchive: (number, of, archive) => progress.show(`archive ${number} of ${of}: ${printable(archive)}`),
      onProgress: ({ files, of }) => progress.show(`merging: ${files} of ${of} documents`),
    });
    progress.clear();
    terminal.out(options.json ? `${JSON.stringify(summary)}\n` : formatImport(summary));
    return exitCodeOfImport(summary);
  },
};

function exitCodeOfImport({ archives, source }: ImportSummary): ExitCode {
  const merged = exitCodeOf([source]);
  return merged === 0 && archives.some(({ outcome }) => outcome === 'rejected') ? 3 : merged;
}

function formatImport({ archives, runs, vouched, tree, dry_run }: ImportSummary): string {
  const counts = Map.groupBy(archives, ({ outcome }) => outcome);
  const words = [...counts].map(([word, { length }]) => `${length} ${word}`).join(', ');
  return [
    ...archives.flatMap(formatArchive),
    `${archives.length} archives of ${runs} runs: ${words || 'none'}${vouched ? ', vouched for' : ', not vouched for'}`,
    `${dry_run ? 'dry run, nothing written; ' : ''}tree ${tree}`,
    '',
  ].join('\n');
}

function formatArchive({ archive, outcome, refusal, result, ...about }: ArchiveSummary): string[] {
  const name = printable(archive);
  if (refusal) return [`${name}: ${outcome}, ${refusal.rule}: ${refusal.message}`, `  ${refusal.remedy}`];
  const oddities = about.irregularities?.length ? `; ${about.irregularities.join(', ')}` : '';
  const run = about.run_key?.slice(0, 8);
  return [`${name}: ${outcome} ${result?.slice(0, 8)} (run ${run}, latency ${about.latency_detail}${oddities})`];
}
