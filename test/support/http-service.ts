// The whole read side on a loopback port, over a real repository and index; every answer is held against OpenAPI.
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { answering } from '@ipc-bench/server/cli/answering';
import { git } from '@ipc-bench/server/cli/git';
import { locateData } from '@ipc-bench/server/data-directory';
import { buildApp } from '@ipc-bench/server/http/build-app';
import { openLog } from '@ipc-bench/server/log';
import { type CheckAnswer, type CheckedAnswer, type OpenApi, openapiChecker } from './openapi.js';

export interface HttpService {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  port: number;
  openapi: OpenApi;
  /** Asks, and throws where the answer is not as documented. */
  get(url: string, headers?: Record<string, string>): Promise<CheckedAnswer & { json(): Record<string, unknown> }>;
  close(): Promise<void>;
}

export async function startService(folder: string): Promise<HttpService> {
  const data = locateData(folder);
  const { version } = createRequire(import.meta.url)('../../server/package.json') as { version: string };
  const answers = answering(data, git, version);
  const app = await buildApp(answers.service, openLog('silent'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const openapi = (await (await fetch(`${origin}/v1/openapi.json`)).json()) as OpenApi;
  const check: CheckAnswer = openapiChecker(openapi);
  return {
    origin,
    port,
    openapi,
    async get(url, headers = {}) {
      const response = await fetch(origin + url, { headers });
      const answer = { status: response.status, headers: response.headers, text: await response.text() };
      check(url, answer);
      return { ...answer, json: () => JSON.parse(answer.text) };
    },
    async close() {
      await app.close();
      await answers.close();
    },
  };
}
