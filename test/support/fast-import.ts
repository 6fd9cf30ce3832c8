// Commits written by git itself: the quickest honest way to make a fork, and the oracle for what we write.
import { existsSync } from 'node:fs';
import { git } from './git-command.js';

export interface FastImportCommit {
  /** New content by path; `null` removes the file. */
  files: Record<string, string | Uint8Array | null>;
  /** Commit ids; absent: the branch's own tip, if there is one; `[]`: none. */
  parents?: readonly string[];
  message?: string;
  identity?: string;
  timeSeconds?: number;
}

/** Adds one commit to `ref` of the bare repository at `gitdir` (made if absent) and returns the commit's id. */
export function fastImport(gitdir: string, ref: string, commit: FastImportCommit): string {
  if (!existsSync(gitdir)) git(['init', '-q', '--bare', '-b', 'main', gitdir]);
  const { files, message = 'results\n', identity = 'A Contributor <contributor@example.invalid>' } = commit;
  const tip = git(['for-each-ref', '--format=%(objectname)', ref], { cwd: gitdir });
  const parents = commit.parents ?? (tip === '' ? [] : [tip]);
  const parts: (string | Uint8Array)[] = [
    // Without `reset`, fast-import would continue the branch although another parent, or none, was asked for.
    parents.length === 0 ? `reset ${ref}\n` : '',
    `commit ${ref}\ncommitter ${identity} ${commit.timeSeconds ?? 1_700_000_000} +0000\n`,
    `data ${Buffer.byteLength(message)}\n${message}\n`,
    ...parents.map((parent, at) => `${at === 0 ? 'from' : 'merge'} ${parent}\n`),
  ];
  for (const [path, content] of Object.entries(files)) {
    if (content === null) parts.push(`D ${path}\n`);
    else parts.push(`M 100644 inline ${path}\ndata ${Buffer.byteLength(content)}\n`, content, '\n');
  }
  const input = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  // Without the setting, small packs would be unpacked to loose objects.
  git(['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--force', '--date-format=raw'], {
    cwd: gitdir,
    input,
  });
  return git(['rev-parse', ref], { cwd: gitdir });
}
