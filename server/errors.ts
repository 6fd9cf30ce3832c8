// The closed table of everything the server and its command can say no to. Code → HTTP status, exit code, message and
// hint; the reference page is generated from it. A bad submission is not an error: it is a report (`schema/judge.ts`).
import type { ExitCode } from './cli/command.js';

interface ErrorKind {
  status: number;
  exit: ExitCode;
  /** What happened, for a person; `detail` is filled in by the place that throws. */
  title: string;
  /** Who must do what. */
  hint: string;
}

export const ERROR_KINDS = {
  usage: { status: 400, exit: 2, title: 'The command line is wrong.', hint: 'See the command with --help.' },
  unknown_parameter: {
    status: 400,
    exit: 2,
    title: 'The query has a parameter that this route does not know.',
    hint: 'Parameters are listed under the route in /v1/openapi.json.',
  },
  bad_parameter: {
    status: 400,
    exit: 2,
    title: 'A query parameter has a value that it does not take.',
    hint: 'Values are listed under the route in /v1/openapi.json.',
  },
  bad_cursor: {
    status: 400,
    exit: 2,
    title: 'The cursor was not made by this query.',
    hint: 'Follow the `next` link of the previous page, or start again without a cursor.',
  },
  not_found: { status: 404, exit: 1, title: 'There is no such thing here.', hint: 'Check the id or the path.' },
  method_not_allowed: { status: 405, exit: 2, title: 'This route takes GET only.', hint: 'Use GET.' },
  gone: {
    status: 410,
    exit: 1,
    title: 'This revision can no longer be answered.',
    hint: 'Ask without `rev` for the current revision.',
  },
  too_large: { status: 413, exit: 2, title: 'The request is too large.', hint: 'Send a smaller one.' },
  uri_too_long: { status: 414, exit: 2, title: 'The URL is too long.', hint: 'Ask for fewer values at once.' },
  internal: {
    status: 500,
    exit: 1,
    title: 'The service failed.',
    hint: 'This is our fault: report it with the request id.',
  },
  no_data: {
    status: 503,
    exit: 1,
    title: 'There is no database yet.',
    hint: 'The maintainer runs `ipc-bench-db init`, then `ipc-bench-db merge <source>`.',
  },
  no_index: {
    status: 503,
    exit: 1,
    title: 'There is no index yet.',
    hint: 'The maintainer runs `ipc-bench-db reindex`.',
  },
  no_journal: {
    status: 503,
    exit: 1,
    title: 'There is no journal here.',
    hint: 'It is made by the first `ipc-bench-db merge` of this data directory; a copy that only answers has none: ask the maintainer who merges.',
  },
  overloaded: { status: 503, exit: 75, title: 'The service is busy.', hint: 'Try again in a few seconds.' },
  data_refused: {
    status: 422,
    exit: 3,
    title: 'Some of the data was refused.',
    hint: 'Every finding names the file, the place, the rule and the remedy.',
  },
  unreachable: {
    status: 502,
    exit: 69,
    title: 'A source could not be read.',
    hint: 'Check the URL and that the repository is public; nothing was lost, the next round tries again.',
  },
  address_refused: {
    status: 502,
    exit: 69,
    title: 'The address of a source may not be asked.',
    hint: 'Sources are public https URLs without redirects; `--allow-loopback` permits http to this machine.',
  },
  source_broken: {
    status: 502,
    exit: 69,
    title: 'A source is not a sound git repository.',
    hint: 'Its owner can find out with `git fsck --strict`; everything read before stays merged.',
  },
  source_limit: {
    status: 502,
    exit: 69,
    title: 'A source is larger or slower than one conversation may be.',
    hint: 'Try again later, or raise the limits in the settings; nothing was lost.',
  },
  publish_failed: {
    status: 502,
    exit: 69,
    title: 'The database could not be published.',
    hint: 'Check the address and the right to push there; the next round tries again.',
  },
  unsigned: {
    status: 401,
    exit: 1,
    title: 'The delivery is not signed with a secret of this service.',
    hint: 'Set the same secret at the forge and in IPC_BENCH_WEBHOOK_SECRET.',
  },
  busy: {
    status: 409,
    exit: 75,
    title: 'Another process is writing to this data directory.',
    hint: 'Wait until it has finished; only one writer works at a time.',
  },
  storage: {
    status: 507,
    exit: 1,
    title: 'The data directory cannot be written.',
    hint: 'Check free space and permissions; nothing half-done is left behind.',
  },
  journal_broken: {
    status: 500,
    exit: 1,
    title: 'The journal is not a database that this tool can read.',
    hint: 'Delete journal.sqlite: it is made anew from the repository, and every source is read again.',
  },
  bad_settings_file: {
    status: 500,
    exit: 1,
    title: 'A file of settings in the data directory is malformed.',
    hint: 'Mend it by hand, or delete it and set it again with the command that owns it.',
  },
  node_too_old: {
    status: 500,
    exit: 75,
    title: 'This Node.js is too old.',
    hint: 'Run through npx or an npm script from a clone, which brings Node 24.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** The one error class of the server; anything else that is thrown is `internal`. */
export class ServerError extends Error {
  readonly code: ErrorCode;
  /** JSON Pointer or parameter name the error is about. */
  readonly pointer: string | undefined;

  constructor(code: ErrorCode, detail: string, options: ErrorOptions & { pointer?: string } = {}) {
    super(detail, options);
    this.name = 'ServerError';
    this.code = code;
    this.pointer = options.pointer;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}
