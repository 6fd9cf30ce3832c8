// What the commands share that write by themselves, without reading strangers: the round, and the index after it.
import { locateData } from '../data-directory.js';
import { syncIndex } from '../pipeline/sync-index.js';
import type { RoundOptions } from '../pipeline.js';
import { readSettings } from '../settings.js';
import type { CommandInput, Terminal } from './command.js';
import { git } from './git.js';

export function roundOptions({ options }: CommandInput, terminal: Terminal): Omit<RoundOptions, 'sources'> {
  const settings = readSettings({ data: options.data });
  return {
    git,
    data: settings.data,
    remote: {},
    isDryRun: options.dryRun === true,
    lockWaitMs: settings.lockWaitMs,
    deferredRoom: { files: settings.deferredFiles, bytes: settings.deferredBytes },
    journalDays: settings.journalDays,
    nowMs: Date.now(),
    signal: terminal.signal,
    onProgress: () => {},
    syncIndex: async ({ commit }) => {
      await syncIndex(locateData(settings.data), commit, { git, isRebuild: false, signal: terminal.signal });
    },
  };
}
