import { locateData, openRepository } from '../data-directory.js';
import { type Logger, openLog } from '../log.js';
import { exitCodeOf, type RoundSummary } from '../pipeline/round-summary.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { mergeSources, type SourceToOpen } from '../pipeline.js';
import { readSettings } from '../settings.js';
import { OUTCOME_WORDS } from '../submission.js';
import { systemClock } from '../watch/github/clock.js';
import { type TurnReport, watchSources } from '../watch-loop.js';
import type { Command, ExitCode } from './command.js';
import { formatRound } from './format-round.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION, LOOPBACK_OPTION } from './options.js';
import { openPublishing } from './publishing.js';
import { openReading } from './reading.js';

export const watch: Command = {
  name: 'watch',
  summary: 'merge what is new in the sources of sources.json, index it and publish it, again and again',
  options: [
    DATA_OPTION,
    JSON_OPTION,
    { flags: '--once', description: 'look at every source once, and end with the exit code of a merge' },
    { flags: '--interval <seconds>', description: 'time between two looks at a source (default: 60)' },
    LOOPBACK_OPTION,
  ],
  examples: ['ipc-bench-db watch', 'ipc-bench-db watch --once --json', 'ipc-bench-db watch --interval 300'],
  async run(input, terminal) {
    const { options } = input;
    const interval = options.interval === undefined ? undefined : Number(options.interval) * 1000;
    const settings = readSettings({ data: options.data, watchIntervalMs: interval });
    const { data } = settings;
    await (await openRepository(locateData(data), git)).close();
    const isOnce = options.once === true;
    // Whoever started this process (`serve --watch`) is gone: nobody would stop it later.
    const orphaned = new AbortController();
    const stop = () => orphaned.abort();
    process.once('disconnect', stop);
    const signal = AbortSignal.any([terminal.signal, orphaned.signal]);
    const reading = openReading({ positional: [], options }, { ...terminal, signal });
    const merge = (sources: readonly (string | SourceToOpen)[]) =>
      mergeSources({
        ...reading.options,
        data,
        sources,
        isDryRun: false,
        lockWaitMs: settings.lockWaitMs,
        deferredRoom: { files: settings.deferredFiles, bytes: settings.deferredBytes },
        sourceFiles: settings.sourceFiles,
        journalDays: settings.journalDays,
        nowMs: Date.now(),
        syncIndex: async ({ commit }) => {
          await syncIndex(locateData(data), commit, { git, isRebuild: false, signal });
        },
      });
    const log = openLog(settings.logLevel);
    try {
      const reports = await watchSources({
        git: reading.options.git,
        remote: reading.options.remote,
        data,
        forge: { name: new URL(settings.githubWeb).host, apiUrl: settings.githubApi, webUrl: settings.githubWeb },
        token: settings.githubToken === '' ? undefined : settings.githubToken,
        limits: {
          intervalMs: settings.watchIntervalMs,
          backOffMs: settings.backOffMs,
          sourcesPerRound: settings.sourcesPerRound,
          pullHeads: settings.pullHeads,
        },
        clock: systemClock,
        signal,
        isOnce,
        merge,
        publish: openPublishing({ ...reading.options, settings, merge, signal }),
        onTurn(report) {
          reading.clear();
          if (options.json) terminal.out(`${JSON.stringify(report)}\n`);
          else if (isOnce) terminal.out(formatTurn(report));
          else logTurn(log, report);
        },
      });
      return exitCodeOfAll(reports);
    } catch (error) {
      // To be told to stop is how this ends.
      if (signal.aborted && !isOnce) return 0;
      throw error;
    } finally {
      process.off('disconnect', stop);
      await reading.close();
    }
  },
};

function exitCodeOfAll(reports: readonly TurnReport[]): ExitCode {
  if (reports.some(({ polls }) => polls.some((poll) => 'error' in poll))) return 69;
  return exitCodeOf(reports.flatMap(({ round }) => round?.sources ?? []));
}

function formatTurn({ polls, round, published }: TurnReport): string {
  const networks = polls.map((poll) =>
    'error' in poll
      ? `${poll.network}: its forks could not be listed: ${poll.detail} (${poll.error})\n`
      : `${poll.network}: ${poll.found} forks to look at\n`,
  );
  const rest = published === 'pushed' ? 'published\n' : '';
  return networks.join('') + (round === null ? '' : formatRound(round)) + rest;
}

/** One line per turn in which something happened. Forks are named by number, never by account. */
function logTurn(log: Logger, { polls, round, error, published, ...rest }: TurnReport): void {
  const failed = polls.filter((poll) => 'error' in poll);
  for (const poll of failed) log.warn(poll, 'forks not listed');
  if (error !== null) log.error(error, published === 'failed' ? 'not published' : 'round not done');
  if (round === null) log.debug(rest, 'nothing due');
  else log.info({ ...countOutcomes(round), tree: round.tree, published, ...rest }, 'round');
}

function countOutcomes({ sources }: RoundSummary) {
  const failures = sources
    .filter(({ status }) => status === 'failed')
    .map(({ source, error }) => [source, error?.code]);
  const sum = (count: (source: RoundSummary['sources'][number]) => number) =>
    sources.reduce((total, source) => total + count(source), 0);
  return {
    sources: sources.length,
    ...Object.fromEntries(OUTCOME_WORDS.map((word) => [word, sum(({ counts }) => counts[word])])),
    delayed: sum(({ delayed }) => delayed),
    ...(failures.length > 0 ? { failed_sources: Object.fromEntries(failures.slice(0, 20)) } : {}),
  };
}
