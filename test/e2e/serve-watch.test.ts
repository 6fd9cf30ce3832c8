// The federated service as it runs: `serve --watch` in processes of its own, over real git HTTP and the forge's double.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { resultFiles } from '../support/document.js';
import { byPath, commitToFork, honestFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { checkSound, digestOf, newData, runCommand } from '../support/maintainer.js';
import { startForge } from '../support/watching.js';

const BIN = join(import.meta.dirname, '../../server/bin/ipc-bench-db.js');
const SECRET = 'a secret of this test';
const PATIENT = { timeout: 60_000, interval: 100 };

async function start(command: string, data: string, environment: Record<string, string>) {
  const port = command === 'serve' ? ['--watch', '--port', '0'] : [];
  const child = spawn(process.execPath, [BIN, command, '--allow-loopback', '--data', data, ...port], {
    env: { ...process.env, IPC_BENCH_WATCH_INTERVAL_MS: '3600000', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  const running = { child, log: () => log, origin: '' };
  if (command === 'serve') {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    running.origin = line.trim().replace(/\/$/, '');
  }
  return running;
}

const countResults = async (origin: string) => {
  const response = await fetch(`${origin}/v1/results`);
  return response.ok ? ((await response.json()) as { rows: unknown[] }).rows.length : 0;
};

function deliver(origin: string, repository: number, { secret = SECRET, event = 'push' } = {}): Promise<Response> {
  const body = JSON.stringify({ repository: { id: repository }, sent: Math.random() });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return fetch(`${origin}/v1/webhooks/github`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  });
}

/** Process ids of the watch processes of a data directory. */
function childrenOf({ pid }: ChildProcess): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

it('shows a new result, is hinted at the next by a webhook, goes on after kill -9, and stops gracefully', async () => {
  const forge = await startForge();
  const data = await newData();
  await runCommand('sources', 'add', '--data', data, forge.entry);
  const [fork, later] = [forge.fork(), forge.fork()];
  forge.push(fork, 'first', 2);
  const environment = {
    ...forge.environment,
    IPC_BENCH_WEBHOOK_SECRET: SECRET,
    IPC_BENCH_WEBHOOK_SECRET_OLD: 'the one before',
  };
  const service = await start('serve', data, environment);
  const { origin } = service;
  await vi.waitFor(async () => expect(await countResults(origin)).toBe(2), PATIENT);

  // The forge's lists say nothing of this push: only the hint does.
  const path = `${fork.owner}/${fork.name}`;
  commitToFork(forge.root, path, byPath(resultFiles(1, 'hinted')));
  expect((await deliver(origin, fork.id, { secret: 'forged' })).status).toBe(401);
  expect((await deliver(origin, 7)).status).toBe(200);
  const answer = await deliver(origin, fork.id, { secret: 'the one before' });
  expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 202, body: { outcome: 'hint' } });
  await vi.waitFor(async () => expect(await countResults(origin)).toBe(3), PATIENT);

  // Any fork's event at the upstream makes its network be asked at once.
  forge.push(later, 'later', 1);
  expect((await deliver(origin, forge.upstream.id, { event: 'fork' })).status).toBe(202);
  await vi.waitFor(async () => expect(await countResults(origin)).toBe(4), PATIENT);

  // The watching process dies: answers go on, and so does the watching.
  const [watching = 0] = childrenOf(service.child);
  process.kill(watching, 'SIGKILL');
  await vi.waitFor(() => expect(service.log()).toContain('watching ended'), PATIENT);
  expect(await countResults(origin)).toBe(4);
  commitToFork(forge.root, path, byPath(resultFiles(1, 'hinted while dead')));
  expect((await deliver(origin, fork.id)).status).toBe(202);
  await vi.waitFor(async () => expect(await countResults(origin)).toBe(5), PATIENT);

  const [restarted = 0] = childrenOf(service.child);
  service.child.kill('SIGTERM');
  expect(await once(service.child, 'exit')).toEqual([0, null]);
  expect(existsSync(`/proc/${restarted}`)).toBe(false);
  checkSound(data);
  const log = service.log();
  expect(log.split('\n').filter((line) => line.includes('"msg":"round"')).length).toBeGreaterThan(3);
  for (const secret of [SECRET, forge.double.token, 'contributor-']) expect(log).not.toContain(secret);
}, 240_000);

it('the service is gone, and nothing watches on', async () => {
  const data = await newData();
  await runCommand('sources', 'add', '--data', data, honestFork(temporaryFolder(), 'x', 1));
  const service = await start('serve', data, {});
  await vi.waitFor(async () => expect(await countResults(service.origin)).toBe(1), PATIENT);
  const [watching = 0] = childrenOf(service.child);
  service.child.kill('SIGKILL');
  await vi.waitFor(() => expect(existsSync(`/proc/${watching}`)).toBe(false), PATIENT);
}, 120_000);

it('a watch that is killed in a round and started again ends where one ends that was never killed', async () => {
  const root = temporaryFolder();
  const sources = Array.from({ length: 20 }, (_, at) => honestFork(root, `fork-${at}`, 3));
  const [killed, calm] = [await newData(), await newData()];
  for (const data of [killed, calm]) await runCommand('sources', 'add', '--data', data, ...sources);
  const first = await start('watch', killed, {});
  const commits = () => existsSync(join(killed, 'results.git/refs/heads/data'));
  await vi.waitFor(() => expect(commits()).toBe(true), PATIENT);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  checkSound(killed);
  const second = await start('watch', killed, {});
  await vi.waitFor(() => expect(second.log()).toContain('"msg":"round"'), PATIENT);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
  await runCommand('watch', '--once', '--data', calm);
  expect((await digestOf(killed)).tree).toBe((await digestOf(calm)).tree);
  checkSound(killed);
}, 120_000);
