// The door of webhooks: raw bytes reach the reader, and its words become statuses. What a delivery must be is tested at
// `watch/github/webhook.test.ts`, the whole way at `e2e/serve-watch.test.ts`.

import { answering } from '@ipc-bench/server/cli/answering';
import { git } from '@ipc-bench/server/cli/git';
import { locateData } from '@ipc-bench/server/data-directory';
import { buildApp } from '@ipc-bench/server/http/build-app';
import type { Service, Webhook } from '@ipc-bench/server/http/ports';
import { openLog } from '@ipc-bench/server/log';
import { expect, it, onTestFinished } from 'vitest';

const URL_PATH = '/v1/webhooks/github';

async function appWith(webhook?: Webhook) {
  const { service } = answering(locateData('/nowhere'), git, '0.0.0');
  const complete: Service = webhook === undefined ? service : { ...service, webhook };
  const app = await buildApp(complete, openLog('silent'));
  onTestFinished(() => app.close());
  return app;
}

const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  ({ method: 'POST', url: URL_PATH, payload, headers }) as const;

it('hands on the bytes as they came, whatever they claim to be', async () => {
  const bodies: Buffer[] = [];
  const app = await appWith(({ body }) => {
    bodies.push(Buffer.from(body));
    return { status: 202, outcome: 'hint' };
  });
  const sent = [Buffer.from('{ "a" :1}'), Buffer.from([0xff, 0x00]), Buffer.from('payload=%7B%7D')];
  const types = ['application/json', 'text/plain; charset=latin1', 'application/x-www-form-urlencoded'];
  for (const [at, bytes] of sent.entries()) {
    const answer = await app.inject(post(bytes, { 'content-type': types[at] ?? '' }));
    expect([answer.statusCode, answer.json()]).toEqual([202, { outcome: 'hint' }]);
  }
  expect(bodies).toEqual(sent);
});

it('answers refusals as problems, and without a stranger’s words', async () => {
  const unsigned = await appWith(() => ({ status: 401, outcome: 'wrong_signature' }));
  const answer = await unsigned.inject(post('<script>'));
  expect([answer.statusCode, answer.json().code]).toEqual([401, 'unsigned']);
  expect(answer.body).not.toContain('script');
  const malformed = await appWith(() => ({ status: 400, outcome: 'malformed' }));
  expect((await malformed.inject(post('x'))).json()).toMatchObject({ code: 'bad_parameter' });
});

it('does not take a body without bound', async () => {
  const app = await appWith(() => ({ status: 202, outcome: 'hint' }));
  const answer = await app.inject(post(Buffer.alloc(2 * 1024 * 1024 + 1), { 'content-type': 'application/json' }));
  expect([answer.statusCode, answer.json().code]).toEqual([413, 'too_large']);
});

it('is not there without a secret, and takes nothing but POST', async () => {
  expect((await (await appWith()).inject(post('{}'))).statusCode).toBe(405);
  const app = await appWith(() => ({ status: 202, outcome: 'hint' }));
  expect((await app.inject({ method: 'GET', url: URL_PATH })).statusCode).toBe(404);
});
