import { locateData } from '../data-directory.js';
import { exitCodeOf } from '../pipeline/round-summary.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { mergeSources } from '../pipeline.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { formatRound } from './format-round.js';
import { git } from './git.js';
import { DATA_OPTION, DRY_RUN_OPTION, JSON_OPTION, LOOPBACK_OPTION } from './options.js';
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
