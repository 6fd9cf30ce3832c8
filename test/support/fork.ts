// A contributor's repository as `results-repo/` makes one: documents on `main`, results on a branch per machine.
import { join } from 'node:path';
import { resultFiles, type TestFile } from './document.js';
import { type FastImportCommit, fastImport } from './fast-import.js';

export const RESULTS_REF = 'refs/heads/results/0a1b2c3d';

/** Makes the bare repository if need be, and adds one commit with the files. Returns its path. */
export function commitToFork(
  root: string,
  name: string,
  files: FastImportCommit['files'],
  commit: Partial<FastImportCommit> & { ref?: string } = {},
): string {
  const path = join(root, `${name}.git`);
  const { ref = RESULTS_REF, ...rest } = commit;
  fastImport(path, 'refs/heads/main', { files: { 'README.md': 'Results of one machine.\n' }, parents: [] });
  fastImport(path, ref, { ...rest, files });
  return path;
}

export function byPath(files: readonly TestFile[]): Record<string, Uint8Array> {
  return Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
}

/** A fork with `count` valid results of one machine, whose key is derived from the fork's name. */
export function honestFork(root: string, name: string, count: number): string {
  return commitToFork(root, name, byPath(resultFiles(count, name)));
}
