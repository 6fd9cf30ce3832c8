// The entry of `ipc-bench-db`: turns the list of commands into a commander program, runs one, and is the one place where
// a command's errors are caught and worded.
import { CommanderError, Command as Program } from 'commander';
import { ServerError } from '../errors.js';
import type { Command, ExitCode, Terminal } from './command.js';
import { commands } from './commands.js';

/** Runs one command line (without node and script). Never throws; the caller sets the exit code. */
export async function main(argv: readonly string[], terminal?: Terminal): Promise<ExitCode> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  const place = terminal ?? openTerminal(interruption.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  try {
    return await runProgram(argv, place);
  } catch (error) {
    return explain(error, place, argv.includes('--json'));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
}

function openTerminal(signal: AbortSignal): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive: process.stderr.isTTY === true,
    signal,
  };
}

async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exit: ExitCode = 0;
  const program = new Program('ipc-bench-db')
    .description('Merge forks of results into one canonical repository, index it, and answer queries.')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const command of commands) {
    program.addCommand(
      toProgram(command, terminal, (code) => {
        exit = code;
      }),
    );
  }
  await program.parseAsync([...argv], { from: 'user' });
  return exit;
}

function toProgram(command: Command, terminal: Terminal, done: (code: ExitCode) => void): Program {
  const program = new Program(command.name)
    .summary(command.summary)
    .description(`${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  $ ${line}\n`).join('')}`);
  for (const argument of command.arguments?.split(' ') ?? []) program.argument(argument);
  for (const { flags, description, default: preset } of command.options) program.option(flags, description, preset);
  program.action(async () => {
    done(await command.run({ positional: program.args, options: program.opts() }, terminal));
  });
  return program;
}

function explain(error: unknown, terminal: Terminal, isJson: boolean): ExitCode {
  if (terminal.signal.aborted) {
    terminal.err('interrupted; nothing half-done is left, and what was committed before stays.\n');
    return 130;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said why
  const known = error instanceof ServerError ? error : new ServerError('internal', String(error), { cause: error });
  const { title, hint, exit } = known.kind;
  if (isJson) terminal.err(`${JSON.stringify({ error: { code: known.code, detail: known.message, title, hint } })}\n`);
  else terminal.err(`${title} ${known.message}\n${hint}\n`);
  if (known.code === 'internal' && error instanceof Error) terminal.err(`${error.stack}\n`);
  return exit;
}
