// A hostile environment: every place where a machine keeps what names it or its user holds a word that must appear in
// nothing the runner writes, prints or sends.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { readSettings } from 'ipc-bench/settings';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { git, gitBytes, temporaryFolder } from '../../support/git-command.js';
import { startGitHttpBackend } from '../../support/git-http.js';
import { type Home, runCli } from './run-cli.js';
import { NO_COMPILER, tinyRun } from './tiny-run.js';

const PLANTED = 'planted';
const ENVIRONMENT = {
  USER: 'planteduser9',
  LOGNAME: 'planteduser9',
  HOSTNAME: 'planted-host-7f3a',
  HOST: 'planted-host-7f3a',
  EMAIL: 'planteduser9@planted.example',
  GIT_AUTHOR_NAME: 'Planted Person',
  GIT_AUTHOR_EMAIL: 'planteduser9@planted.example',
  GIT_COMMITTER_NAME: 'Planted Person',
  GIT_COMMITTER_EMAIL: 'planteduser9@planted.example',
  GH_TOKEN: 'planted-token-1',
  GITHUB_TOKEN: 'planted-token-2',
  CFLAGS: '-DPLANTED',
  TZ: 'Asia/Kathmandu',
  LANG: 'de_DE.UTF-8',
  LC_ALL: 'de_DE.UTF-8',
};

let home: Home;
let cwd = '';
let output = '';

async function run(args: readonly string[], expected = 0) {
  const ended = await runCli(home, args, { cwd, environment: ENVIRONMENT });
  output += ended.stdout + ended.stderr;
  expect(ended.code, ended.stderr).toBe(expected);
  return ended;
}

function expectClean(bytes: Uint8Array, what: string) {
  const text = Buffer.from(bytes).toString('latin1');
  expect(text.toLowerCase().includes(PLANTED), what).toBe(false);
  for (const word of [os.hostname(), os.userInfo().username].filter((name) => name.length > 5))
    expect(text.includes(word), what).toBe(false);
  expect(text.includes('+0545'), what).toBe(false);
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

function expectCleanObjects(gitdir: string) {
  const ids = git(['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'], { cwd: gitdir }).split('\n');
  expect(ids.length).toBeGreaterThan(5);
  const all = gitBytes(['cat-file', '--batch-all-objects', '--batch'], { cwd: gitdir });
  expectClean(all, gitdir);
  const people = git(['log', '--all', '--format=%an <%ae> %cn <%ce> %ad %cd', '--date=raw'], { cwd: gitdir });
  for (const line of people.split('\n'))
    expect(line).toMatch(
      /^ipc-bench <root@ipc-bench\.invalid> ipc-bench <root@ipc-bench\.invalid> (\d+) \+0000 \1 \+0000$/,
    );
}

describe.skipIf(NO_COMPILER)('planted secrets', () => {
  beforeAll(async () => {
    const outer = temporaryFolder(afterAll);
    const folder = join(outer, 'home', 'planteduser9');
    cwd = join(folder, 'planted-working-folder');
    mkdirSync(cwd, { recursive: true });
    writeFileSync(
      join(folder, '.gitconfig'),
      '[user]\n\tname = Planted Person\n\temail = planteduser9@planted.example\n',
    );
    // Only HOME is set, and its name is hostile: all folders follow from it.
    const xdg = { XDG_DATA_HOME: '.local/share', XDG_STATE_HOME: '.local/state', XDG_CACHE_HOME: '.cache' };
    const settings = readSettings(
      Object.fromEntries(Object.entries(xdg).map(([name, at]) => [name, join(folder, at)])),
    );
    home = { folder, settings, environment: { PATH: process.env.PATH ?? '', HOME: folder } };
    await tinyRun(home.settings);
  });

  it('appear in no document, no state and no output of the commands that stay here', async () => {
    await run(['run', '--dry-run']);
    await run(['run', '--resume'], 1);
    await run(['id']);
    await run(['id', '--export', 'key.pem']);
    await run(['id', '--reset'], 1);
    await run(['list']);
    await run(['show']);
    await run(['show', '--json']);
    await run(['submit', '--dry-run']);
    await run(['retract', '--all', '--dry-run']);
    await run(['show', 'not-a-file'], 1);
    await run(['validate', 'not-a-file'], 1);
    for (const folder of [home.settings.dataDir, home.settings.stateDir])
      for (const file of filesBelow(folder)) expectClean(readFileSync(file), file);
    expectClean(Buffer.from(output), 'output');
  });

  it('appear in no object and no request of a repository that was pushed to', async () => {
    const root = temporaryFolder();
    git(['init', '--quiet', '--bare', join(root, 'fork.git')]);
    const sent: string[] = [];
    const server = await startGitHttpBackend({
      root,
      receivePack: true,
      onRequest(request) {
        sent.push(JSON.stringify([request.url, request.headers]));
        return false;
      },
    });
    onTestFinished(() => server.close());
    await run(['submit', '--to', `${server.url}/fork.git`, '--yes']);
    await run(['retract', '--all', '--to', `${server.url}/fork.git`, '--yes']);
    expectCleanObjects(join(root, 'fork.git'));
    expect(sent.length).toBeGreaterThan(4);
    expectClean(Buffer.from(sent.join('\n')), 'requests');
    expectClean(Buffer.from(output), 'output');
  });

  it('appear in nothing that is written for carrying away', async () => {
    const folder = temporaryFolder();
    await run(['submit', '--out', folder]);
    for (const file of filesBelow(folder)) expectClean(readFileSync(file), file);
    git(['clone', '--quiet', '--mirror', join(folder, 'ipc-bench.bundle'), join(folder, 'clone.git')]);
    expectCleanObjects(join(folder, 'clone.git'));
  });
});
