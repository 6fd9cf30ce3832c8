// Progress on standard error, for rounds that take longer than two seconds. On a terminal it is redrawn in place.
import type { Terminal } from './command.js';

export interface Progress {
  show(line: string): void;
  /** Takes a redrawn line away. */
  clear(): void;
}

const QUIET_MS = 2000;

export function openProgress(terminal: Terminal, now: () => number = Date.now): Progress {
  const intervalMs = terminal.isInteractive ? 100 : QUIET_MS;
  let next = now() + QUIET_MS;
  let isDrawn = false;
  return {
    show(line) {
      if (now() < next) return;
      next = now() + intervalMs;
      isDrawn = true;
      terminal.err(terminal.isInteractive ? `\r\x1b[2K${line}` : `${line}\n`);
    },
    clear() {
      if (isDrawn && terminal.isInteractive) terminal.err('\r\x1b[2K');
      isDrawn = false;
    },
  };
}
