// What a stranger's server may say instead of git's protocol. Each ends in an error that tells why, in bounded time and
// memory, and never in a list or a set of objects that is silently short.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { engine } from '@ipc-bench/server/git/engine';
import { type Oid, parseOid, type Remote, type RemoteLimits, type RemoteOptions } from '@ipc-bench/server/git/port';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BLOB, COMMIT, craftPack, TREE } from '../../support/craft-pack.js';
import { temporaryFolder } from '../../support/git-command.js';
import {
  CAPABILITIES,
  flush,
  type HostileAnswers,
  type HostileServer,
  packAnswer,
  packetLine,
  sendAdvertisement,
  sendResult,
  sideBand,
  startHostileServer,
} from '../../support/hostile-git-server.js';

async function facing(
  answers: HostileAnswers,
  limits: Partial<RemoteLimits> = {},
  options: RemoteOptions = {},
): Promise<{ remote: Remote; server: HostileServer }> {
  const server = await startHostileServer(answers);
  return {
    server,
    remote: engine.remote(server.url, { allowLoopback: true, limits: { requestMs: 2000, ...limits }, ...options }),
  };
}

function idOf(type: string, content: Uint8Array): Oid {
  return parseOid(createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex'));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const HEADS = ['refs/heads/'];
const blob = Buffer.from('{"a":1}');
const tree = Buffer.concat([Buffer.from('100644 a.json\0'), Buffer.from(idOf('blob', blob), 'hex')]);
const commit = Buffer.from(`tree ${idOf('tree', tree)}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> 0 +0000\n\nx\n`);
const tip = idOf('commit', commit);
const refLine = (name: string, oid: string = tip) => packetLine(`${oid} ${name}\n`);
const answerRefs = (...parts: (string | Uint8Array)[]): HostileAnswers => ({
  listRefs: (response) => sendResult(response, Buffer.concat(parts.map((part) => Buffer.from(part as string)))),
});
const answerPack = (pack: Uint8Array): HostileAnswers => ({
  fetch: (response) => sendResult(response, packAnswer(pack)),
});

describe('lists of refs', () => {
  const whole = Buffer.concat([refLine('refs/heads/a'), refLine('refs/heads/b')]);

  test('a proper one', async () => {
    const { remote } = await facing(answerRefs(whole, flush));
    expect(await remote.listRefs(HEADS)).toEqual([
      { name: 'refs/heads/a', oid: tip },
      { name: 'refs/heads/b', oid: tip },
    ]);
  });

  test('cut off midway, between two lines or within one, is an error and never a short list', async () => {
    for (let length = 0; length <= whole.length; length++) {
      const { remote } = await facing(answerRefs(whole.subarray(0, length)));
      await expect(remote.listRefs(HEADS), `${length} bytes`).rejects.toMatchObject({ code: 'protocol' });
    }
  });

  test('cut off by a connection that breaks', async () => {
    const { remote } = await facing({
      listRefs: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result', 'content-length': 5000 });
        response.write(whole, () => response.destroy());
      },
    });
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a million refs', async () => {
    const lines = (part: number) =>
      Buffer.concat(Array.from({ length: 10_000 }, (_, at) => refLine(`refs/heads/results/${part}-${at}`)));
    const listRefs: Parameters<typeof facing>[0]['listRefs'] = (response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      let sent = 0;
      const more = () => (sent++ < 100 ? response.write(lines(sent), more) : response.end(flush));
      more();
    };
    // Time enough that it is the bytes which are too many, however busy the machine.
    const { remote } = await facing({ listRefs }, { requestMs: 60_000 });
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'limit_exceeded', limit: 'responseBytes' });
  });

  test('refs that nobody asked for are left out', async () => {
    const { remote } = await facing(
      answerRefs(refLine('HEAD'), refLine('refs/tags/v1'), refLine('refs/heads/a'), flush),
    );
    expect(await remote.listRefs(HEADS)).toEqual([{ name: 'refs/heads/a', oid: tip }]);
  });

  test.each([
    ['a ref listed twice', refLine('refs/heads/a'), refLine('refs/heads/a', idOf('blob', blob))],
    ['an id that is none', refLine('refs/heads/a', 'g'.repeat(40)), ''],
    ['an id in capitals', refLine('refs/heads/a', 'A'.repeat(40)), ''],
    ['an id of SHA-256', refLine('refs/heads/a', 'a'.repeat(64)), ''],
    ['a name with a control character', refLine('refs/heads/a\u001b[2J'), ''],
    ['a line without a name', packetLine(`${tip} \n`), ''],
    ['a delimiter in between', refLine('refs/heads/a'), '0001'],
    ['more after its end', refLine('refs/heads/a'), `${flush}0008more`],
  ])('%s is refused', async (_what, first, second) => {
    const { remote } = await facing(answerRefs(first, second, flush));
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'protocol' });
  });

  test('what is no pkt-line is refused', async () => {
    for (const garbage of ['zzzz', '0003', 'fff5', 'ffff', '<html>', '00']) {
      const { remote } = await facing(answerRefs(garbage));
      await expect(remote.listRefs(HEADS), garbage).rejects.toMatchObject({ code: 'protocol' });
    }
  });

  test('an error in the other side’s words is passed on without their control characters', async () => {
    const { remote } = await facing(answerRefs(packetLine('ERR \u001b]0;owned\u0007 no\r\nway \u202e')));
    const refused = remote.listRefs(HEADS);
    await expect(refused).rejects.toMatchObject({ code: 'protocol', message: 'the other side says: ]0;owned no way' });
  });
});

