// What `merge` and `check` read from command line and settings alike.
import type { RoundProgress } from '../pipeline.js';
import { readSettings } from '../settings.js';
import type { CommandInput, Terminal } from './command.js';
import { git } from './git.js';
import { printable } from './printable.js';
import type { Progress } from './progress.js';

export function sourceOptions({ positional, options }: CommandInput, terminal: Terminal, progress: Progress) {
  const settings = readSettings();
  return {
    git,
    sources: positional,
    remote: {
      limits: { responseBytes: settings.responseBytes, requestMs: settings.requestTimeoutMs },
      allowLoopback: options.allowLoopback === true,
    },
    signal: terminal.signal,
    onProgress: ({ source, number, sources, files, of }: RoundProgress) =>
      progress.show(`source ${number} of ${sources}: ${files} of ${of} files (${printable(source)})`),
  };
}
