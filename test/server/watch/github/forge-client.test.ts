// One conversation with a forge: where the token goes, and what becomes of answers that are cut off, moved or refused.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { GITHUB } from '@ipc-bench/server/watch/github/forge';
import { openForgeClient } from '@ipc-bench/server/watch/github/forge-client';
import { expect, onTestFinished, test } from 'vitest';
import { type Fault, startGithubDouble } from '../../../support/github-double.js';

const QUERY = 'query FindRepository($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }';

async function startClient({ isAnonymous = false, token = '' } = {}) {
  const double = await startGithubDouble();
  onTestFinished(() => double.close());
  const { world, forge } = double;
  const root = world.create();
  world.create({ parentId: root.id });
  const given = isAnonymous ? undefined : token || double.token;
  const client = openForgeClient({ forge, token: given, clock: double.clock(), allowLoopback: true });
  const ask = async () => (await client.graphql<unknown>(QUERY, { owner: 'ipc-bench', name: 'results' })).data;
  return { double, world, root, client, ask };
}

/** A server that answers as told. */
async function startServer(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = { now: () => 0, sleep: async () => {} };
  const forge = { name: 'forge.test', apiUrl, webUrl: apiUrl };
  return { apiUrl, client: openForgeClient({ forge, token: 'secret-token', clock, allowLoopback: true }) };
}

test('both kinds of question are answered', async () => {
  const { client, root, ask } = await startClient();
  expect(await ask()).toEqual({ repository: { id: root.nodeId } });
  const { data } = await client.get('/repos/ipc-bench/results');
  expect(data).toMatchObject({ id: root.id });
});

test('an answer that has not changed is null, by its etag', async () => {
  const { client } = await startClient();
  const { etag, data } = await client.get('/repositories/1000001/forks?per_page=100');
  expect(data).toHaveLength(1);
  expect(await client.get('/repositories/1000001/forks?per_page=100', { etag })).toMatchObject({ data: null, etag });
});

test.each<[string, Fault, string]>([
  ['an answer that breaks off', { kind: 'cut' }, 'protocol'],
  ['a connection that is closed', { kind: 'reset' }, 'unreachable'],
  ['a failure of the forge', { kind: 'status', status: 502 }, 'unreachable'],
  ['a failure of the forge', { kind: 'status', status: 500 }, 'unreachable'],
])('%s is tried again, then it is an error', async (_name, fault, code) => {
  const { double, client, ask } = await startClient();
  double.faults.push(fault, fault);
  expect(await ask()).toHaveProperty('repository');
  double.faults.push(fault, fault, fault);
  await expect(ask()).rejects.toMatchObject({ name: 'ForgeError', code });
  double.faults.push(fault, fault, fault);
  await expect(client.get('/repos/ipc-bench/results')).rejects.toMatchObject({ name: 'ForgeError', code });
});

test('a wrong token, and none where one is needed, are errors of their own', async () => {
  const wrong = await startClient({ token: 'ghp_wrong' });
  await expect(wrong.ask()).rejects.toMatchObject({ code: 'unauthorized' });
  const none = await startClient({ isAnonymous: true });
  await expect(none.ask()).rejects.toMatchObject({ code: 'unauthorized' });
});

test('a query that is not in the schema is refused', async () => {
  const { client } = await startClient();
  await expect(client.graphql('query { nonsense }', {})).rejects.toMatchObject({ code: 'protocol' });
  const missing = client.graphql(QUERY, { owner: 'nobody', name: 'nothing' });
  expect((await missing).data).toEqual({ repository: null });
});

test('secondary limits are waited for, in every form they come in', async () => {
  const { double, ask } = await startClient();
  for (const status of [200, 403, 429] as const) {
    double.faults.push({ kind: 'secondary', status, retryAfterSeconds: 20 }, { kind: 'secondary', status });
    const before = double.world.nowMs;
    expect(await ask()).toHaveProperty('repository');
    expect(double.world.nowMs - before).toBe(80_000);
  }
});

