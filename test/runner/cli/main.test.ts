import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeRetraction } from '@ipc-bench/schema/retraction';
import { commands } from 'ipc-bench/cli/commands/index';
import { RUNNER_VERSION } from 'ipc-bench/version';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { cryptography } from '../../support/document.js';
import { git, gitBytes, temporaryFolder } from '../../support/git-command.js';
import { startGitHttpBackend } from '../../support/git-http.js';
import { type Home, makeHome, runCli, startCli, waitForWords } from './run-cli.js';
import { NO_COMPILER, tinyRun } from './tiny-run.js';

let cache = '';
beforeAll(() => {
  cache = temporaryFolder(afterAll);
});

describe('ipc-bench', () => {
  it('helps with every command, and every example names real options', async () => {
    const home = makeHome();
    expect(await runCli(home, ['--help'])).toMatchObject({ code: 0, stderr: '' });
    for (const { name, options, examples, summary } of commands) {
      const { code, stdout } = await runCli(home, [name, '--help']);
      expect(code).toBe(0);
      for (const { flags } of options) expect(stdout).toContain(flags);
      for (const example of examples) {
        expect(stdout).toContain(example);
        expect(example.startsWith(`ipc-bench ${name}`)).toBe(true);
        for (const [option] of example.matchAll(/--[a-z-]+/g))
          expect(
            options.some(({ flags }) => flags.split(' ')[0] === option),
            example,
          ).toBe(true);
      }
      expect(summary).not.toMatch(/[.!]$/);
    }
  });

  it('says its version, the one of its package', async () => {
    const manifest = JSON.parse(readFileSync('runner/package.json', 'utf8'));
    expect(RUNNER_VERSION).toBe(manifest.version);
    expect(await runCli(makeHome(), ['--version'])).toMatchObject({ code: 0, stdout: `${RUNNER_VERSION}\n` });
  });

  it.each([[[]], [['warp']], [['run', '--warp']], [['run', '--profile', 'enormous']], [['validate']]])(
    'ends with 2 for %j',
    async (args) => {
      expect(await runCli(makeHome(), args)).toMatchObject({ code: 2 });
    },
  );

  it('touches nothing outside its own folders', async () => {
    const home = makeHome();
    await runCli(home, ['id']);
    await runCli(home, ['list']);
    expect(readdirSync(home.folder)).toEqual(['state']);
  });
});

describe('id', () => {
  it('shows, exports, resets and imports', async () => {
    const home = makeHome();
    const key = async () => JSON.parse((await runCli(home, ['id', '--json'])).stdout).machine_key as string;
    const first = await key();
    expect((await runCli(home, ['id'])).stdout).toContain(`results/${first.slice(0, 8)}`);
    expect(await runCli(home, ['id', '--export', 'key.pem'])).toMatchObject({ code: 0 });
    expect(await runCli(home, ['id', '--reset'])).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    expect(await key()).toBe(first);
    expect(await runCli(home, ['id', '--reset', '--yes'])).toMatchObject({ code: 0 });
    expect(await key()).not.toBe(first);
    expect(await runCli(home, ['id', '--import', 'key.pem', '--yes'])).toMatchObject({ code: 0 });
    expect(await key()).toBe(first);
    expect(await runCli(home, ['id', '--import', 'key.pem', '--reset'])).toMatchObject({ code: 2 });
  });
});

