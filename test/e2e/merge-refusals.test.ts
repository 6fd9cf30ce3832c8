import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badFiles } from '../support/bad-files.js';
import { resultFiles } from '../support/document.js';
import { byPath, commitToFork, honestFork } from '../support/fork.js';
import { git, gitEnvironment, temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf, errorIn, mergeInto, newData, runCommand } from '../support/maintainer.js';

const root = temporaryFolder(afterAll);
const honest = resultFiles(3, 'honest among the bad');
let server: GitHttpBackend;
let url: string;

beforeAll(async () => {
  const bad = Object.fromEntries(badFiles.map(({ path, bytes }) => [path, bytes]));
  commitToFork(root, 'mixed', { ...byPath(honest), ...bad });
  honestFork(root, 'other', 2);
  server = await startGitHttpBackend({ root });
  url = `${server.url}/mixed.git`;
  return () => server.close();
});

interface Listed {
  path: string;
  outcome?: string;
  findings: { rule: string; pointer: string; message: string; remedy: string }[];
}

const of = (files: readonly Listed[], path: string) => files.find((file) => file.path === path)?.findings ?? [];

describe('a fork with bad files among honest ones', () => {
  it('is merged but for the bad files, each refused with its own code, pointer and remedy', async () => {
    const data = await newData();
    const { exit, summary } = await mergeInto(data, url, `${server.url}/other.git`);
    expect(exit).toBe(3);
    const [mixed, other] = summary.sources;
    expect(mixed.counts).toMatchObject({ added: honest.length, rejected: badFiles.length, failed: 0 });
    expect(other.counts).toMatchObject({ added: 2 });
    for (const { name, path, rule, pointer } of badFiles) {
      const finding = of(mixed.refused, path).find((entry) => entry.rule === rule && entry.pointer === pointer);
      expect(finding?.remedy, name).toMatch(/\w/);
    }
    expect((await digestOf(data)).count).toBe(honest.length + 2);
    checkSound(data);
  });

  it('has the same verdict in `check`, which needs no database', async () => {
    const { exit, out } = await runCommand('check', '--json', '--allow-loopback', url);
    expect(exit).toBe(3);
    const [{ files }] = JSON.parse(out).sources;
    for (const { name, path, rule, pointer } of badFiles)
      expect(of(files, path), name).toContainEqual(expect.objectContaining({ rule, pointer }));
    expect(files.filter((file: { verdict: string }) => file.verdict === 'valid')).toHaveLength(honest.length);
  });

  it('is refused again the second time, from the journal and without fetching', async () => {
    const data = await newData();
    const first = await mergeInto(data, url);
    const before = server.requests.length;
    const second = await mergeInto(data, url);
    expect(second.exit).toBe(3);
    expect(second.summary.sources[0].refused.map(({ path }: Listed) => path).sort()).toEqual(
      first.summary.sources[0].refused.map(({ path }: Listed) => path).sort(),
    );
    expect(second.summary.sources[0].counts.added).toBe(0);
    const asked = server.requests.slice(before).map(({ path }) => path);
    expect(asked.length).toBeLessThanOrEqual(2); // the greeting and the list of refs
  });

  it('leaves every finding in the journal', async () => {
    const data = await newData();
    await mergeInto(data, url);
    const journal = new Database(join(data, 'journal.sqlite'), { readonly: true });
    const rows = journal.prepare("SELECT path, findings FROM candidate WHERE outcome = 'rejected'").all() as {
      path: string;
      findings: string;
    }[];
    journal.close();
    for (const { name, path, rule } of badFiles)
      expect(rows.find((row) => row.path === path)?.findings, name).toContain(`"rule":"${rule}"`);
  });

  it('says all of it in words, too', async () => {
    const { exit, out } = await runCommand('merge', '--allow-loopback', '--data', await newData(), url);
    expect(exit).toBe(3);
    for (const { path, rule } of badFiles) {
      expect(out).toContain(path);
      expect(out).toContain(rule);
    }
  });
});

