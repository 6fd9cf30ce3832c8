import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultFiles } from '../support/document.js';
import { honestFork } from '../support/fork.js';
import { git, temporaryFolder } from '../support/git-command.js';
import { type GitHttpBackend, startGitHttpBackend } from '../support/git-http.js';
import { checkSound, digestOf, mergeInto, newData, runCommand } from '../support/maintainer.js';

const root = temporaryFolder(afterAll);
const forks = ['alder', 'birch', 'cedar'] as const;
let server: GitHttpBackend;

beforeAll(async () => {
  for (const name of forks) honestFork(root, name, 5);
  server = await startGitHttpBackend({ root });
  return () => server.close();
});

const url = (name: string) => `${server.url}/${name}.git`;

describe('merge', () => {
  it('merges a fork over http, and adds nothing the second time', async () => {
    const data = await newData();
    const first = await mergeInto(data, url('alder'));
    expect(first).toMatchObject({ exit: 0, summary: { sources: [{ status: 'done', counts: { added: 5 } }] } });
    const digest = await digestOf(data);
    expect(digest).toMatchObject({ count: 5, tree: first.summary.tree });
    expect(await mergeInto(data, url('alder'))).toMatchObject({ exit: 0, summary: { tree: digest.tree } });
    expect(await digestOf(data)).toEqual(digest);
    checkSound(data);
  });

  it('says so when a repository holds no results at all', async () => {
    const path = join(root, 'empty.git');
    git(['init', '-q', '--bare', path]);
    const { exit, out } = await runCommand('merge', '--data', await newData(), path);
    expect(exit).toBe(0);
    expect(out).toContain('no results here');
  });

  it('merges a plain folder to the same tree as the same files in a repository', async () => {
    const folder = temporaryFolder();
    for (const { path, bytes } of resultFiles(5, 'alder')) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    writeFileSync(join(folder, 'README.md'), 'not looked at');
    const [fromFolder, fromFork] = [await newData(), await newData()];
    expect(await mergeInto(fromFolder, folder)).toMatchObject({ exit: 0 });
    expect(await mergeInto(fromFork, join(root, 'alder.git'))).toMatchObject({ exit: 0 });
    expect((await digestOf(fromFolder)).tree).toBe((await digestOf(fromFork)).tree);
  });

  it('ends with the same digest for three forks in all six orders', async () => {
    const [a, b, c] = forks;
    const orders = [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ];
    const digests = [];
    for (const order of orders) {
      const data = await newData();
      expect((await mergeInto(data, ...order.map(url))).exit).toBe(0);
      const { count, files, tree } = await digestOf(data);
      digests.push(`${count} ${files} ${tree}`);
      checkSound(data);
    }
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).toMatch(/^15 /);
  });
});
