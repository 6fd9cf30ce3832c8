// Every setting of the server: one table, read once, frozen. Only this file reads the environment. Command-line options
// win over the environment, which wins over the defaults.
import { ServerError } from './errors.js';
import { DEFAULT_REMOTE_LIMITS } from './git/port.js';
import { DEFAULT_ARCHIVE_LIMITS } from './import/archive-limits.js';

interface SettingSpec {
  env: string;
  default: string | number | boolean;
  /** What it sets. */
  description: string;
  /** Why the default is what it is. */
  reason: string;
}

const MIB = 1024 * 1024;

export const SETTINGS = {
  data: {
    env: 'IPC_BENCH_DATA',
    default: './data',
    description: 'Data directory: repository, index, journal, exports.',
    reason: 'a clone can try everything without a right anywhere else',
  },
  host: {
    env: 'IPC_BENCH_HOST',
    default: '127.0.0.1',
    description: 'Address that `serve` listens on.',
    reason: 'nobody publishes by accident; put a reverse proxy before it',
  },
  port: {
    env: 'PORT',
    default: 8080,
    description: 'Port that `serve` listens on; 0 takes any free one.',
    reason: 'needs no privilege; platforms set PORT',
  },
  logLevel: {
    env: 'IPC_BENCH_LOG_LEVEL',
    default: 'info',
    description: 'fatal, error, warn, info, debug or silent.',
    reason: 'one line per round; `debug` adds one per request',
  },
  watch: {
    env: 'IPC_BENCH_WATCH',
    default: false,
    description: 'Whether `serve` also watches the sources of `sources.json`.',
    reason: 'a replica only answers',
  },
  watchIntervalMs: {
    env: 'IPC_BENCH_WATCH_INTERVAL_MS',
    default: 60_000,
    description: 'Time between two looks at a source that is listed by hand, in ms.',
    reason: 'a result is public a minute after its push, for one small request per source and minute',
  },
  sourcesPerRound: {
    env: 'IPC_BENCH_SOURCES_PER_ROUND',
    default: 500,
    description: 'Sources that one round visits at most; the others follow in the next.',
    reason: 'a round ends, commits and is published while a flood of new forks is worked off',
  },
  sourceFiles: {
    env: 'IPC_BENCH_SOURCE_FILES',
    default: 2000,
    description: 'New files that one source may bring in one watched round; the next round goes on with them.',
    reason: 'years of results of one machine; nobody can hold up the others with a hundred thousand files',
  },
  backOffMs: {
    env: 'IPC_BENCH_BACK_OFF_MS',
    default: 6 * 3_600_000,
    description: 'Longest wait after failures of a source, which doubles from the interval on, in ms.',
    reason: 'a repaired fork is read again on the same day; a dead one costs four requests a day',
  },
  pullHeads: {
    env: 'IPC_BENCH_PULL_HEADS',
    default: 100_000,
    description: 'Pull requests of one repository whose heads are listed.',
    reason: 'ten times what the busiest benchmark repositories have',
  },
  githubToken: {
    env: 'IPC_BENCH_GITHUB_TOKEN',
    default: '',
    description: 'Token for the API that lists forks; any that may read public repositories. Sent to that API alone.',
    reason: 'without one forks are listed by REST, 60 requests per hour',
  },
  githubApi: {
    env: 'IPC_BENCH_GITHUB_API',
    default: 'https://api.github.com',
    description: 'REST root of the forge that `github:owner/name` is on, e.g. `https://forge.example/api/v3`.',
    reason: 'most forks are there',
  },
  githubWeb: {
    env: 'IPC_BENCH_GITHUB_WEB',
    default: 'https://github.com',
    description: 'Where repositories of that forge are cloned from; its host is part of the key of each source.',
    reason: 'most forks are there',
  },
  webhookSecret: {
    env: 'IPC_BENCH_WEBHOOK_SECRET',
    default: '',
    description: 'Secret of webhooks at `POST /v1/webhooks/github`; without one there is no such route.',
    reason: 'a hint that anybody could give would be worth nothing',
  },
  webhookSecretOld: {
    env: 'IPC_BENCH_WEBHOOK_SECRET_OLD',
    default: '',
    description: 'The secret before it, accepted as well while both ends change.',
    reason: 'rotation needs a time in which both are right',
  },
  publishTo: {
    env: 'IPC_BENCH_PUBLISH_TO',
    default: '',
    description: 'Repository to push `data` and `deferred` to after each round: https URL, ssh remote or path.',
    reason: 'publishing is a decision',
  },
  publishToken: {
    env: 'IPC_BENCH_PUBLISH_TOKEN',
    default: '',
    description: "Token to push with over https; without one git's credential helpers are asked.",
    reason: 'a helper keeps it better than an environment does',
  },
  requestTimeoutMs: {
    env: 'IPC_BENCH_REQUEST_TIMEOUT_MS',
    default: DEFAULT_REMOTE_LIMITS.requestMs,
    description: 'Time for one git request to a source, in ms.',
    reason: 'forges answer in one or two seconds; a slow server holds a round up this long per request',
  },
  responseBytes: {
    env: 'IPC_BENCH_RESPONSE_BYTES',
    default: DEFAULT_REMOTE_LIMITS.responseBytes,
    description: 'Bytes of one git response; larger sources are read in several requests.',
    reason: 'over a thousand results at once, in memory that a small machine has',
  },
  inflatedBytes: {
    env: 'IPC_BENCH_INFLATED_BYTES',
    default: DEFAULT_REMOTE_LIMITS.inflatedBytes,
    description: 'Bytes that one git response may unpack to.',
    reason: 'eight times what it may be: JSON packs five to one, a bomb a thousand to one',
  },
  treeBytes: {
    env: 'IPC_BENCH_TREE_BYTES',
    default: DEFAULT_REMOTE_LIMITS.treeBytes,
    description: 'Bytes of one folder of a source.',
    reason: '86,000 results on one day',
  },
  tipBytes: {
    env: 'IPC_BENCH_TIP_BYTES',
    default: DEFAULT_REMOTE_LIMITS.tipBytes,
    description: 'Bytes of all folders of one branch that are held at once.',
    reason: 'a canonical repository is read folder by folder, and only where it differs',
  },
  deltaDepth: {
    env: 'IPC_BENCH_DELTA_DEPTH',
    default: DEFAULT_REMOTE_LIMITS.deltaDepth,
    description: 'Length of a chain of deltas in a pack.',
    reason: "git's own default when it packs",
  },
  ingestBytes: {
    env: 'IPC_BENCH_INGEST_BYTES',
    default: 160 * MIB,
    description: 'Resident memory at which a process that reads a source is killed; it is tried once more, alone.',
    reason: 'idle it takes 50 MiB, at the caps of one response 140',
  },
  ingestSilenceMs: {
    env: 'IPC_BENCH_INGEST_SILENCE_MS',
    default: 20_000,
    description: 'Time without a word after which such a process is killed, in ms.',
    reason: 'it speaks every second; a busy machine may delay that, an endless loop never ends',
  },
  lockWaitMs: {
    env: 'IPC_BENCH_LOCK_WAIT_MS',
    default: 10_000,
    description: 'How long a writer waits for another one to finish before it says `busy`, in ms.',
    reason: 'longer than most rounds, shorter than the patience of a person',
  },
  deferredFiles: {
    env: 'IPC_BENCH_DEFERRED_FILES',
    default: 10_000,
    description: 'Documents newer than this tool that one source may leave waiting.',
    reason: 'another maintainer may hand on many; junk that claims a future format is bounded',
  },
  deferredBytes: {
    env: 'IPC_BENCH_DEFERRED_BYTES',
    default: 64 * MIB,
    description: 'Bytes of such documents that one source may leave waiting.',
    reason: 'ten thousand documents of the usual 6 KB',
  },
  journalDays: {
    env: 'IPC_BENCH_JOURNAL_DAYS',
    default: 0,
    description: 'Days after which a round and what was last seen in it leave the journal; 0 keeps everything.',
    reason: 'whoever asks what became of a submission gets an answer, however late',
  },
  exportsKept: {
    env: 'IPC_BENCH_EXPORTS_KEPT',
    default: 3,
    description: 'Exports kept, and revisions that `rev` can pin an answer to.',
    reason: 'an answer cited this week can be asked again next week; each takes as much disk as the index',
  },
  archiveBytes: {
    env: 'IPC_BENCH_ARCHIVE_BYTES',
    default: DEFAULT_ARCHIVE_LIMITS.maxCompressedBytes,
    description: 'Compressed bytes of one archive that `import-legacy` reads.',
    reason: 'the largest known takes 0.4 MB; raw logs of every iteration take much more',
  },
  archiveContentBytes: {
    env: 'IPC_BENCH_ARCHIVE_CONTENT_BYTES',
    default: DEFAULT_ARCHIVE_LIMITS.maxContentBytes,
    description: 'Bytes that one archive may unpack to.',
    reason: 'the largest known unpacks to 20 MB; a bomb does not fill a disk',
  },
  archiveRatio: {
    env: 'IPC_BENCH_ARCHIVE_RATIO',
    default: DEFAULT_ARCHIVE_LIMITS.maxRatio,
    description: 'Unpacked bytes per compressed byte of an archive.',
    reason: 'the largest known has 47',
  },
  archiveMembers: {
    env: 'IPC_BENCH_ARCHIVE_MEMBERS',
    default: DEFAULT_ARCHIVE_LIMITS.maxMembers,
    description: 'Files and directories in one archive.',
    reason: '48 CPUs make 25,133',
  },
  archiveMemberBytes: {
    env: 'IPC_BENCH_ARCHIVE_MEMBER_BYTES',
    default: DEFAULT_ARCHIVE_LIMITS.maxMemberBytes,
    description: 'Bytes of one file in an archive.',
    reason: 'files of the archives are read whole',
  },
} as const satisfies Record<string, SettingSpec>;

type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : never;
export type Settings = { readonly [name in keyof typeof SETTINGS]: Widen<(typeof SETTINGS)[name]['default']> };

/**
 * Reads all settings. `overrides` are values given on the command line. Throws `ServerError` (`usage`) for a value that
 * has the wrong type.
 */
export function readSettings(
  overrides: Partial<Record<keyof Settings, string | number | boolean | undefined>> = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const entries = Object.entries(SETTINGS).map(([name, spec]: [string, SettingSpec]) => {
    const given = overrides[name as keyof Settings] ?? environment[spec.env];
    return [name, given === undefined || given === '' ? spec.default : parseSetting(name, spec, given)];
  });
  return Object.freeze(Object.fromEntries(entries)) as Settings;
}

function parseSetting(name: string, spec: SettingSpec, given: string | number | boolean): string | number | boolean {
  if (typeof spec.default === 'number') {
    const value = Number(given);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new ServerError('usage', `${name} (${spec.env}) must be a whole number, not ${JSON.stringify(given)}`);
    return value;
  }
  if (typeof spec.default === 'boolean') return given === true || given === 'true' || given === '1';
  return String(given);
}