describe('what is no file of the layout', () => {
  it('is reported and never followed: symlinks, executables, submodules, other folders', async () => {
    const path = commitToFork(root, 'odd', {
      ...byPath(honest),
      'notes.txt': 'hello',
      'results/zz/2026/11/20/x.json': '{}',
      'results/e1/2026/11/20/short.json': '{}',
    });
    const [file] = honest;
    const oid = git(['rev-parse', `refs/heads/results/0a1b2c3d:${file?.path}`], { cwd: path });
    const day = 'results/e1/2026/11/20';
    const entries = [
      `120000 ${oid}\t${day}/${'a'.repeat(64)}.json`,
      `100755 ${oid}\t${day}/${'b'.repeat(64)}.json`,
      `160000 ${'1'.repeat(40)}\t${day}/${'c'.repeat(64)}.json`,
    ];
    const environment = { ...gitEnvironment(), GIT_INDEX_FILE: join(root, 'odd.index') };
    const run = (args: string[], input = '') =>
      execFileSync('git', args, { cwd: path, env: environment, input }).toString().trim();
    run(['read-tree', 'refs/heads/results/0a1b2c3d']);
    run(['update-index', '--index-info'], `${entries.join('\n')}\n`);
    const commit = run(['commit-tree', '-m', 'odd', run(['write-tree'])]);
    run(['update-ref', 'refs/heads/results/0a1b2c3d', commit]);

    const data = await newData();
    const { exit, summary } = await mergeInto(data, `${server.url}/odd.git`);
    expect(exit).toBe(3);
    const rules = summary.sources[0].refused.map(
      ({ path, findings }: Listed) => `${path} ${findings.map(({ rule }) => rule)}`,
    );
    expect(rules.sort()).toEqual([
      'notes.txt layout',
      `${day}/${'a'.repeat(64)}.json file_mode`,
      `${day}/${'b'.repeat(64)}.json file_mode`,
      `${day}/${'c'.repeat(64)}.json file_mode`,
      `${day}/short.json layout`,
      'results/zz layout',
    ]);
    expect((await digestOf(data)).count).toBe(honest.length);
  });

  it('is refused in plain folders as well', async () => {
    const folder = temporaryFolder();
    for (const { path, bytes } of honest) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const day = dirname(honest[0]?.path ?? '');
    symlinkSync('/etc/passwd', join(folder, day, `${'d'.repeat(64)}.json`));
    symlinkSync('/etc', join(folder, 'results', 'e2'));
    symlinkSync('/etc', join(folder, 'errata'));
    const { exit, summary } = await mergeInto(await newData(), folder);
    expect(exit).toBe(3);
    expect(summary.sources[0].counts).toMatchObject({ added: honest.length, rejected: 3 });
  });
});

describe('sources that cannot be read', () => {
  it('end in exit 69 with everybody else merged', async () => {
    const data = await newData();
    const missing = `${server.url}/missing.git`;
    const { exit, summary } = await mergeInto(data, missing, './no-such-folder', `${server.url}/other.git`);
    expect(exit).toBe(69);
    expect(summary.sources.map(({ status }: { status: string }) => status)).toEqual(['failed', 'failed', 'done']);
    expect(summary.sources[0].error.code).toBe('unreachable');
    expect((await digestOf(data)).count).toBe(2);
  });

  it('include loopback unless it is permitted', async () => {
    const { exit, out } = await runCommand('merge', '--json', '--data', await newData(), url);
    expect(exit).toBe(69);
    expect(JSON.parse(out).sources[0].error.code).toBe('address_refused');
  });

  it('are usage errors when they can never be read, and a credential in a URL is not repeated', async () => {
    const data = await newData();
    const { exit, err } = await mergeInto(data, 'https://joe:hunter2@forge.example/x.git');
    expect(exit).toBe(2);
    expect(err).not.toContain('hunter2');
    expect((await mergeInto(data, 'git@forge.example:x/y.git')).exit).toBe(2);
  });

  it('need a database to be merged into', async () => {
    const { exit, err } = await mergeInto(join(temporaryFolder(), 'none'), url);
    expect(exit).toBe(1);
    expect(errorIn(err)).toMatchObject({ code: 'no_data', hint: expect.stringContaining('init') });
  });
});
