// Every setting of the server: one table, read once, frozen. Only this file reads the environment. Command-line options
// win over the environment, which wins over the defaults.
import { ServerError } from './errors.js';
import { DEFAULT_ARCHIVE_LIMITS } from './import/archive-limits.js';

interface SettingSpec {
  env: string;
  default: string | number | boolean;
  description: string;
}

export const SETTINGS = {
  data: {
    env: 'IPC_BENCH_DATA',
    default: './data',
    description: 'Data directory: repository, index, journal, exports.',
  },
  host: { env: 'IPC_BENCH_HOST', default: '127.0.0.1', description: 'Address that `serve` listens on.' },
  port: { env: 'PORT', default: 8080, description: 'Port that `serve` listens on; 0 takes any free one.' },
  logLevel: { env: 'IPC_BENCH_LOG_LEVEL', default: 'info', description: 'fatal, error, warn, info, debug or silent.' },
  requestTimeoutMs: {
    env: 'IPC_BENCH_REQUEST_TIMEOUT_MS',
    default: 30_000,
    description: 'Time for one git request to a source, in ms.',
  },
  responseBytes: {
    env: 'IPC_BENCH_RESPONSE_BYTES',
    default: 8 * 1024 * 1024,
    description: 'Bytes of one git response; larger sources are read in several requests.',
  },
  lockWaitMs: {
    env: 'IPC_BENCH_LOCK_WAIT_MS',
    default: 10_000,
    description: 'How long a writer waits for another one to finish before it says `busy`, in ms.',
  },
  deferredFiles: {
    env: 'IPC_BENCH_DEFERRED_FILES',
    default: 10_000,
    description: 'Documents newer than this tool that one source may leave waiting.',
  },
  deferredBytes: {
    env: 'IPC_BENCH_DEFERRED_BYTES',
    default: 64 * 1024 * 1024,
    description: 'Bytes of such documents that one source may leave waiting.',
  },
  journalDays: {
    env: 'IPC_BENCH_JOURNAL_DAYS',
    default: 0,
    description: 'Days after which a round and what was last seen in it leave the journal; 0 keeps everything.',
  },
  exportsKept: {
    env: 'IPC_BENCH_EXPORTS_KEPT',
    default: 3,
    description: 'Exports kept, and revisions that `rev` can pin an answer to.',
  },
  archiveBytes: {
    env: 'IPC_BENCH_ARCHIVE_BYTES',
    default: DEFAULT_ARCHIVE_LIMITS.maxCompressedBytes,
    description: 'Compressed bytes of one archive that `import-legacy` reads.',
  },
  archiveContentBytes: {
    env: 'IPC_BENCH_ARCHIVE_CONTENT_BYTES',
    default: DEFAULT_ARCHIVE_LIMITS.maxContentBytes,
    description: 'Bytes that one archive may unpack to.',
  },
  archiveRatio: {
    env: 'IPC_BENCH_ARCHIVE_RATIO',
    default: DEFAULT_ARCHIVE_LIMITS.maxRatio,
    description: 'Unpacked bytes per compressed byte of an archive; logs reach about 50.',
  },
  archiveMembers: {
    env: 'IPC_BENCH_ARCHIVE_MEMBERS',
    default: DEFAULT_ARCHIVE_LIMITS.maxMembers,
    description: 'Files and directories in one archive; 48 CPUs make 25,133.',
  },
  archiveMemberBytes: {
    env: 'IPC_BENCH_ARCHIVE_MEMBER_BYTES',
    default: DEFAULT_ARCHIVE_LIMITS.maxMemberBytes,
    description: 'Bytes of one file in an archive.',
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
