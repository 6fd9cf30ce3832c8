// The closed table of everything the runner can say no to. Code → exit code, message and hint. What could not be measured
// is no error: it is a `missing` measurement in the result. A refused document is no error either: it is a report.
import type { ExitCode } from './cli/command.js';

interface ErrorKind {
  exit: ExitCode;
  /** What happened; the place that throws adds the detail. */
  title: string;
  /** Who must do what. */
  hint: string;
}

export const ERROR_KINDS = {
  usage: { exit: 2, title: 'The command line is wrong.', hint: 'See the command with --help.' },
  not_found: { exit: 1, title: 'There is no such result.', hint: '`ipc-bench list` names the results kept here.' },
  no_compiler: {
    exit: 1,
    title: 'The measuring program could not be compiled.',
    hint: 'Install a C compiler and make (Debian: apt install build-essential), or name a built one in IPC_BENCH_SHIM.',
  },
  shim_failed: {
    exit: 1,
    title: 'The measuring program gave no usable answer.',
    hint: 'Try again after `ipc-bench run --rebuild`; if it stays, report it with the words above.',
  },
  nothing_to_resume: {
    exit: 1,
    title: 'There is no unfinished run to resume.',
    hint: 'Start a new one with `ipc-bench run`.',
  },
  nothing_measured: {
    exit: 1,
    title: 'Nothing at all could be measured.',
    hint: 'The reasons stand above; nothing was kept.',
  },
  bad_key: {
    exit: 1,
    title: 'The machine key cannot be read.',
    hint: 'Restore it with `ipc-bench id --import FILE`, or make a new one with `ipc-bench id --reset`.',
  },
  storage: {
    exit: 1,
    title: 'A file cannot be written or read.',
    hint: 'Check free space and permissions; nothing half-done is left behind.',
  },
  no_consent: {
    exit: 1,
    title: 'Nothing was done without your consent.',
    hint: 'Answer `y`, or give --yes where there is nobody to ask.',
  },
  data_refused: {
    exit: 3,
    title: 'The data was refused.',
    hint: 'Every finding names the place, the rule and the remedy.',
  },
  forbidden: {
    exit: 1,
    title: 'The repository did not let you in.',
    hint: 'Give a token that may write to it: --token-stdin, GH_TOKEN or GITHUB_TOKEN.',
  },
  unreachable: {
    exit: 69,
    title: 'The repository could not be reached.',
    hint: 'Nothing is lost: the result stays here. Try again, or write it to a folder with --out DIR.',
  },
  contended: {
    exit: 75,
    title: 'Others kept pushing to the same branch.',
    hint: 'Nothing is lost: try again in a moment.',
  },
  interrupted: { exit: 130, title: 'Interrupted.', hint: 'Nothing is left running.' },
  internal: { exit: 1, title: 'ipc-bench failed.', hint: 'This is our fault: please report it with the words above.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** The one error class of the runner; anything else that is thrown is `internal`. */
export class RunnerError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'RunnerError';
    this.code = code;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}
