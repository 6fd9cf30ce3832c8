import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { locateData, openRepository } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { buildApp } from '../http/build-app.js';
import { openLog } from '../log.js';
import { readSettings } from '../settings.js';
import { registerPages } from '../web/register-pages.js';
import { answering } from './answering.js';
import type { Command } from './command.js';
import { git } from './git.js';
import { LOOPBACK_OPTION } from './options.js';
import { startWatching } from './watching-child.js';
import { openWebhookHints } from './webhook-hints.js';

/** Time that requests in flight get when the service is asked to stop. */
const GRACE_MS = 5000;

export const serve: Command = {
  name: 'serve',
  summary: 'answer questions over HTTP',
  options: [
    { flags: '--data <dir>', description: 'data directory' },
    { flags: '--host <address>', description: 'address to listen on' },
    { flags: '--port <number>', description: 'port to listen on; 0 takes any free one' },
    { flags: '--watch', description: 'also watch the sources of sources.json, in a process of its own' },
    LOOPBACK_OPTION,
  ],
  examples: [
    'ipc-bench-db serve',
    'ipc-bench-db serve --watch',
    'ipc-bench-db serve --data /srv/ipc-bench --host 0.0.0.0 --port 80',
  ],
  async run({ options }, terminal) {
    const { data: path, host, port } = options;
    const settings = readSettings({ data: path, host, port, watch: options.watch });
    const data = locateData(settings.data);
    const log = openLog(settings.logLevel);
    const { service, close } = answering(data, git, packageVersion());
    const open: { close(): unknown }[] = [{ close }];
    try {
      if (settings.webhookSecret !== '') {
        await (await openRepository(data, git)).close(); // hints are notes in its journal
        const forge = new URL(settings.githubWeb).host;
        const hints = openWebhookHints(data.journal, forge, [settings.webhookSecret, settings.webhookSecretOld]);
        open.push(hints);
        service.webhook = hints.receive;
      }
      const app = await buildApp(service, log, (scope) => registerPages(scope, service));
      open.push(app);
      await listen(app, settings);
      if (settings.watch) {
        const watchOptions = ['--data', settings.data, ...(options.allowLoopback ? ['--allow-loopback'] : [])];
        open.push(startWatching(watchOptions, log));
      }
      terminal.out(`${originOf(app.server.address() as AddressInfo)}/\n`);
      await aborted(terminal.signal);
      const deadline = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(deadline);
      return 0;
    } finally {
      for (const part of open.reverse()) await part.close();
    }
  },
};

function originOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function listen(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  { host, port }: { host: string; port: number },
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ServerError('usage', `port ${port} of ${host} is taken; give another --port`);
    throw new ServerError('usage', `cannot listen on ${host}:${port}: ${message}`, { cause: error });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
