import { locateData, openRepository } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { takeWriterLock } from '../journal/writer-lock.js';
import { readSettings } from '../settings.js';
import { parseSourceEntry, readSourceList, type SourceList, writeSourceList } from '../source-list.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { DATA_OPTION, JSON_OPTION } from './options.js';
import { printable } from './printable.js';

/** What each action makes of the list. */
const CHANGES: Readonly<Record<string, (list: SourceList, names: readonly string[]) => SourceList>> = {
  add: ({ sources, denied }, names) => ({ sources: [...sources, ...names.map(parseSourceEntry)], denied }),
  remove: ({ sources, denied }, names) => ({ sources: without(sources, names.map(parseSourceEntry)), denied }),
  deny: ({ sources, denied }, names) => ({ sources, denied: [...denied, ...names] }),
  allow: ({ sources, denied }, names) => ({ sources, denied: without(denied, names) }),
};

export const sources: Command = {
  name: 'sources',
  summary: 'list the sources that are watched; add or remove some; deny one a visit, or allow it again',
  arguments: '[action] [source...]',
  options: [DATA_OPTION, JSON_OPTION],
  examples: [
    'ipc-bench-db sources',
    'ipc-bench-db sources add github:ipc-bench/results https://forge.example/ada/ipc-bench-results.git',
    'ipc-bench-db sources deny github.com/1296269',
  ],
  async run({ positional: [action = 'list', ...names], options }, terminal) {
    const settings = readSettings({ data: options.data });
    const data = locateData(settings.data);
    const change = CHANGES[action];
    checkUsage(action, names);
    await (await openRepository(data, git)).close();
    if (change !== undefined) {
      const lock = await takeWriterLock(data.lock, settings.lockWaitMs, terminal.signal);
      try {
        await writeSourceList(data, change(await readSourceList(data), names));
      } finally {
        lock.close();
      }
    }
    const list = await readSourceList(data);
    if (options.json) terminal.out(`${JSON.stringify(list)}\n`);
    else terminal.out(format(list));
    return 0;
  },
};

function checkUsage(action: string, names: readonly string[]): void {
  const actions = ['list', ...Object.keys(CHANGES)];
  if (!actions.includes(action))
    throw new ServerError('usage', `sources can ${actions.join(', ')}, not ${JSON.stringify(action)}`);
  if ((action === 'list') !== (names.length === 0))
    throw new ServerError('usage', `sources ${action} takes ${action === 'list' ? 'no source' : 'a source'}`);
}

function format({ sources: watched, denied }: SourceList): string {
  if (watched.length + denied.length === 0) return 'nothing is watched yet: ipc-bench-db sources add <source>\n';
  return [...watched.map((source) => `watched  ${source}`), ...denied.map((source) => `denied   ${source}`)]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

function without(list: readonly string[], names: readonly string[]): string[] {
  return list.filter((entry) => !names.includes(entry));
}
