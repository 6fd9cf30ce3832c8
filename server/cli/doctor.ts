import { stat } from 'node:fs/promises';
import { digestFiles } from '../canonical/digest.js';
import { type DataDirectory, locateData, openRepository, readMaintainerKey, readTrusted } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { CurrentIndex } from '../index/current-index.js';
import { openJournalCopy } from '../journal/open-journal.js';
import { takeWriterLock } from '../journal/writer-lock.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';

interface Examination {
  part: string;
  /** How it is, for a person. Throws when it is not well. */
  examine(data: DataDirectory): Promise<string>;
}

const EXAMINATIONS: readonly Examination[] = [
  { part: 'repository', examine: async (data) => `${(await readDigest(data)).count} files` },
  {
    part: 'maintainer key',
    async examine(data) {
      const { mode } = await stat(data.maintainerKey);
      const key = await readMaintainerKey(data);
      if ((mode & 0o077) !== 0)
        throw new ServerError('bad_settings_file', `others can read it: chmod 600 ${data.maintainerKey}`);
      return key;
    },
  },
  { part: 'trusted keys', examine: async (data) => `${(await readTrusted(data)).length}` },
  {
    part: 'writer',
    async examine(data) {
      (await takeWriterLock(data.lock, 0)).close();
      return 'none at work';
    },
  },
  {
    part: 'journal',
    async examine(data) {
      openJournalCopy(data.journal).close();
      return 'readable';
    },
  },
  {
    part: 'index',
    async examine(data) {
      const { count, tree } = await readDigest(data);
      if (count === 0) return 'nothing to index yet';
      const index = new CurrentIndex(data.index);
      try {
        const { revision } = index.meta();
        if (revision !== tree) throw new ServerError('no_index', `it is at ${revision}, the data at ${tree}`);
        return `at ${revision}`;
      } finally {
        index.close();
      }
    },
  },
];

export const doctor: Command = {
  name: 'doctor',
  summary: 'examine a data directory part by part, and say how to mend what is not well',
  options: [DATA_OPTION, JSON_OPTION],
  examples: ['ipc-bench-db doctor', 'ipc-bench-db doctor --data /srv/ipc-bench --json'],
  async run({ options }, terminal) {
    const data = locateData(readSettings({ data: options.data }).data);
    await (await openRepository(data, git)).close();
    const found = [];
    for (const examination of EXAMINATIONS) found.push(await diagnose(examination, data));
    if (options.json) terminal.out(`${JSON.stringify({ parts: found })}\n`);
    else
      for (const { part, is_well, words, hint } of found)
        terminal.out(`${is_well ? 'well' : 'ILL '}  ${part}: ${words}${hint ? `\n      ${hint}` : ''}\n`);
    return found.every(({ is_well }) => is_well) ? 0 : 1;
  },
};

async function diagnose({ part, examine }: Examination, data: DataDirectory) {
  try {
    return { part, is_well: true, words: await examine(data) };
  } catch (error) {
    const hint = error instanceof ServerError ? error.kind.hint : undefined;
    return { part, is_well: false, words: (error as Error).message, ...(hint ? { hint } : {}) };
  }
}

async function readDigest(data: DataDirectory) {
  const repository = await openRepository(data, git);
  try {
    return await digestFiles(repository);
  } finally {
    await repository.close();
  }
}
