// The real command in processes of its own: two at once, interrupted, killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { honestFork } from '../support/fork.js';
import { temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf, errorIn, mergeInto, newData, runCommand } from '../support/maintainer.js';

const BIN = new URL('../../server/bin/ipc-bench-db.js', import.meta.url).pathname;
const KILLS = 12;
const root = temporaryFolder(afterAll);
let server: GitHttpBackend;
let urls: string[];

beforeAll(async () => {
  const names = ['dogwood', 'elm', 'fir'];
  for (const name of names) honestFork(root, name, 60);
  server = await startGitHttpBackend({ root });
  urls = names.map((name) => `${server.url}/${name}.git`);
  return () => server.close();
});

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

function start(...argv: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [BIN, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
  return { child, ended };
}

const startMerge = (data: string, ...sources: string[]) =>
  start('merge', '--json', '--allow-loopback', '--data', data, ...sources);

describe('two merges at once', () => {
  it('lose nothing: one waits for the other', async () => {
    const [data, reference] = [await newData(), await newData()];
    await mergeInto(reference, ...urls);
    const [one, two] = urls as [string, string, string];
    const both = await Promise.all([startMerge(data, one).ended, startMerge(data, two).ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    await mergeInto(data, urls[2] as string);
    expect((await digestOf(data)).files).toBe((await digestOf(reference)).files);
    checkSound(data);
  });

  it('end in 75 where the other one takes too long', async () => {
    const data = await newData();
    const silent = await silentServer();
    const { child, ended } = startMerge(data, `${silent.url}/x.git`);
    await silent.asked; // so the first one holds the lock
    process.env.IPC_BENCH_LOCK_WAIT_MS = '100';
    onTestFinished(() => {
      delete process.env.IPC_BENCH_LOCK_WAIT_MS;
    });
    const { exit, err } = await mergeInto(data, urls[0] as string);
    expect(exit).toBe(75);
    expect(errorIn(err).code).toBe('busy');
    child.kill('SIGKILL');
    await ended;
    expect((await mergeInto(data, urls[0] as string)).exit).toBe(0); // the lock died with its holder
  });
});

describe('a merge that is stopped', () => {
  it('ends with 130 on Ctrl-C, though the source is silent, and leaves nothing behind', async () => {
    const data = await newData();
    const before = listAll(data);
    const silent = await silentServer();
    const { child, ended } = startMerge(data, `${silent.url}/x.git`);
    await silent.asked;
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('interrupted');
    const made = listAll(data).filter(
      (path) => !before.includes(path) && !/(?:journal\.sqlite|writer\.lock)$/.test(path),
    );
    expect(made).toEqual([]);
  });

  it(`reaches the same tree after SIGKILL at ${KILLS} random moments`, async () => {
    const reference = await newData();
    await mergeInto(reference, ...urls);
    const whole = startMerge(await newData(), ...urls);
    const from = performance.now();
    await whole.ended;
    const duration = performance.now() - from;

    const data = await newData();
    let killed = 0;
    for (let at = 0; at < KILLS; at++) {
      const { child, ended } = startMerge(data, ...urls);
      const timer = setTimeout(() => child.kill('SIGKILL'), duration * (0.3 + 0.7 * Math.random()));
      const { signal, code, err } = await ended;
      clearTimeout(timer);
      if (signal === 'SIGKILL') killed++;
      else expect(code, err).toBe(0);
      checkSound(data);
    }
    expect(killed).toBeGreaterThan(0);
    expect(await mergeInto(data, ...urls)).toMatchObject({ exit: 0 });
    expect(await digestOf(data)).toMatchObject({ files: (await digestOf(reference)).files });
    checkSound(data);
  });
});

describe('a dry run', () => {
  it('says what a merge would do and writes nothing', async () => {
    const data = await newData();
    await mergeInto(data, urls[0] as string);
    const before = snapshot(data);
    const { exit, out } = await runCommand(
      ...['merge', '--json', '--dry-run', '--allow-loopback', '--data', data],
      ...urls,
    );
    expect(exit).toBe(0);
    const { sources, dry_run } = JSON.parse(out);
    expect(dry_run).toBe(true);
    expect(sources.map(({ counts }: { counts: { added: number } }) => counts.added)).toEqual([0, 60, 60]);
    expect(snapshot(data)).toEqual(before);
  });
});

/** Accepts connections and never answers. */
async function silentServer(): Promise<{ url: string; asked: Promise<void> }> {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const http = createServer(() => resolve());
  await new Promise<void>((done) => {
    http.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, asked };
}

function listAll(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

function snapshot(folder: string): string[] {
  return listAll(folder)
    .filter((path) => statSync(join(folder, path)).isFile())
    .map(
      (path) =>
        `${path} ${createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex')}`,
    );
}
