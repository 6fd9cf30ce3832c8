import { locateData, openRepository, readMaintainerKey, readTrusted, writeTrusted } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { takeWriterLock } from '../journal/writer-lock.js';
import { mergeSources } from '../pipeline.js';
import { readSettings } from '../settings.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';
import { roundOptions } from './round-options.js';

const ACTIONS = ['list', 'add', 'remove'] as const;

export const trust: Command = {
  name: 'trust',
  summary: 'list, add or remove the keys of maintainers whose errata act here',
  arguments: '[action] [key]',
  options: [DATA_OPTION, JSON_OPTION],
  examples: ['ipc-bench-db trust', `ipc-bench-db trust add ${'0123456789abcdef'.repeat(4)}`],
  async run(input, terminal) {
    const {
      positional: [action = 'list', key],
      options,
    } = input;
    const settings = readSettings({ data: options.data });
    const data = locateData(settings.data);
    checkUsage(action, key);
    await (await openRepository(data, git)).close();
    const own = await readMaintainerKey(data);
    if (key !== undefined) {
      const lock = await takeWriterLock(data.lock, settings.lockWaitMs, terminal.signal);
      try {
        const others = (await readTrusted(data)).filter((trusted) => trusted !== key);
        await writeTrusted(data, action === 'add' ? [...others, key] : others);
      } finally {
        lock.close();
      }
    }
    if (key !== undefined) await mergeSources({ ...roundOptions(input, terminal), sources: [] }); // the tree follows
    const trusted = await readTrusted(data);
    if (options.json) terminal.out(`${JSON.stringify({ trusted, own })}\n`);
    else for (const entry of trusted) terminal.out(`${entry}${entry === own ? '  (this maintainer)' : ''}\n`);
    if (action === 'add') terminal.err('Errata of that key enter when their source is next merged.\n');
    return 0;
  },
};

function checkUsage(action: string, key: string | undefined): void {
  if (!(ACTIONS as readonly string[]).includes(action))
    throw new ServerError('usage', `trust can ${ACTIONS.join(', ')}, not ${JSON.stringify(action)}`);
  if ((action === 'list') !== (key === undefined))
    throw new ServerError('usage', `trust ${action} takes ${action === 'list' ? 'no key' : 'one key'}`);
  if (key !== undefined && !/^[0-9a-f]{64}$/.test(key))
    throw new ServerError('usage', 'a key is 64 lower-case hex digits');
}
