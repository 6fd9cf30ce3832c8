// The sources that are watched: a file in the data directory, edited by hand or with `ipc-bench-db sources`.
//
//   {
//     "sources": ["https://forge.example/ada/results.git", "github:ipc-bench/results"],
//     "denied": ["github.com/1296269"]
//   }
//
// `github:owner/name` stands for that repository, its forks, their forks and its pull requests. What is denied is not
// visited; what it brought before stays, and somebody else may bring the same: a local list never changes the tree.
import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type DataDirectory, writeDurably } from './data-directory.js';
import { ServerError } from './errors.js';
import { isFullName } from './watch/github/forge.js';

export interface SourceList {
  /** URLs, absolute paths, `github:owner/name`. */
  sources: readonly string[];
  /** URLs or `<forge>/<number>`, as rounds name them. */
  denied: readonly string[];
}

const NETWORK = 'github:';

/** `owner/name` of a network, or `null` for a source of another kind. */
export function networkOf(entry: string): string | null {
  return entry.startsWith(NETWORK) ? entry.slice(NETWORK.length) : null;
}

/** The one spelling of a source. Throws `ServerError` (`usage`) for what could never be read. */
export function parseSourceEntry(text: string): string {
  const network = networkOf(text);
  if (network !== null) {
    if (!isFullName(network)) throw new ServerError('usage', `${text}: a network is written github:owner/name`);
    return text;
  }
  if (isAbsolute(text)) return text.replace(/(?<=.)\/+$/, '');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol))
    throw new ServerError('usage', `${text}: a source is an https URL, an absolute path or github:owner/name`);
  if (url.username !== '' || url.password !== '')
    throw new ServerError('usage', `${url.host}: a URL that is kept and printed must not hold credentials`);
  return text.replace(/\/+$/, '');
}

/** The list; empty where there is none. Throws `ServerError` (`bad_settings_file`): never guess what was meant. */
export async function readSourceList({ sources: path }: DataDirectory): Promise<SourceList> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { sources: [], denied: [] };
    throw error;
  }
  try {
    const { sources = [], denied = [], ...others } = JSON.parse(text) as Record<string, unknown>;
    if (!isTexts(sources) || !isTexts(denied) || Object.keys(others).length > 0) throw new TypeError('another shape');
    return sorted({ sources: sources.map(parseSourceEntry), denied });
  } catch (error) {
    const why = error instanceof ServerError ? error.message : 'it must be {"sources": ["…"], "denied": ["…"]}';
    throw new ServerError('bad_settings_file', `${path}: ${why}`, { cause: error });
  }
}

export async function writeSourceList({ sources: path }: DataDirectory, list: SourceList): Promise<void> {
  await writeDurably(path, `${JSON.stringify(sorted(list), null, 2)}\n`, 0o644);
}

function sorted({ sources, denied }: SourceList): SourceList {
  return { sources: [...new Set(sources)].sort(), denied: [...new Set(denied)].sort() };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
