// Hostile and honest forks in one go, as a round meets them: every hostile one is refused for its own reason, every
// honest one is read, and the memory of all processes together stays bounded.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIngest } from '@ipc-bench/server/git/ingest';
import type { Oid } from '@ipc-bench/server/git/port';
import { expect, onTestFinished, test } from 'vitest';
import { BLOB, COMMIT, craftDelta, craftPack, OFS_DELTA, TREE, zlibBomb } from '../../support/craft-pack.js';
import { fastImport } from '../../support/fast-import.js';
import { temporaryFolder } from '../../support/git-command.js';
import { startGitHttpBackend } from '../../support/git-http.js';
import {
  flush,
  type HostileAnswers,
  packAnswer,
  packetLine,
  sendResult,
  sideBand,
  startHostileServer,
} from '../../support/hostile-git-server.js';

const REF = 'refs/heads/results/1a2b3c4d';
const MiB = 2 ** 20;
const tip = 'a'.repeat(40);

function endless(first: Uint8Array, piece: Uint8Array): NonNullable<HostileAnswers['fetch']> {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
    response.write(first);
    const more = () => response.destroyed || response.write(piece, more);
    more();
  };
}

const listed: HostileAnswers['listRefs'] = (response) =>
  sendResult(response, Buffer.concat([packetLine(`${tip} ${REF}\n`), Buffer.from(flush)]));
const packed = (pack: Uint8Array): HostileAnswers => ({
  listRefs: listed,
  fetch: (response) => sendResult(response, packAnswer(pack)),
});
const delta = (base: number, size: number) =>
  craftDelta(
    base,
    size,
    Array.from({ length: size / base }, () => ({ offset: 0, size: base })),
  );
const manyDeltas = Array.from({ length: 300 }, () => ({
  type: OFS_DELTA,
  content: delta(65_536, 65_536 * 15),
  base: 0,
}));
const hostile: Record<string, HostileAnswers> = {
  objectBytes: packed(craftPack([{ type: BLOB, compressed: zlibBomb(1024), size: 2 ** 30 }])),
  object_corrupt: packed(craftPack([{ type: BLOB, compressed: zlibBomb(1024), size: 1000 }])),
  treeBytes: packed(craftPack([{ type: TREE, compressed: zlibBomb(64), size: 64 * MiB }])),
  inflatedBytes: packed(craftPack([{ type: BLOB, content: Buffer.alloc(65_536) }, ...manyDeltas])),
  'inflatedBytes of many trees': packed(
    craftPack(Array.from({ length: 20 }, (_, at) => ({ type: TREE, content: Buffer.alloc(7 * MiB, at) }))),
  ),
  responseBytes: { listRefs: listed, fetch: endless(packetLine('packfile\n'), sideBand(Buffer.alloc(60_000), 2)) },
  'inflatedBytes of a pack of tiny objects that never ends': {
    listRefs: listed,
    fetch: endless(
      Buffer.concat([packetLine('packfile\n'), sideBand(craftPack([], { count: 1e9 }).subarray(0, 12))]),
      sideBand(craftPack([{ type: COMMIT, content: Buffer.from('x') }]).subarray(12, -20)),
    ),
  },
  'responseBytes of a million refs': {
    listRefs: (response) => {
      let sent = 0;
      const part = () =>
        Buffer.concat(Array.from({ length: 5000 }, () => packetLine(`${tip} refs/heads/results/${sent++}\n`)));
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      const more = () => response.destroyed || response.write(part(), more);
      more();
    },
  },
};

/** Resident bytes of a process; 0 when it is gone. */
function residentBytes(pid: number | 'self'): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

test('a round over hostile and honest forks stays under 300 MB, and only the hostile ones fail', async () => {
  const folder = temporaryFolder();
  const repositories = await startGitHttpBackend({ root: folder });
  onTestFinished(() => repositories.close());
  const honest = Array.from({ length: 12 }, (_, fork) => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`results/e1/2026/01/01/${fork}-${at}.json`, `{"at":${at}}`]),
    );
    fastImport(join(folder, `${fork}.git`), REF, { files });
    return `${repositories.url}/${fork}.git`;
  });
  const bad = await Promise.all(
    Object.entries(hostile).map(async ([reason, answers]) => ({
      reason,
      url: (await startHostileServer(answers)).url,
    })),
  );

  const ingest = createIngest();
  onTestFinished(() => ingest.close());
  /** Lists, fetches and reads one fork; the number of blobs, or why not. */
  async function read(url: string): Promise<number | string> {
    const remote = ingest.remote(url, { allowLoopback: true });
    try {
      const [ref] = await remote.listRefs(['refs/heads/results/']);
      const trees = await remote.fetchTrees(ref?.oid as Oid);
      const walk = (oid: Oid): Oid[] =>
        trees.readTree(oid).flatMap((entry) => (entry.mode === 0o040000 ? walk(entry.oid) : [entry.oid]));
      const wanted = new Set(walk(trees.root));
      let count = 0;
      for await (const blob of remote.fetchBlobs(ref?.oid as Oid, [...wanted])) count += 'bytes' in blob ? 1 : 0;
      return count;
    } catch (error) {
      const { code, limit } = error as { code?: string; limit?: string };
      return limit ?? code ?? String(error);
    } finally {
      await remote.close();
    }
  }

  await read(honest[0] as string);
  const idle = residentBytes('self') + ingest.pids().reduce((sum, pid) => sum + residentBytes(pid), 0);
  let most = 0;
  const sampler = setInterval(() => {
    const pids: (number | 'self')[] = ['self', ...ingest.pids()];
    most = Math.max(
      most,
      pids.map(residentBytes).reduce((sum, bytes) => sum + bytes),
    );
  }, 10);
  const outcomes = await Promise.all([...bad.map(({ url }) => read(url)), ...honest.map(read)]);
  clearInterval(sampler);
  expect(outcomes).toEqual([...bad.map(({ reason }) => reason.replace(/ .*/, '')), ...honest.map(() => 20)]);
  expect(most).toBeGreaterThan(idle);
  expect((most - idle) / MiB).toBeLessThan(300);
});