describe('greetings', () => {
  test.each([
    ['nothing', ''],
    ['only a flush', flush],
    ['a version that does not exist', Buffer.concat([packetLine('version 3\n'), Buffer.from(flush)])],
    ['a version without capabilities', Buffer.concat([packetLine('version 2\n'), Buffer.from(flush)])],
    ['capabilities that are cut off', Buffer.concat(CAPABILITIES.map(packetLine))],
    ['SHA-256', Buffer.concat([...CAPABILITIES, 'object-format=sha256\n'].map(packetLine).concat(Buffer.from(flush)))],
  ])('%s', async (_what, body) => {
    const { remote } = await facing({ advertise: (response) => sendAdvertisement(response, body) });
    const list = remote.listRefs(HEADS);
    if (body === flush) expect(await list).toEqual([]);
    else await expect(list).rejects.toMatchObject({ code: 'protocol' });
  });

  test('a web page instead of git is no git server', async () => {
    const { remote } = await facing({
      advertise: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    });
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('answers to a fetch', () => {
  const pack = craftPack([
    { type: COMMIT, content: commit },
    { type: TREE, content: tree },
  ]);

  test('a proper one', async () => {
    const { remote } = await facing(answerPack(pack));
    const trees = await remote.fetchTrees(tip);
    expect(trees.readTree(trees.root)).toEqual([{ mode: 0o100644, name: 'a.json', oid: idOf('blob', blob) }]);
  });

  test('a flood of progress messages', async () => {
    const { remote } = await facing({
      fetch: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
        response.write(packetLine('packfile\n'));
        const progress = sideBand(Buffer.alloc(60_000, 'remote: Compressing objects: 1 %\r'), 2);
        const more = () => response.destroyed || response.write(progress, more);
        more();
      },
    });
    await expect(remote.fetchTrees(tip)).rejects.toMatchObject({ code: 'limit_exceeded', limit: 'responseBytes' });
  });

  test('an endless slow answer', async () => {
    const { remote } = await facing(
      {
        fetch: (response) => {
          response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
          const timer = setInterval(() => response.write(packetLine('\u0002.')), 20);
          response.once('close', () => clearInterval(timer));
          response.write(packetLine('packfile\n'));
        },
      },
      { requestMs: 300 },
    );
    await expect(remote.fetchTrees(tip)).rejects.toMatchObject({ code: 'limit_exceeded', limit: 'requestMs' });
  });

  test('a server that accepts and never answers', async () => {
    const { remote } = await facing({ advertise: () => {} }, { requestMs: 200 });
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'limit_exceeded', limit: 'requestMs' });
  });

  test('a pack in single bytes', async () => {
    const bytes = [...pack].map((byte) => packetLine(Buffer.from([1, byte])));
    const { remote } = await facing({
      fetch: (response) =>
        sendResult(response, Buffer.concat([packetLine('packfile\n'), ...bytes, Buffer.from(flush)])),
    });
    expect((await remote.fetchTrees(tip)).root).toBe(idOf('tree', tree));
  });

  test.each([
    ['no pack at all', flush],
    ['a pack that is cut off before its flush', packAnswer(pack).subarray(0, -4)],
    ['more after its end', Buffer.concat([packAnswer(pack), packetLine('more')])],
    ['an unknown side-band', Buffer.concat([packetLine('packfile\n'), sideBand(pack, 7), Buffer.from(flush)])],
    [
      'a fatal error half-way',
      Buffer.concat([packetLine('packfile\n'), sideBand(pack), sideBand(Buffer.from('oops'), 3)]),
    ],
    ['an empty answer', ''],
  ])('%s is refused', async (_what, body) => {
    const { remote } = await facing({ fetch: (response) => sendResult(response, body) });
    await expect(remote.fetchTrees(tip)).rejects.toMatchObject({ code: 'protocol' });
  });

  test('a pack whose trailer is forged to the name of one of ours destroys nothing', async () => {
    const path = join(temporaryFolder(), 'results.git');
    const ours = await engine.init(path);
    onTestFinished(() => ours.close());
    const folder = join(path, 'objects', 'pack');
    const name = readdirSync(folder).find((file) => file.endsWith('.pack')) as string;
    const before = readFileSync(join(folder, name));
    const trailer = Buffer.from(name.slice('pack-'.length, -'.pack'.length), 'hex');
    const { remote } = await facing(answerPack(craftPack([{ type: COMMIT, content: commit }], { trailer })));
    await expect(remote.fetchTrees(tip)).rejects.toMatchObject({ code: 'object_corrupt' });
    expect(readFileSync(join(folder, name)).equals(before)).toBe(true);
  });

  test('wrong object id: another commit than the one that was asked for', async () => {
    const { remote } = await facing(answerPack(pack));
    await expect(remote.fetchTrees(idOf('commit', Buffer.from('x')))).rejects.toMatchObject({ code: 'object_missing' });
  });

  test('a commit without its tree', async () => {
    const { remote } = await facing(answerPack(craftPack([{ type: COMMIT, content: commit }])));
    await expect(remote.fetchTrees(tip)).rejects.toMatchObject({ code: 'object_missing' });
  });

  test('a tip that is no commit', async () => {
    const { remote } = await facing(answerPack(craftPack([{ type: BLOB, content: blob }])));
    await expect(remote.fetchTrees(idOf('blob', blob))).rejects.toMatchObject({ code: 'object_missing' });
  });

  const oid = Buffer.from(idOf('blob', blob), 'hex');
  const entry = (mode: string, name: string) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), oid]);
  test.each([
    ['duplicate entries', Buffer.concat([entry('100644', 'a'), entry('100644', 'a')])],
    ['entries out of order', Buffer.concat([entry('100644', 'b'), entry('100644', 'a')])],
    ['a folder sorted as a file', Buffer.concat([entry('40000', 'a'), entry('100644', 'a-b')])],
    ['an empty name', entry('100644', '')],
    ['no mode', entry('', 'a')],
    ['a mode that is no octal number', entry('10064x', 'a')],
    ['an id that is cut off', entry('100644', 'a').subarray(0, -1)],
    ['no end of a name', Buffer.from('100644 endless')],
  ])('a tree with %s is corrupt', async (_what, content) => {
    const bad = Buffer.from(commit.toString().replace(idOf('tree', tree), idOf('tree', content)));
    const { remote } = await facing(
      answerPack(
        craftPack([
          { type: COMMIT, content: bad },
          { type: TREE, content },
        ]),
      ),
    );
    await expect(remote.fetchTrees(idOf('commit', bad))).rejects.toMatchObject({ code: 'object_corrupt' });
  });

  test('blobs that nobody asked for are not given', async () => {
    const { remote } = await facing(
      answerPack(
        craftPack([
          { type: BLOB, content: blob },
          { type: BLOB, content: tree },
        ]),
      ),
    );
    expect(await all(remote.fetchBlobs(tip, [idOf('blob', blob)]))).toEqual([{ oid: idOf('blob', blob), bytes: blob }]);
  });

  test('a wanted blob that does not come is named as missing', async () => {
    const absent = idOf('blob', Buffer.from('absent'));
    const { remote } = await facing(answerPack(craftPack([{ type: BLOB, content: blob }])));
    const found = await all(remote.fetchBlobs(tip, [absent, idOf('blob', blob)]));
    expect(found).toEqual([
      { oid: idOf('blob', blob), bytes: blob },
      { oid: absent, missing: true },
    ]);
  });

  test('a server that gives nothing of thousands of blobs is given up, not asked for each', async () => {
    const { remote, server } = await facing({});
    const wanted = Array.from({ length: 3000 }, (_, at) => idOf('blob', Buffer.from(`${at}`)));
    await expect(all(remote.fetchBlobs(tip, wanted))).rejects.toMatchObject({ code: 'object_missing' });
    expect(server.requests.length).toBeLessThan(100);
  });
});

