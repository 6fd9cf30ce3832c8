// What a contributor's commits and a maintainer's environment say about people must not travel with the data.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badFiles } from '../support/bad-files.js';
import { resultFiles } from '../support/document.js';
import { byPath, commitToFork } from '../support/fork.js';
import { gitBytes, temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { newData } from '../support/maintainer.js';

const BIN = new URL('../../server/bin/ipc-bench-db.js', import.meta.url).pathname;
const root = temporaryFolder(afterAll);
const secrets = {
  name: 'Zebediah Quillfeather',
  mail: 'zeb.q@quillfeather.example',
  host: 'zebs-box-7731',
  user: 'zquill',
  home: 'home-of-zquill',
  message: 'from my desk in Reykjavik',
  maintainer: 'Maintainer Wolfsbane',
};
let server: GitHttpBackend;

beforeAll(async () => {
  const bad = Object.fromEntries(badFiles.map(({ path, bytes }) => [path, bytes]));
  commitToFork(
    root,
    'personal',
    { ...byPath(resultFiles(3, 'personal')), ...bad },
    {
      identity: `${secrets.name} <${secrets.mail}>`,
      message: `${secrets.message} on ${secrets.host} by ${secrets.user}\n`,
      timeSeconds: 1_700_012_345,
    },
  );
  server = await startGitHttpBackend({ root });
  return () => server.close();
});

describe('a merge', () => {
  it('keeps names, addresses, hosts, messages and times of commits out of everything it writes and says', async () => {
    const data = await newData();
    const home = join(temporaryFolder(), secrets.home);
    mkdirSync(home);
    writeFileSync(join(home, '.gitconfig'), `[user]\n\tname = ${secrets.maintainer}\n\temail = ${secrets.mail}\n`);
    for (const { path, bytes } of resultFiles(2, 'in a folder')) {
      mkdirSync(dirname(join(home, 'folder', path)), { recursive: true });
      writeFileSync(join(home, 'folder', path), bytes);
    }
    const env = {
      ...process.env,
      HOME: home,
      USER: secrets.user,
      LOGNAME: secrets.user,
      HOSTNAME: secrets.host,
      EMAIL: secrets.mail,
      GIT_AUTHOR_NAME: secrets.maintainer,
      GIT_COMMITTER_EMAIL: secrets.mail,
      TZ: 'Asia/Kathmandu',
    };
    const args = [BIN, 'merge', '--allow-loopback', '--data', data, `${server.url}/personal.git`, './folder'];
    // Exit code 3: the bad files are refused, and what is said about them counts as well.
    const run = promisify(execFile)(process.execPath, args, { cwd: home, env });
    const said = await run.catch((error) => error as { stdout: string; stderr: string; code: number });
    expect(said).toMatchObject({ code: 3 });

    const written = { 'what it says': Buffer.from(said.stdout + said.stderr), ...everythingIn(data) };
    expect(Object.keys(written).length).toBeGreaterThan(5);
    for (const [place, bytes] of Object.entries(written))
      for (const [kind, secret] of Object.entries(secrets))
        expect(bytes.includes(secret), `${kind} in ${place}`).toBe(false);

    const log = gitBytes(['log', '--format=%an%n%ae%n%cn%n%ad%n%cd%n%B', '--date=raw', 'data'], {
      cwd: join(data, 'results.git'),
    }).toString();
    for (const [, seconds, zone] of log.matchAll(/^(\d+) ([+-]\d{4})$/gm)) {
      expect(Number(seconds) % 86_400).toBe(0);
      expect(zone).toBe('+0000');
    }
    expect(log).not.toContain('127.0.0.1');
    expect(log).not.toContain('1700012345');
    expect(log).toMatch(/^Source: sha256:[0-9a-f]{64}\nAdded: 3\nRetracted: 0$/m);
    expect(log).toMatch(/^Source: local\nAdded: 2\nRetracted: 0$/m);
  });
});

/** Every file below the data directory, and every git object in it as git sees it. */
function everythingIn(data: string): Record<string, Buffer> {
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(data, path)).isFile(),
  );
  const objects = gitBytes(['cat-file', '--batch', '--batch-all-objects'], { cwd: join(data, 'results.git') });
  return { objects, ...Object.fromEntries(files.map((path) => [path, readFileSync(join(data, path))])) };
}
