// The entry: signals, terminal, settings, and the one place where errors become words and exit codes.
import { RunnerError } from '../errors.js';
import { readSettings } from '../settings.js';
import type { ExitCode, Terminal } from './command.js';
import { commands } from './commands/index.js';
import { openTerminal } from './open-terminal.js';
import { runProgram } from './program.js';

/** Runs one command line; resolves to its exit code and never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const settings = readSettings();
  const terminal = openTerminal({ noColour: settings.noColour, signal: stop.signal });
  endQuietlyOnClosedPipe();
  try {
    return await runProgram(argv, { commands, terminal, settings });
  } catch (error) {
    return report(error, terminal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function report(error: unknown, terminal: Terminal): ExitCode {
  if (terminal.signal.aborted && !(error instanceof RunnerError && error.code === 'interrupted')) {
    terminal.err('Interrupted.');
    return 130;
  }
  const known = error instanceof RunnerError ? error : new RunnerError('internal', String(error), { cause: error });
  const { title, hint, exit } = known.kind;
  terminal.err(`${title}${known.message === '' ? '' : ` ${known.message}`}\n${hint}`);
  return exit;
}

/** `ipc-bench show | head` is no failure. */
function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