describe('transport', () => {
  test('redirect to another host, to a private address, or anywhere', async () => {
    for (const location of [
      'https://example.org/x.git/info/refs',
      'http://169.254.169.254/latest',
      '/other.git/info/refs',
    ]) {
      for (const status of [301, 302, 303, 307, 308]) {
        const { remote, server } = await facing({
          advertise: (response) => response.writeHead(status, { location }).end(),
        });
        await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'address_refused' });
        expect(server.requests.length).toBe(1);
      }
    }
  });

  test.each([
    'http://example.org/fork.git',
    'https://127.0.0.1/fork.git',
    'https://[::1]/fork.git',
    'https://[::ffff:10.0.0.1]/fork.git',
    'https://10.1.2.3/fork.git',
    'https://192.168.0.1/fork.git',
    'https://172.20.0.1/fork.git',
    'https://169.254.169.254/fork.git',
    'https://100.64.0.1/fork.git',
    'https://0/fork.git',
    'https://2130706433/fork.git',
    'https://0x7f.1/fork.git',
    'https://[fe80::1]/fork.git',
    'https://[fd00::1]/fork.git',
    'https://[::]/fork.git',
    'https://[2002:7f00:1::]/fork.git',
    'ftp://example.org/fork.git',
    'file:///etc',
    'ssh://example.org/fork.git',
    'git://example.org/fork.git',
    'ext::sh -c id',
    'https://user:secret@example.org/fork.git',
    'https://token@example.org/fork.git',
    'https://example.org/fork.git?token=secret',
    'https://example.org/fork.git#secret',
  ])('%s is refused without a look at it, and without repeating what is secret', async (url) => {
    const attempt = async () => engine.remote(url).listRefs(HEADS);
    const error = await attempt().then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(['address_refused', 'not_a_repository']).toContain(error.code);
    if (url.includes('secret')) expect(error.message).not.toContain('secret');
  });

  test('a name that leads to loopback is refused unless permitted', async () => {
    await expect(engine.remote('https://localhost/fork.git').listRefs(HEADS)).rejects.toMatchObject({
      code: 'address_refused',
    });
  });

  test('credentials go to their own host only', async () => {
    const authorization = 'Basic c2VjcmV0';
    const { server, remote: _unused } = await facing(answerRefs(flush));
    const { host } = new URL(server.url);
    for (const credentials of [
      { host, authorization },
      { host: '127.0.0.1', authorization },
      { host: 'example.org', authorization },
    ]) {
      await engine.remote(server.url, { allowLoopback: true, credentials }).listRefs(HEADS);
    }
    const sent = server.requests.map(({ headers }) => headers.authorization);
    expect(sent, 'greeted and asked, then asked twice').toEqual([authorization, authorization, undefined, undefined]);
  });

  test('a kept-alive connection that the server has just closed is no failure, a new one that it closes is', async () => {
    let asked = 0;
    const { remote } = await facing({
      listRefs: (response) => {
        asked++;
        if (asked === 2 || asked > 3) response.destroy();
        else sendResult(response, flush);
      },
    });
    await remote.listRefs(HEADS);
    expect(await remote.listRefs(HEADS)).toEqual([]);
    expect(asked).toBe(3);
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toBe(5);
  });

  test('a small answer that unpacks to a gigabyte', async () => {
    const { remote } = await facing({
      listRefs: (response) => {
        const type = 'application/x-git-upload-pack-result';
        response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' });
        response.end(gzipSync(Buffer.alloc(128 * 2 ** 20, '0')));
      },
    });
    const before = process.memoryUsage().rss;
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ name: 'GitError' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20);
  });

  test('a proper answer in gzip is read; another encoding is refused', async () => {
    const encoded = (encoding: string, body: Uint8Array): HostileAnswers => ({
      listRefs: (response) => {
        const type = 'application/x-git-upload-pack-result';
        response.writeHead(200, { 'content-type': type, 'content-encoding': encoding }).end(body);
      },
    });
    const list = Buffer.concat([refLine('refs/heads/a'), Buffer.from(flush)]);
    expect(await (await facing(encoded('gzip', gzipSync(list)))).remote.listRefs(HEADS)).toHaveLength(1);
    await expect((await facing(encoded('br', list))).remote.listRefs(HEADS)).rejects.toMatchObject({
      code: 'protocol',
    });
    await expect((await facing(encoded('gzip', list))).remote.listRefs(HEADS)).rejects.toMatchObject({
      code: 'protocol',
    });
  });

  test('an answer that announces too much is not read', async () => {
    const { remote } = await facing({
      listRefs: (response) => {
        const type = 'application/x-git-upload-pack-result';
        response.writeHead(200, { 'content-type': type, 'content-length': 2 ** 40 }).flushHeaders();
      },
    });
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'limit_exceeded', limit: 'responseBytes' });
  });

  test.each([401, 403, 404, 410, 429, 500, 503])('status %i is told', async (status) => {
    const { remote } = await facing({ advertise: (response) => response.writeHead(status).end('no') });
    await expect(remote.listRefs(HEADS)).rejects.toMatchObject({ code: 'unreachable', httpStatus: status });
  });

  test('nobody there', async () => {
    const { remote } = await facing({});
    const gone = engine.remote('http://127.0.0.1:1/fork.git', { allowLoopback: true });
    await expect(gone.listRefs(HEADS)).rejects.toMatchObject({ code: 'unreachable' });
    await remote.close();
  });
});
