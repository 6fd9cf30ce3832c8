import { CANONICAL_REF } from '@ipc-bench/schema/layout';
import { type DataDirectory, locateData, openRepository } from '../data-directory.js';
import { ServerError } from '../errors.js';
import type { Oid } from '../git/port.js';
import type { IndexSummary } from '../index/summary.js';
import { syncIndex } from '../pipeline/sync-index.js';
import { readSettings } from '../settings.js';
import type { Command, Terminal } from './command.js';
import { git } from './git.js';

/** Work that is done sooner says nothing on the way. */
const QUIET_MS = 2000;
const REDRAW_MS = 500;
/** Files left out that are named on the terminal; all of them are in `--json` and in /v1/digest. */
const NAMED = 20;

export const reindex: Command = {
  name: 'reindex',
  summary: 'Build the index anew from the canonical repository',
  options: [
    { flags: '--data <dir>', description: 'data directory' },
    { flags: '--json', description: 'print what was indexed as JSON' },
  ],
  examples: ['ipc-bench-db reindex', 'ipc-bench-db reindex --data /srv/ipc-bench --json'],
  async run({ options }, terminal) {
    const settings = readSettings({ data: options.data });
    const data = locateData(settings.data);
    const commit = await readHead(data);
    const summary = await syncIndex(data, commit, {
      git,
      isRebuild: true,
      signal: terminal.signal,
      onProgress: progress(terminal, performance.now()),
    });
    terminal.out(options.json ? `${JSON.stringify(summary, null, 2)}\n` : formatSummary(summary));
    return 0;
  },
};

async function readHead(data: DataDirectory): Promise<Oid> {
  const repository = await openRepository(data, git);
  try {
    const commit = await repository.readRef(CANONICAL_REF);
    if (commit === null) throw new ServerError('no_data', 'nothing has been merged yet');
    return commit;
  } finally {
    await repository.close();
  }
}

function progress(terminal: Terminal, startedAt: number): (files: number) => void {
  let drawnAt = startedAt + QUIET_MS - REDRAW_MS;
  return (files) => {
    const now = performance.now();
    if (now - drawnAt < REDRAW_MS) return;
    drawnAt = now;
    terminal.err(terminal.isInteractive ? `\r${files} files read` : `${files} files read\n`);
  };
}

function formatSummary(summary: IndexSummary): string {
  const { results, provisional, measurements, missing, unread, invalidated, revision, left_out } = summary;
  const newer = provisional > 0 ? ` (${provisional} of a newer minor version)` : '';
  const lines = [
    `indexed ${results} results${newer}: ${measurements} measurements, ${missing} that could not be taken`,
    ...(unread > 0 ? [`${unread} measurements are of benchmarks that this tool does not know`] : []),
    ...(invalidated > 0 ? [`${invalidated} measurements are declared invalid by trusted maintainers`] : []),
    ...left_out
      .slice(0, NAMED)
      .map(({ path, verdict, rule, message }) => `left out ${path}: ${rule ?? verdict}, ${message}`),
    ...(left_out.length > NAMED ? [`and ${left_out.length - NAMED} more files left out; see --json`] : []),
    `revision ${revision}`,
  ];
  return `${lines.join('\n')}\n`;
}
