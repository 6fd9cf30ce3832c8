// A command is static data plus one `run`. Help is computed from the data; `program.ts` turns it into a commander program.
import type { Settings } from '../settings.js';

export interface OptionSpec {
  /** As commander writes it, e.g. `--out <file>`. */
  flags: string;
  description: string;
  default?: string;
  choices?: readonly string[];
}

/** What a command may touch of the terminal; tests pass their own. */
export interface Terminal {
  /** Answers, on standard output. A newline is added. */
  out(text: string): void;
  /** Words for people, on standard error. A newline is added. */
  err(text: string): void;
  /** Redraws one line on standard error where it is a terminal; elsewhere nothing. The next `err` clears it. */
  status(text: string): void;
  /** Whether a person can be asked. */
  isInteractive: boolean;
  /** Whether standard output may be coloured. */
  hasColour: boolean;
  /** Width of standard output. */
  columns: number;
  /** Asks on standard error; true for `y` or `yes`. */
  confirm(question: string): Promise<boolean>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Aborted by Ctrl-C or SIGTERM: stop cleanly, leave nothing behind. */
  signal: AbortSignal;
}

/** 0 done, 1 failed, 2 usage, 3 the data was refused, 69 unreachable, 75 upgrade or try later, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 69 | 75 | 130;

export interface CommandInput {
  positional: readonly string[];
  options: Readonly<Record<string, string | boolean | undefined>>;
}

export interface Command {
  /** As typed: `run`. */
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  /** More, for the command's own help. */
  description?: string;
  /** Positional arguments as commander writes them, e.g. `[result...]`. */
  arguments?: string;
  options: readonly OptionSpec[];
  /** Complete command lines that work as they stand. */
  examples: readonly string[];
  run(input: CommandInput, terminal: Terminal, settings: Settings): Promise<ExitCode>;
}
