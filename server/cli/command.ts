// A command is static data plus one `run`. Help, the CLI reference page and the shell completion are computed from the
// data; `main.ts` turns it into a commander program.

export interface OptionSpec {
  /** As commander writes it, e.g. `--data <dir>`. */
  flags: string;
  description: string;
  default?: string | boolean;
}

/** What a command may touch of the world; tests pass their own. */
export interface Terminal {
  /** Answers, on standard output. */
  out(text: string): void;
  /** Words for people, on standard error. */
  err(text: string): void;
  /** Whether progress may be redrawn in place. */
  isInteractive: boolean;
  /** Aborted by Ctrl-C or SIGTERM: stop cleanly, leave nothing behind. */
  signal: AbortSignal;
}

/** 0 done, 1 failed, 2 usage, 3 the data was refused, 69 unreachable, 75 upgrade or try later, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 69 | 75 | 130;

export interface Command {
  /** As typed: `merge`. */
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  /** Positional arguments as commander writes them, e.g. `<source...>`. */
  arguments?: string;
  options: readonly OptionSpec[];
  /** Complete command lines that work as they stand. */
  examples: readonly string[];
  run(input: CommandInput, terminal: Terminal): Promise<ExitCode>;
}

export interface CommandInput {
  positional: readonly string[];
  options: Readonly<Record<string, string | boolean | undefined>>;
}
