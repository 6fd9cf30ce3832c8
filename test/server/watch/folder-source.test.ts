import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobId } from '@ipc-bench/server/watch/blob-id';
import { openFolderSource, readBounded } from '@ipc-bench/server/watch/folder-source';
import { describe, expect, it } from 'vitest';
import { git, temporaryFolder } from '../../support/git-command.js';

const DAY = 'results/e1/2026/11/20';
const nothing = { hasTree: async () => false, hasFile: async () => false };
const tip = { ref: '', commit: null };

describe('a folder as a source', () => {
  it('gives files the ids that git gives them', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, DAY), { recursive: true });
    const path = `${DAY}/${'a'.repeat(64)}.json`;
    writeFileSync(join(folder, path), 'hello');
    const expected = git(['hash-object', path], { cwd: folder });
    const { candidates } = await openFolderSource('x', folder).survey(tip, nothing);
    expect(candidates).toEqual([{ path, oid: expected }]);
    expect(blobId(Buffer.from('hello'))).toBe(expected);
  });

  it('reads a file as it is now, not as it was surveyed', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, DAY), { recursive: true });
    const path = `${DAY}/${'a'.repeat(64)}.json`;
    writeFileSync(join(folder, path), 'hello');
    const source = openFolderSource('x', folder);
    const { candidates } = await source.survey(tip, nothing);
    writeFileSync(join(folder, path), 'other');
    const read = [];
    for await (const submission of source.read(tip, candidates)) read.push(submission);
    expect(read).toMatchObject([{ oid: blobId(Buffer.from('other')) }]);
  });

  it('never follows a link, even one that takes the place of a file', async () => {
    const folder = temporaryFolder();
    symlinkSync('/etc/passwd', join(folder, 'link'));
    await expect(readBounded(join(folder, 'link'))).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('reads a file of 1 MiB and nothing above', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), Buffer.alloc(1 << 20));
    writeFileSync(join(folder, 'b'), Buffer.alloc((1 << 20) + 1));
    expect((await readBounded(join(folder, 'a')))?.length).toBe(1 << 20);
    expect(await readBounded(join(folder, 'b'))).toBeNull();
  });
});
