// How `merge` and `check` read strangers' repositories: in child processes, under the limits of the settings, with
// progress shown.
import { createIngest } from '../git/ingest.js';
import type { RemoteLimits } from '../git/port.js';
import type { RoundProgress } from '../pipeline.js';
import { readSettings, type Settings } from '../settings.js';
import type { CommandInput, Terminal } from './command.js';
import { git } from './git.js';
import { printable } from './printable.js';
import { openProgress } from './progress.js';

/** The options of the pipeline that both commands share; `close` ends the child processes. */
export function openReading({ positional, options }: CommandInput, terminal: Terminal) {
  const settings = readSettings();
  const ingest = createIngest({ memoryBytes: settings.ingestBytes, silenceMs: settings.ingestSilenceMs });
  const progress = openProgress(terminal);
  return {
    options: {
      git: { ...git, remote: ingest.remote },
      sources: positional,
      remote: {
        limits: remoteLimits(settings),
        allowLoopback: options.allowLoopback === true,
      },
      signal: terminal.signal,
      onProgress: ({ source, number, sources, files, of }: RoundProgress) =>
        progress.show(`source ${number} of ${sources}: ${files} of ${of} files (${printable(source)})`),
    },
    clear: progress.clear,
    async close(): Promise<void> {
      progress.clear();
      await ingest.close();
    },
  };
}

function remoteLimits(settings: Settings): Partial<RemoteLimits> {
  const { requestTimeoutMs: requestMs, responseBytes, inflatedBytes, treeBytes, tipBytes, deltaDepth } = settings;
  return { requestMs, responseBytes, inflatedBytes, treeBytes, tipBytes, deltaDepth };
}
