// A data directory with a real repository and a real index of the given files, gone after the test.
import { join } from 'node:path';
import { git } from '@ipc-bench/server/cli/git';
import type { Oid, Repository } from '@ipc-bench/server/git/port';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import { indexVersion } from '@ipc-bench/server/index/meta';
import type { IndexInput } from '@ipc-bench/server/index/read-files';
import { corpusRegistry } from './corpus.js';
import { cryptography } from './document.js';
import { temporaryFolder } from './git-command.js';

export const DATA_REF = 'refs/heads/data';

export interface TestData {
  folder: string;
  repository: Repository;
  /** Where the index is or will be. */
  path: string;
  input: IndexInput;
  /** Adds and removes files of the branch, as one source brings them. */
  commit(files: readonly { path: string; bytes: Uint8Array | null }[], source?: string): Promise<Oid>;
}

export async function emptyData(
  options: Partial<IndexInput> = {},
  remove?: (cleanup: () => void) => void,
): Promise<TestData> {
  const folder = temporaryFolder(remove);
  const repository = await git.init(join(folder, 'results.git'));
  const input = { repository, registry: corpusRegistry, cryptography, trusted: [], ...options };
  let tip: Oid | null = null;
  return {
    folder,
    repository,
    path: join(folder, 'index.sqlite'),
    input,
    async commit(files, source = 'local') {
      const message = `merge one source\n\nSource: ${source}\n`;
      const changes = files.map(({ path, bytes }) => ({ path, bytes }));
      const { commit } = await repository.commit(DATA_REF, tip, changes, { message, timeSeconds: 0 });
      tip = commit;
      await new Promise((resolve) => setImmediate(resolve)); // a reader looks at its index once per turn
      return commit;
    },
  };
}

export async function indexedData(
  files: readonly { path: string; bytes: Uint8Array }[],
  options: Partial<IndexInput> = {},
  remove?: (cleanup: () => void) => void,
): Promise<TestData & { index: CurrentIndex }> {
  const data = await emptyData(options, remove);
  await buildIndex(data.path, await data.commit(files), data.input);
  const { registry, chain } = data.input;
  return { ...data, index: new CurrentIndex(data.path, indexVersion(registry, chain)) };
}
