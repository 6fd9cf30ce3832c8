// Every setting of the runner: one table, read once, frozen. Only this file reads the environment.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

interface SettingSpec {
  env: string;
  description: string;
}

export const SETTINGS = {
  dataHome: { env: 'XDG_DATA_HOME', description: 'Results are kept in `ipc-bench/results` below it (~/.local/share).' },
  stateHome: {
    env: 'XDG_STATE_HOME',
    description: 'The machine key and unfinished runs are kept in `ipc-bench` below it (~/.local/state).',
  },
  cacheHome: { env: 'XDG_CACHE_HOME', description: 'The compiled shim is kept in `ipc-bench` below it (~/.cache).' },
  shim: { env: 'IPC_BENCH_SHIM', description: 'A built ipc-bench-shim to use instead of compiling one.' },
  ghToken: { env: 'GH_TOKEN', description: 'Token that `submit` and `retract` push with.' },
  githubToken: { env: 'GITHUB_TOKEN', description: 'The same, when GH_TOKEN is not set.' },
  path: { env: 'PATH', description: 'Where `make` and `cc` are looked for.' },
  noColour: { env: 'NO_COLOR', description: 'Any value: no colour. https://no-color.org' },
} as const satisfies Record<string, SettingSpec>;

export interface Settings {
  /** Holds `results/…` in the layout of a results repository. */
  readonly dataDir: string;
  readonly stateDir: string;
  readonly cacheDir: string;
  /** The three folders as a person may see them: by variable or `~`, never with a user's name. */
  readonly dataPlace: string;
  readonly statePlace: string;
  readonly cachePlace: string;
  readonly shim: string | null;
  readonly token: string | null;
  readonly path: string;
  readonly noColour: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readSettings(environment: Environment = process.env): Settings {
  const given = (name: keyof typeof SETTINGS): string | null => environment[SETTINGS[name].env] || null;
  const [dataDir, dataPlace] = folder(SETTINGS.dataHome.env, given('dataHome'), '.local/share');
  const [stateDir, statePlace] = folder(SETTINGS.stateHome.env, given('stateHome'), '.local/state');
  const [cacheDir, cachePlace] = folder(SETTINGS.cacheHome.env, given('cacheHome'), '.cache');
  return Object.freeze({
    dataDir,
    stateDir,
    cacheDir,
    dataPlace,
    statePlace,
    cachePlace,
    shim: given('shim'),
    token: given('ghToken') ?? given('githubToken'),
    path: given('path') ?? '/usr/local/bin:/usr/bin:/bin',
    noColour: given('noColour') !== null,
  });
}

/** XDG Base Directory Specification: a value that is not an absolute path is ignored. */
function folder(variable: string, given: string | null, preset: string): [path: string, place: string] {
  return given !== null && isAbsolute(given)
    ? [join(given, 'ipc-bench'), `$${variable}/ipc-bench`]
    : [join(homedir(), preset, 'ipc-bench'), `~/${preset}/ipc-bench`];
}
