import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { locateData } from '../data-directory.js';
import { ServerError } from '../errors.js';
import { buildApp } from '../http/build-app.js';
import { openLog } from '../log.js';
import { readSettings } from '../settings.js';
import { registerPages } from '../web/register-pages.js';
import { answering } from './answering.js';
import type { Command } from './command.js';
import { git } from './git.js';

/** Time that requests in flight get when the service is asked to stop. */
const GRACE_MS = 5000;

export const serve: Command = {
  name: 'serve',
  summary: 'Answer questions over HTTP',
  options: [
    { flags: '--data <dir>', description: 'data directory' },
    { flags: '--host <address>', description: 'address to listen on' },
    { flags: '--port <number>', description: 'port to listen on; 0 takes any free one' },
  ],
  examples: ['ipc-bench-db serve', 'ipc-bench-db serve --data /srv/ipc-bench --host 0.0.0.0 --port 80'],
  async run({ options }, terminal) {
    const settings = readSettings({ data: options.data, host: options.host, port: options.port });
    const { service, close } = answering(locateData(settings.data), git, packageVersion());
    const app = await buildApp(service, openLog(settings.logLevel), (scope) => registerPages(scope, service));
    try {
      await listen(app, settings);
      const { address, family, port } = app.server.address() as AddressInfo;
      const host = family === 'IPv6' ? `[${address}]` : address;
      terminal.out(`http://${host}:${port}/\n`);
      await aborted(terminal.signal);
      const deadline = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(deadline);
      return 0;
    } finally {
      await app.close();
      await close();
    }
  },
};

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
