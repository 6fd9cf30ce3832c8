import { builtInRegistry, registryDigest } from '@ipc-bench/schema/registry';
import { digestFiles } from '../canonical/digest.js';
import { locateData, openRepository, readTrusted, trustedDigest } from '../data-directory.js';
import { readSettings } from '../settings.js';
import { cryptography } from '../validate/cryptography.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';

export const digest: Command = {
  name: 'digest',
  summary: 'print the three things that decide the tree, to compare with another maintainer',
  options: [DATA_OPTION, JSON_OPTION],
  examples: ['ipc-bench-db digest', 'ipc-bench-db digest --json'],
  async run({ options }, terminal) {
    const data = locateData(readSettings({ data: options.data }).data);
    const repository = await openRepository(data, git);
    try {
      const { count, digest: files, tree } = await digestFiles(repository);
      const registry = registryDigest(builtInRegistry, cryptography);
      const trusted = trustedDigest(await readTrusted(data));
      if (options.json) terminal.out(`${JSON.stringify({ count, files, registry, trusted, tree })}\n`);
      else
        terminal.out(
          `files     ${files}  (${count})\nregistry  ${registry}\ntrusted   ${trusted}\ntree      ${tree}\n`,
        );
      return 0;
    } finally {
      await repository.close();
    }
  },
};
