// Reading strangers in child processes: the contract, and what happens to a child that grows, dies or hangs.
import { existsSync, readFileSync } from 'node:fs';
import { engine } from '@ipc-bench/server/git/engine';
import { createIngest, type Ingest, type IngestOptions } from '@ipc-bench/server/git/ingest';
import { IngestProcess } from '@ipc-bench/server/git/ingest-process';
import type { RemoteLimits } from '@ipc-bench/server/git/port';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { gitPortContract } from '../../contracts/git-port.js';
import { fastImport } from '../../support/fast-import.js';
import { git, temporaryFolder } from '../../support/git-command.js';
import { startGitHttpBackend } from '../../support/git-http.js';
import {
  flush,
  type HostileServer,
  packetLine,
  sendResult,
  sideBand,
  startHostileServer,
} from '../../support/hostile-git-server.js';

const shared = createIngest();
afterAll(() => shared.close());
gitPortContract('our own engine, reading in a child process', { ...engine, remote: shared.remote });

const HEADS = ['refs/heads/'];
const TIP = 'a'.repeat(40);
const MiB = 2 ** 20;

function ingesting(options: IngestOptions): Ingest {
  const ingest = createIngest(options);
  onTestFinished(() => ingest.close());
  return ingest;
}

function open(ingest: Ingest, server: HostileServer, limits: Partial<RemoteLimits> = {}) {
  return ingest.remote(server.url, { allowLoopback: true, limits });
}

const honest = () =>
  startHostileServer({
    listRefs: (response) =>
      sendResult(response, Buffer.concat([packetLine(`${TIP} refs/heads/a\n`), Buffer.from(flush)])),
  });

/** A list of refs that takes the child a lot of memory, since its limits permit it. */
const greedy = () =>
  startHostileServer({
    listRefs: (response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      let sent = 0;
      const more = () => {
        if (response.destroyed) return;
        const lines = Array.from({ length: 1000 }, () => packetLine(`${TIP} refs/heads/${sent++}${'x'.repeat(900)}\n`));
        response.write(Buffer.concat(lines), more);
      };
      more();
    },
  });

describe('a child that takes too much memory', () => {
  test('is killed, tried once more alone, and then its source alone has failed', async () => {
    const ingest = ingesting({ children: 1, memoryBytes: 110 * MiB });
    const [bad, good] = [await greedy(), await honest()];
    const unlimited = { responseBytes: 10_000 * MiB, inflatedBytes: 10_000 * MiB };
    const [first, second] = await Promise.allSettled([
      open(ingest, bad, unlimited).listRefs(HEADS),
      open(ingest, good).listRefs(HEADS),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'limit_exceeded', limit: 'memory' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: [{ name: 'refs/heads/a' }] });
    expect(bad.requests.length, 'greeted and asked, twice').toBe(4);
    expect(await open(ingest, good).listRefs(HEADS)).toHaveLength(1);
  });
});

describe('a child that dies', () => {
  test('is replaced without its source noticing', async () => {
    const ingest = ingesting({ children: 1 });
    const server = await honest();
    const remote = open(ingest, server);
    await remote.listRefs(HEADS);
    for (const pid of ingest.pids()) process.kill(pid, 'SIGKILL');
    expect(await remote.listRefs(HEADS)).toHaveLength(1);
  });

  test('in the middle of an answer is tried again, and nothing comes twice', async () => {
    const ingest = ingesting({ children: 1 });
    let fetches = 0;
    const server = await startHostileServer({
      fetch: (response) => {
        fetches++;
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
        response.write(Buffer.concat([packetLine('packfile\n'), sideBand(Buffer.from('PACK'))]));
        if (fetches === 1) for (const pid of ingest.pids()) process.kill(pid, 'SIGKILL');
        else response.end(flush);
      },
    });
    await expect(open(ingest, server).fetchTrees(TIP as never)).rejects.toMatchObject({ code: 'object_corrupt' });
    expect(fetches).toBe(2);
  });

  test('or only stops, is noticed by its silence', async () => {
    const ingest = ingesting({ children: 1, silenceMs: 2000 });
    const server = await honest();
    const remote = open(ingest, server);
    await remote.listRefs(HEADS);
    for (const pid of ingest.pids()) process.kill(pid, 'SIGSTOP');
    expect(await remote.listRefs(HEADS)).toHaveLength(1);
  });

  test('leaves no process behind when ingest is closed', async () => {
    const ingest = createIngest({ children: 2 });
    const server = await honest();
    await Promise.all([open(ingest, server).listRefs(HEADS), open(ingest, server).listRefs(HEADS)]);
    const pids = ingest.pids();
    expect(pids.length).toBe(2);
    await ingest.close();
    for (const pid of pids) {
      const state = () =>
        existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] : 'gone';
      await expect.poll(state).toMatch(/gone|Z/);
    }
  });
});

test('a consumer that stops early stops the child’s work', async () => {
  const child = new IngestProcess({ memoryBytes: 200 * MiB, silenceMs: 20_000 });
  onTestFinished(() => child.kill());
  const server = await honest();
  const remote = { key: 1, url: server.url, options: { allowLoopback: true } };
  for await (const item of child.run({ remote, work: { kind: 'listRefs', prefixes: HEADS } })) {
    expect(item).toEqual({ ref: { name: 'refs/heads/a', oid: TIP } });
    break;
  }
  expect(child.busy).toBe(0);
  expect(child.alive).toBe(true);
});

test('a folder that the parent does not want is not fetched by the child', async () => {
  // The contract suite reads small forks, which come whole; here the child has to ask.
  const folder = temporaryFolder();
  const files = Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [`r/${at % 3}/${'x'.repeat(50)}${at}`, `${at}`]),
  );
  const tip = fastImport(`${folder}/fork.git`, 'refs/heads/a', { files });
  const server = await startGitHttpBackend({ root: folder });
  onTestFinished(() => server.close());
  const remote = shared.remote(`${server.url}/fork.git`, { allowLoopback: true, limits: { responseBytes: 15_000 } });
  const asked: string[] = [];
  const trees = await remote.fetchTrees(tip as never, async (path) => {
    asked.push(path);
    return path !== 'r/1';
  });
  expect(asked).toEqual(['r', 'r/0', 'r/1', 'r/2']);
  const treeAt = (path: string) => git(['rev-parse', `${tip}:${path}`], { cwd: `${folder}/fork.git` }) as never;
  expect(trees.readTree(treeAt('r/2')).length).toBe(200);
  expect(() => trees.readTree(treeAt('r/1'))).toThrow(expect.objectContaining({ code: 'object_missing' }));
});
