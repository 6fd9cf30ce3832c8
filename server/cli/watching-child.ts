// The watch loop beside a service: a process of its own, so that merging never holds up an answer, and whatever it dies
// of, answers go on. It is started again until it is told to stop, and ends by itself when the service is gone.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../log.js';

export interface WatchingChild {
  /** Lets it end its round cleanly. */
  close(): Promise<void>;
}

const COMMAND = fileURLToPath(new URL('../../bin/ipc-bench-db.js', import.meta.url));
const RESTART_MS = 5000;

/** `options` of `ipc-bench-db watch`. */
export function startWatching(options: readonly string[], log: Logger): WatchingChild {
  let child: ChildProcess;
  let restart: NodeJS.Timeout | undefined;
  let isClosing = false;
  let ended: Promise<void> = Promise.resolve();

  function start(): void {
    // Its answers would stand between ours; its log goes where ours does.
    child = fork(COMMAND, ['watch', ...options], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (!isClosing) {
          log.error({ code, signal }, 'watching ended; it is started again');
          restart = setTimeout(start, RESTART_MS);
        }
        resolve();
      });
      child.once('error', () => resolve());
    });
  }

  start();
  return {
    async close() {
      isClosing = true;
      clearTimeout(restart);
      child.kill('SIGTERM');
      await ended;
    },
  };
}
