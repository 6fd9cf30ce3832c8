// The service with its pages on a loopback port, over real data directories: one with much in it, one with a single
// result, one with nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { answering } from '@ipc-bench/server/cli/answering';
import { locateData } from '@ipc-bench/server/data-directory';
import { isomorphicGit } from '@ipc-bench/server/git/isomorphic';
import { buildApp } from '@ipc-bench/server/http/build-app';
import { openLog } from '@ipc-bench/server/log';
import { registerPages } from '@ipc-bench/server/web/register-pages';
import type { TestFile } from './document.js';
import { temporaryFolder } from './git-command.js';
import { LEGACY_DIR, listLegacyArchives } from './legacy-archives.js';
import { mergeInto, runCommand } from './maintainer.js';

export interface PageService {
  origin: string;
  /** The answer of the HTTP interface. */
  ask<Answer>(url: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function startPages(data: string): Promise<PageService> {
  const answers = answering(locateData(data), isomorphicGit, '0.0.0-test');
  const app = await buildApp(answers.service, openLog('silent'), (scope) => registerPages(scope, answers.service));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    origin,
    ask: async <Answer>(url: string) => {
      const response = await fetch(origin + url);
      if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    async close() {
      await app.close();
      await answers.close();
    },
  };
}

export interface DataOptions {
  /** With the historic archives, where they are at hand. */
  hasArchives?: boolean;
  /** Registers what removes the folders. */
  remove?: (cleanup: () => void) => void;
}

/** A data directory with the given files merged. */
export async function dataWith(
  files: readonly TestFile[],
  { hasArchives = false, remove }: DataOptions = {},
): Promise<string> {
  const data = join(temporaryFolder(remove), 'data');
  await runCommand('init', '--data', data);
  if (hasArchives && listLegacyArchives().length > 0)
    await runCommand('import-legacy', '--data', data, join(LEGACY_DIR, 'archives'));
  if (files.length === 0) return data;
  const folder = temporaryFolder(remove);
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const { exit, err } = await mergeInto(data, folder);
  if (exit !== 0) throw new Error(err);
  return data;
}