describe.skipIf(NO_COMPILER)('run', () => {
  it('plans without measuring, within the width, and as JSON', async () => {
    const home = makeHome(cache);
    const { code, stdout } = await runCli(home, ['run', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Plan: self-test, about \d+ s/);
    const plan = JSON.parse((await runCli(home, ['run', '--dry-run', '--json'])).stdout);
    expect(plan.profile.repeats).toBeGreaterThanOrEqual(5);
    expect(existsSync(home.settings.dataDir)).toBe(false);
  });

  it('says what to install where there is no compiler', async () => {
    const home = makeHome();
    const environment = { PATH: '/nonexistent' };
    expect(await runCli(home, ['run'], { environment })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no `make`[\s\S]*build-essential/i),
    });
    expect(readdirSync(join(home.folder, 'cache/ipc-bench'))).toEqual([]);
  });

  it('takes a program built elsewhere', async () => {
    const home = makeHome(cache);
    await runCli(home, ['run', '--dry-run']);
    const [folder = ''] = readdirSync(join(cache, 'ipc-bench'));
    const environment = { IPC_BENCH_SHIM: join(cache, 'ipc-bench', folder, 'ipc-bench-shim'), PATH: '/nonexistent' };
    expect(await runCli(makeHome(), ['run', '--dry-run'], { environment })).toMatchObject({ code: 0 });
  });

  it('stops at Ctrl-C with 130, leaves no process, keeps finished parts, and goes on with them', async () => {
    const home = makeHome(cache);
    await runCli(home, ['run', '--dry-run']);
    const first = startCli(home, ['run'], { onOneCpu: true });
    await waitForWords(first, '[2/');
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('--resume') });
    expect(running()).toEqual([]);
    expect(existsSync(home.settings.dataDir)).toBe(false);
    const second = startCli(home, ['run', '--resume'], { onOneCpu: true });
    await waitForWords(second, '[2/');
    second.child.kill('SIGTERM');
    const { code, stderr } = await second.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('[1/');
    expect(running()).toEqual([]);
  });

  it('has nothing to resume without an interrupted run', async () => {
    expect(await runCli(makeHome(cache), ['run', '--resume'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no unfinished run'),
    });
  });
});

/** Command lines of shims that were compiled below this test's cache and still run. */
function running(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.startsWith(cache));
}

