import { initData } from '../data-directory.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';

export const init: Command = {
  name: 'init',
  summary: 'make a data directory: an empty canonical repository and a maintainer key',
  options: [DATA_OPTION, JSON_OPTION],
  examples: ['ipc-bench-db init --data ./data'],
  async run({ options }, terminal) {
    const { data } = readSettings({ data: options.data });
    const { maintainerKey } = await initData(data, git);
    if (options.json) terminal.out(`${JSON.stringify({ data, maintainer_key: maintainerKey })}\n`);
    else terminal.out(`${data} is ready. Your maintainer key is ${maintainerKey} (private half: maintainer.key).\n`);
    return 0;
  },
};
