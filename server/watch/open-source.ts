// From what a maintainer typed to a source. Says no here, in words, to what can never work.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAX_DOCUMENT_BYTES } from '@ipc-bench/schema/read-canonical';
import { ServerError } from '../errors.js';
import { DEFAULT_REMOTE_LIMITS, type GitPort, type RemoteOptions } from '../git/port.js';
import { openFileSource } from './file-source.js';
import { openFolderSource } from './folder-source.js';
import { openGitSource } from './git-source.js';
import type { Source } from './source.js';

/** Throws `ServerError`: `usage` for a URL of another kind, `unreachable` for a path that is not there. */
export async function openSource(text: string, git: GitPort, options: RemoteOptions): Promise<Source> {
  if (/^https?:\/\//i.test(text)) return openUrl(text, git, options);
  const path = text.startsWith('file://') ? fileURLToPath(text) : text;
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return openFileSource(text, path);
  if (found?.isDirectory()) {
    const limits = { ...options.limits, objectBytes: objectBytes(options) };
    return isRepository(path)
      ? openGitSource({ name: text, isPublic: false, git, location: path, remote: { ...options, limits } })
      : openFolderSource(text, path);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/]+@[^/]+:/.test(text))
    throw new ServerError('usage', 'only https URLs and paths are read: a stranger needs no key to be read');
  throw new ServerError('unreachable', `${text}: there is no such file or folder`);
}

function openUrl(text: string, git: GitPort, options: RemoteOptions): Source {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new ServerError('usage', 'not a URL');
  if (url.username !== '' || url.password !== '')
    throw new ServerError('usage', `${url.host}: a URL that is kept and printed must not hold credentials`);
  const name = text.replace(/\/+$/, '');
  const limits = { ...options.limits, objectBytes: objectBytes(options) };
  return openGitSource({ name, isPublic: true, git, location: name, remote: { ...options, limits } });
}

/** Never below the limit of a document: what is too large must be a verdict, equal on every machine. */
function objectBytes({ limits }: RemoteOptions): number {
  return Math.max(limits?.objectBytes ?? DEFAULT_REMOTE_LIMITS.objectBytes, MAX_DOCUMENT_BYTES);
}

function isRepository(path: string): boolean {
  const isBare = ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
  return isBare || existsSync(join(path, '.git'));
}
