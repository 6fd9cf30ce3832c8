// The service as its users run it: a process of its own, another one that merges and rebuilds beside it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resultFiles, type TestFile } from '../support/document.js';
import { temporaryFolder } from '../support/git-command.js';

const BIN = join(import.meta.dirname, '../../server/bin/ipc-bench-db.js');

function run(args: readonly string[], node = process.execPath) {
  const { status, stdout, stderr } = spawnSync(node, [BIN, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

/** A plain folder in the layout, as a source to merge. */
function sourceFolder(files: readonly TestFile[]): string {
  const folder = temporaryFolder();
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

async function startServe(data: string): Promise<{ origin: string; child: ChildProcess; errors(): string }> {
  const child = spawn(process.execPath, [BIN, 'serve', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    errors += chunk;
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { origin: line.trim().replace(/\/$/, ''), child, errors: () => errors };
}

const json = async (url: string) => (await fetch(url)).json() as Promise<{ rows: { id: string }[]; revision: string }>;

describe('serve', () => {
  it('starts before there is data, then answers what other processes merge and rebuild, and stops gracefully', async () => {
    const data = join(temporaryFolder(), 'data');
    expect(run(['init', '--data', data]).status).toBe(0);
    const { origin, child, errors } = await startServe(data);
    expect((await fetch(`${origin}/readyz`)).status).toBe(503);

    const first = resultFiles(3, 'e2e');
    expect(run(['merge', sourceFolder(first), '--data', data])).toMatchObject({ status: 0 });
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    const ids = new Set((await json(`${origin}/v1/results`)).rows.map(({ id }) => id));
    expect(ids).toEqual(new Set(first.map(({ id }) => id)));

    const second = resultFiles(2, 'e2e later', '2026-11-21');
    expect(run(['merge', sourceFolder(second), '--data', data])).toMatchObject({ status: 0 });
    const before = await (await fetch(`${origin}/v1/results`)).text();
    expect(JSON.parse(before).rows).toHaveLength(5);
    for (const { id, bytes } of [...first, ...second]) {
      const raw = await fetch(`${origin}/v1/results/${id}/raw`);
      expect(Buffer.from(await raw.arrayBuffer()).equals(bytes)).toBe(true);
    }

    rmSync(join(data, 'index.sqlite'));
    expect((await fetch(`${origin}/v1/results`)).status).toBe(503);
    const reindexed = run(['reindex', '--data', data, '--json']);
    expect(reindexed.status).toBe(0);
    expect(JSON.parse(reindexed.stdout)).toMatchObject({ results: 5, left_out: [] });
    expect(await (await fetch(`${origin}/v1/results`)).text()).toBe(before);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(errors()).not.toMatch(/Error|warn/i);
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
  });

  it('says so when the port is taken', async () => {
    const data = temporaryFolder();
    const { origin } = await startServe(data);
    const { status, stderr } = run(['serve', '--data', data, '--port', new URL(origin).port]);
    expect(status).toBe(2);
    expect(stderr).toContain('taken');
    expect(stderr).not.toContain('    at ');
  });

  const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find(existsSync);
  const oldVersion = oldNode ? spawnSync(oldNode, ['--version'], { encoding: 'utf8' }).stdout.trim() : '';
  it.skipIf(!/^v(?:1\d|20|21)\./.test(oldVersion))(`refuses a Node that is too old (${oldVersion}) in words`, () => {
    const { status, stderr } = run(['serve'], oldNode);
    expect(status).toBe(75);
    expect(stderr).toContain(`needs Node.js 22.14 or newer; this is ${oldVersion.slice(1)}`);
    expect(stderr).not.toContain('    at ');
  });
});

describe('reindex', () => {
  it('says what to do where nothing has been merged', () => {
    const { status, stderr } = run(['reindex', '--data', temporaryFolder()]);
    expect(status).toBe(1);
    expect(stderr).toContain('ipc-bench-db init');
  });
});
