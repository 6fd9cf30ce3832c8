// What makes a folder a bare repository that we can read: SHA-1, refs as files. Others are refused by name, not misread.
// https://git-scm.com/docs/gitrepository-layout, https://git-scm.com/docs/gitformat-pack
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileOperations } from './file-operations.js';
import { GitError } from './port.js';

/** `gc.auto`: git must not repack on its own beside the one writer. `allowFilter`: others may watch us cheaply. */
const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[gc]
\tauto = 0
[uploadpack]
\tallowFilter = true
`;

/** Makes an empty bare repository; `HEAD` comes last, so what was begun and not finished is begun again. */
export function createRepository(path: string, files: FileOperations): void {
  if (existsSync(join(path, 'HEAD'))) return;
  for (const folder of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags'])
    files.makeDirectory(join(path, folder));
  replaceFile(join(path, 'config'), CONFIG, files);
  replaceFile(join(path, 'HEAD'), 'ref: refs/heads/data\n', files);
  files.syncDirectory(path);
}

function replaceFile(path: string, content: string, files: FileOperations): void {
  const beside = `${path}.new`;
  files.remove(beside);
  const descriptor = files.create(beside, 0o644);
  files.write(descriptor, Buffer.from(content));
  files.sync(descriptor);
  files.close(descriptor);
  files.rename(beside, path);
}

/** Throws `GitError`, code `not_a_repository`, unless `path` is a bare repository of a format we know. */
export function checkRepository(path: string): void {
  if (!['HEAD', 'objects/pack', 'refs'].every((name) => existsSync(join(path, name)))) {
    throw new GitError('not_a_repository', `${path} is not a bare git repository`);
  }
  const config = existsSync(join(path, 'config')) ? readFileSync(join(path, 'config'), 'utf8') : '';
  const extensions = /^\s*\[extensions\]([^[]*)/im.exec(config)?.[1] ?? '';
  const known = /^\s*(?:objectformat\s*=\s*sha1|refstorage\s*=\s*files|noop\b.*|preciousobjects\b.*)\s*$/i;
  for (const line of extensions.split('\n').filter((text) => /^\s*[a-z]/i.test(text))) {
    if (!known.test(line)) throw new GitError('not_a_repository', `${path} needs an extension of git: ${line.trim()}`);
  }
}
