import { locateData } from '../data-directory.js';
import { exitCodeOf, type Refusal, type RoundSummary, type SourceSummary } from '../pipeline/round-summary.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { mergeSources, type RoundOptions } from '../pipeline.js';
import { readSettings } from '../settings.js';
import type { Command, CommandInput, Terminal } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, DRY_RUN_OPTION, JSON_OPTION, LOOPBACK_OPTION } from './options.js';
import { printable } from './printable.js';
import { openProgress } from './progress.js';

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
    const progress = openProgress(terminal);
    const summary = await mergeSources(roundOptions(input, terminal, progress.show));
    progress.clear();
    terminal.out(input.options.json ? `${JSON.stringify(summary)}\n` : formatRound(summary));
    return exitCodeOf(summary.sources);
  },
};

function roundOptions({ positional, options }: CommandInput, terminal: Terminal, show: (line: string) => void) {
  const settings = readSettings({ data: options.data });
  return {
    git,
    data: settings.data,
    sources: positional,
    remote: {
      limits: { responseBytes: settings.responseBytes, requestMs: settings.requestTimeoutMs },
      allowLoopback: options.allowLoopback === true,
    },
    isDryRun: options.dryRun === true,
    lockWaitMs: settings.lockWaitMs,
    deferredRoom: { files: settings.deferredFiles, bytes: settings.deferredBytes },
    journalDays: settings.journalDays,
    nowMs: Date.now(),
    signal: terminal.signal,
    syncIndex: async ({ commit }) => {
      await syncIndex(locateData(settings.data), commit, { git, isRebuild: false, signal: terminal.signal });
    },
    onProgress: ({ source, number, sources, files, of }) =>
      show(`source ${number} of ${sources}: ${files} of ${of} files (${printable(source)})`),
  } satisfies RoundOptions;
}

function formatRound({ sources, tree, dry_run }: RoundSummary): string {
  const lines = sources.flatMap(formatSource);
  return `${lines.join('\n')}\n${dry_run ? 'dry run, nothing written; ' : ''}tree ${tree}\n`;
}

function formatSource({ source, status, error, counts, refused, refused_omitted }: SourceSummary): string[] {
  const words = Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  const lines = [`${printable(source)}: ${words.join(', ') || (status === 'done' ? 'nothing new' : 'nothing read')}`];
  if (error) lines.push(`  could not be read to its end: ${printable(error.detail)} (${error.code})`);
  lines.push(...refused.flatMap(formatRefusal));
  if (refused_omitted > 0) lines.push(`  and ${refused_omitted} more`);
  return lines;
}

export function formatRefusal({ ref, path, outcome, findings, note }: Refusal): string[] {
  const place = printable(ref === '' ? path : `${ref}:${path}`);
  return [
    `  ${outcome} ${place}${note ? `: ${note}` : ''}`,
    ...findings.flatMap(({ rule, pointer, message, remedy }) => [
      `    ${rule} at ${printable(pointer || '/')}: ${printable(message)}`,
      `      ${remedy}`,
    ]),
  ];
}