test('an abort ends a request under way', async () => {
  const { double, client } = await startClient();
  const stop = new AbortController();
  double.faults.push({ kind: 'hang' });
  double.meanwhile = () => stop.abort(new Error('enough'));
  await expect(client.get('/repos/ipc-bench/results', { signal: stop.signal })).rejects.toThrow('enough');
});

test('the token reaches no error, whatever the forge answers', async () => {
  const { double, client, ask } = await startClient();
  const faults: Fault[] = [
    { kind: 'status', status: 401, body: `bad credentials: ${double.token}` },
    { kind: 'status', status: 500, body: double.token },
    { kind: 'cut' },
    { kind: 'reset' },
    { kind: 'secondary', status: 403, retryAfterSeconds: 3_000 },
  ];
  for (const fault of faults) {
    for (const request of [ask, () => client.get('/repos/ipc-bench/results')]) {
      double.faults.push(fault, fault, fault);
      const error: unknown = await request().then(
        () => expect.unreachable(),
        (reason) => reason,
      );
      double.world.nowMs += 3_600_000;
      double.faults.length = 0;
      const shown = inspect(error, { depth: 20, showHidden: true }) + String((error as Error).stack);
      expect(shown).toContain('ForgeError');
      expect(shown).not.toContain(double.token);
    }
  }
  expect(double.requests.map(({ path }) => path).join()).not.toContain(double.token);
});

test('a moved repository is followed within the forge, and the token never leaves it', async () => {
  const seen: string[] = [];
  const other = await startServer((request, response) => {
    seen.push(request.headers.authorization ?? 'none');
    response.end('[]');
  });
  let location = '/elsewhere';
  const { client, apiUrl } = await startServer((request, response) => {
    if (request.url === '/target') return void response.setHeader('content-type', 'application/json').end('{"id":7}');
    response.writeHead(301, { location }).end('{}');
  });
  location = `${apiUrl}/target`;
  expect((await client.get('/repos/a/b')).data).toEqual({ id: 7 });
  for (location of [`${other.apiUrl}/x`, `${apiUrl}@127.0.0.1/x`, 'http://', '', 'file:///etc/passwd']) {
    await expect(client.get('/repos/a/b')).rejects.toMatchObject({ code: 'protocol' });
  }
  // A forge that sends us round in circles is asked twice.
  location = `${apiUrl}/repos/a/b`;
  await expect(client.get('/repos/a/b')).rejects.toMatchObject({ code: 'protocol' });
  expect(seen).toEqual([]);
});

test.each(['https://evil.example/x', `${GITHUB.apiUrl}.evil.example/x`, 'x', ''])(
  'a page at %j is not asked for',
  async (url) => {
    const { client, double } = await startClient();
    await expect(client.get(url)).rejects.toMatchObject({ code: 'protocol' });
    expect(double.requests).toEqual([]);
  },
);

test('an answer without end is cut off and counts as such', async () => {
  let sent = 0;
  const { client } = await startServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      sent += chunk.length;
    };
    response.on('drain', more);
    more();
  });
  await expect(client.get('/repos/a/b')).rejects.toMatchObject({ code: 'protocol' });
  expect(sent).toBeLessThan(3 * 40 * 1024 * 1024);
});

test.each([
  ['http to another machine', 'http://api.example'],
  ['http to a name that begins like loopback', 'http://127.0.0.1.evil.example'],
  ['a password in the URL', 'https://user:password@api.example'],
  ['a last slash', 'https://api.example/'],
  ['another scheme', 'ftp://api.example'],
])('an API at %s is refused', (_name, apiUrl) => {
  const open = () =>
    openForgeClient({
      forge: { ...GITHUB, apiUrl },
      clock: { now: () => 0, sleep: async () => {} },
      allowLoopback: true,
    });
  expect(open).toThrow(expect.objectContaining({ code: 'protocol' }));
});

test('plain http to loopback needs leave', () => {
  const forge = { ...GITHUB, apiUrl: 'http://127.0.0.1:1' };
  const clock = { now: () => 0, sleep: async () => {} };
  expect(() => openForgeClient({ forge, clock })).toThrow(expect.objectContaining({ code: 'protocol' }));
  expect(openForgeClient({ forge, clock, allowLoopback: true }).isAuthenticated).toBe(false);
});