describe.skipIf(NO_COMPILER)('with a result', () => {
  let home: Home;
  let result: Awaited<ReturnType<typeof tinyRun>>;
  beforeAll(async () => {
    home = makeHome(cache, afterAll);
    result = await tinyRun(home.settings);
  });

  async function serve() {
    const root = temporaryFolder();
    git(['init', '--quiet', '--bare', join(root, 'fork.git')]);
    const server = await startGitHttpBackend({ root, receivePack: true });
    onTestFinished(() => server.close());
    return { gitdir: join(root, 'fork.git'), url: `${server.url}/fork.git`, requests: server.requests };
  }
  const branch = () => `results/${result.machineKey.slice(0, 8)}`;

  it('lists and shows it, whole or as its exact bytes', async () => {
    expect((await runCli(home, ['list'])).stdout).toContain(result.id.slice(0, 12));
    expect(JSON.parse((await runCli(home, ['list', '--json'])).stdout)).toMatchObject([
      { id: result.id, verdict: 'valid' },
    ]);
    expect((await runCli(home, ['show'])).stdout).toContain(`Result ${result.id.slice(0, 12)}`);
    expect((await runCli(home, ['show', result.id.slice(0, 6), '--json'])).stdout).toBe(
      `${new TextDecoder().decode(result.bytes)}\n`,
    );
    expect(await runCli(home, ['show', 'ffffffff'])).toMatchObject({ code: 1 });
  });

  it('judges it valid, and a changed copy invalid with rule, place and remedy', async () => {
    const stored = join(home.settings.dataDir, result.path);
    expect(await runCli(home, ['validate', stored])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(': valid'),
    });
    const changed = new TextDecoder().decode(result.bytes).replace('"ordinal":0', '"ordinal":7');
    writeFileSync(join(home.folder, 'changed.json'), changed);
    const { code, stdout } = await runCli(home, ['validate', '--json', stored, 'changed.json']);
    expect(code).toBe(3);
    const [good, bad] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(good).toMatchObject({ verdict: 'valid', id: result.id });
    expect(bad).toMatchObject({ verdict: 'invalid', findings: [{ rule: 'signature_wrong', pointer: '/signature' }] });
    expect((await runCli(home, ['validate', 'changed.json'])).stdout).toMatch(
      /signature_wrong at \/signature[\s\S]*Submit the original/,
    );
    expect(await runCli(home, ['submit', 'changed.json', '--dry-run'])).toMatchObject({ code: 3 });
  });

  it('judges the place of a file that lies in a repository', async () => {
    const folder = temporaryFolder();
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'results/e1/2020/01/01'), { recursive: true });
    const wrong = join(folder, 'results/e1/2020/01/01', `${result.id}.json`);
    writeFileSync(wrong, result.bytes);
    expect(await runCli(home, ['validate', wrong])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(result.path),
    });
  });

  it('shows every byte and the commit before it publishes, and publishes exactly those', async () => {
    const { gitdir, url } = await serve();
    const { code, stdout } = await runCli(home, ['submit', '--to', url, '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain(new TextDecoder().decode(result.bytes));
    const ref = branch();
    expect(gitBytes(['cat-file', 'blob', `${ref}:${result.path}`], { cwd: gitdir }).equals(result.bytes)).toBe(true);
    expect(stdout).toContain(git(['cat-file', 'commit', ref], { cwd: gitdir }));
    expect((await runCli(home, ['submit', '--to', url, '--yes'])).stderr).toContain('there already');
  });

  it('publishes nothing without consent, and nothing in a dry run', async () => {
    const { gitdir, url } = await serve();
    expect(await runCli(home, ['submit', '--to', url])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--yes'),
    });
    expect(await runCli(home, ['submit', '--to', url, '--dry-run'])).toMatchObject({ code: 0 });
    expect(git(['for-each-ref'], { cwd: gitdir })).toBe('');
    expect(git(['count-objects'], { cwd: gitdir })).toMatch(/^0 objects/);
  });

  it('keeps the tokens of GitHub from other hosts, and gives the one it is told to', async () => {
    const seen: (string | undefined)[] = [];
    const server = await startGitHttpBackend({
      root: temporaryFolder(),
      onRequest(request, response) {
        seen.push(request.headers.authorization);
        response.writeHead(401).end();
        return true;
      },
    });
    onTestFinished(() => server.close());
    const environment = { GH_TOKEN: 'planted-token', GITHUB_TOKEN: 'planted-token' };
    const args = ['submit', '--to', `${server.url}/fork.git`, '--yes'];
    expect(await runCli(home, args, { environment })).toMatchObject({ code: 1 });
    expect(seen.join()).toBe('');
    const told = await runCli(home, [...args, '--token-stdin'], { environment, input: 'told-token\n' });
    expect(Buffer.from(seen.at(-1)?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(
      'x-access-token:told-token',
    );
    expect(told.stdout + told.stderr).not.toContain('told-token');
  });

  it('ends with 69 where nobody answers', async () => {
    expect(await runCli(home, ['submit', '--to', 'http://127.0.0.1:9/x.git', '--yes'])).toMatchObject({ code: 69 });
  });

  it('writes to a folder in the layout, and a bundle with instructions', async () => {
    const folder = temporaryFolder();
    expect(await runCli(home, ['submit', '--to', join(folder, 'a'), '--yes'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'a', result.path)).equals(result.bytes)).toBe(true);
    expect(await runCli(home, ['submit', '--to', join(folder, 'a'), '--yes'])).toMatchObject({
      stderr: expect.stringContaining('there already'),
    });
    expect(await runCli(home, ['submit', '--out', join(folder, 'b')])).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'b')).sort()).toEqual(['INSTRUCTIONS.txt', 'ipc-bench.bundle', 'results']);
    expect(readFileSync(join(folder, 'b/INSTRUCTIONS.txt'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('retracts with a signature that stands, pushed the same way', async () => {
    const { gitdir, url } = await serve();
    await runCli(home, ['submit', '--to', url, '--yes']);
    expect(await runCli(home, ['retract', '--to', url, '--yes'])).toMatchObject({ code: 2 });
    expect(await runCli(home, ['retract', result.id.slice(0, 8), '--to', url, '--yes'])).toMatchObject({ code: 0 });
    const ref = branch();
    const path = git(['ls-tree', '-r', '--name-only', ref], { cwd: gitdir })
      .split('\n')
      .find((name) => name.startsWith('retractions/'));
    const bytes = gitBytes(['cat-file', 'blob', `${ref}:${path}`], { cwd: gitdir });
    expect(judgeRetraction(bytes, path ?? '', cryptography)).toMatchObject({ verdict: 'valid' });
  });

  it('refuses to retract what another key signed', async () => {
    const other = makeHome(cache);
    const file = join(home.settings.dataDir, result.path);
    expect(await runCli(other, ['retract', file, '--dry-run'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--import'),
    });
  });
});
