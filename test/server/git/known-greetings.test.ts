import { engine } from '@ipc-bench/server/git/engine';
import { expect, test } from 'vitest';
import { BLOB, COMMIT, craftPack, TREE } from '../../support/craft-pack.js';
import { git } from '../../support/git-command.js';
import {
  CAPABILITIES,
  flush,
  packAnswer,
  packetLine,
  sendAdvertisement,
  sendResult,
  startHostileServer,
} from '../../support/hostile-git-server.js';

const HEADS = ['refs/heads/'];
const blob = Buffer.from('x');
const tree = Buffer.concat([
  Buffer.from('100644 a\0'),
  Buffer.from(git(['hash-object', '--stdin'], { input: blob }), 'hex'),
]);
const root = git(['hash-object', '-t', 'tree', '--stdin'], { input: tree });
const commit = Buffer.from(`tree ${root}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> 0 +0000\n\nx\n`);
const tip = git(['hash-object', '-t', 'commit', '--stdin'], { input: commit }) as never;

test('the second fork of a server is asked without greeting it again', async () => {
  const server = await startHostileServer({});
  for (const fork of ['a', 'b', 'c']) {
    await engine.remote(`${server.url}/${fork}`, { allowLoopback: true }).listRefs(HEADS);
  }
  expect(server.requests.length).toBe(4);
});

test('a server that turns out to speak otherwise is greeted again, once', async () => {
  let filters = true;
  const server = await startHostileServer({
    advertise: (response) => {
      const lines = CAPABILITIES.map((line) => (filters ? line : line.replace(' filter', '')));
      sendAdvertisement(response, Buffer.concat([...lines.map(packetLine), Buffer.from(flush)]));
    },
    fetch: (response, { body }) => {
      if (!filters && body.includes('filter')) sendResult(response, packetLine('ERR unexpected line: filter\n'));
      else
        sendResult(
          response,
          packAnswer(
            craftPack([
              { type: COMMIT, content: commit },
              { type: TREE, content: tree },
              { type: BLOB, content: blob },
            ]),
          ),
        );
    },
  });
  const remote = () => engine.remote(server.url, { allowLoopback: true });
  await remote().listRefs(HEADS);
  filters = false;
  expect((await remote().fetchTrees(tip)).root).toBe(root);
  const [, , refused, greeted, fetched] = server.requests.map(({ body }) => body);
  expect(refused).toContain('filter');
  expect(greeted).toBe('');
  expect(fetched).not.toContain('filter');
  expect(server.requests.length).toBe(5);
});

test('a server that answers wrongly however it is asked is not asked for ever', async () => {
  const server = await startHostileServer({ listRefs: (response) => sendResult(response, 'zzzz') });
  const list = () => engine.remote(server.url, { allowLoopback: true }).listRefs(HEADS);
  await expect(list()).rejects.toMatchObject({ code: 'protocol' });
  await expect(list()).rejects.toMatchObject({ code: 'protocol' });
  expect(server.requests.length, 'greeted, asked; asked, greeted, asked').toBe(5);
});
