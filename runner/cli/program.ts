// Turns the commands' data into a commander program: parsing and help come from one place, the data.
import { CommanderError, Option, Command as Program } from 'commander';
import type { Settings } from '../settings.js';
import { RUNNER_VERSION } from '../version.js';
import type { Command, ExitCode, OptionSpec, Terminal } from './command.js';

export interface ProgramInput {
  commands: readonly Command[];
  terminal: Terminal;
  settings: Settings;
}

/** Runs the command that `argv` names. Usage errors end with 2 after a sentence; help with 0. */
export async function runProgram(
  argv: readonly string[],
  { commands, terminal, settings }: ProgramInput,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Program('ipc-bench')
    .description('Measures inter-process communication on this machine and submits the result to an open database.')
    .version(RUNNER_VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .enablePositionalOptions() // `schema --version` asks for a format, not for this program's version
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    })
    .addHelpText('after', topicsText(commands));
  for (const command of commands) {
    const entry = program
      .command(command.name)
      .summary(command.summary)
      .description(command.description ?? command.summary)
      .helpOption('--help', 'print this help')
      .addHelpText('after', examplesText(command));
    if (command.arguments) entry.arguments(command.arguments);
    for (const option of command.options) entry.addOption(toOption(option));
    entry.action(async () => {
      const positional = entry.args;
      exitCode = await command.run({ positional, options: entry.opts() }, terminal, settings);
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isHelp = ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code);
    if (isHelp) return argv.length === 0 ? 2 : 0;
    terminal.err('See `ipc-bench --help`.');
    return 2;
  }
}

function toOption({ flags, description, default: preset, choices }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (preset !== undefined) option.default(preset);
  if (choices) option.choices(choices);
  return option;
}

function examplesText({ examples }: Command): string {
  return `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`;
}

function topicsText(commands: readonly Command[]): string {
  const first = commands.flatMap(({ examples }) => examples.slice(0, 1));
  return `\nExamples:\n${first.map((line) => `  ${line}`).join('\n')}

Exit codes: 0 done, 1 failed, 2 usage, 3 the data was refused, 69 the other side is unreachable, 75 try later, 130 interrupted.`;
}
