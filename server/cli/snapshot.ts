import { locateData } from '../data-directory.js';
import { parseOid } from '../git/port.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { takeSnapshot } from '../pipeline/take-snapshot.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';

export const snapshot: Command = {
  name: 'snapshot',
  summary: 'shed history: one commit that is the same for everybody with the same data; what was removed is erased',
  options: [DATA_OPTION, JSON_OPTION],
  examples: ['ipc-bench-db snapshot', 'ipc-bench-db snapshot --data /srv/ipc-bench --json'],
  async run({ options }, terminal) {
    const { data, lockWaitMs } = readSettings({ data: options.data });
    const { signal } = terminal;
    const summary = await takeSnapshot({ git, data, lockWaitMs, signal });
    const { commit, tree, erased } = summary;
    if (commit !== null) await syncIndex(locateData(data), parseOid(commit), { git, isRebuild: false, signal });
    if (options.json) terminal.out(`${JSON.stringify(summary)}\n`);
    else
      terminal.out(
        commit === null ? 'nothing has been merged yet\n' : `commit ${commit}\ntree   ${tree}\nerased ${erased}\n`,
      );
    return 0;
  },
};
