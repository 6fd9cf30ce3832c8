import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  initData,
  locateData,
  openRepository,
  readTrusted,
  trustedDigest,
  writeTrusted,
} from '@ipc-bench/server/data-directory';
import { engine } from '@ipc-bench/server/git/engine';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/git-command.js';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)] as [string, string];

describe('a data directory', () => {
  it('has a key that nobody else can read and that trusts itself', async () => {
    const { data, maintainerKey } = await initData(join(temporaryFolder(), 'data'), engine);
    expect(statSync(data.maintainerKey).mode & 0o777).toBe(0o600);
    expect(await readTrusted(data)).toEqual([maintainerKey]);
  });

  it('stays as it is when it is made again', async () => {
    const path = join(temporaryFolder(), 'data');
    const { data } = await initData(path, engine);
    const before = readFileSync(data.maintainerKey);
    await writeTrusted(data, [a]);
    await initData(path, engine);
    expect(readFileSync(data.maintainerKey)).toEqual(before);
    expect(await readTrusted(data)).toEqual([a]);
  });

  it('is missing, in so many words, where there is none', async () => {
    await expect(openRepository(locateData(temporaryFolder()), engine)).rejects.toMatchObject({ code: 'no_data' });
  });

  it('cannot be made where nothing can be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(initData(join(file, 'data'), engine)).rejects.toMatchObject({ code: 'storage' });
  });

  it.each(['', '[]', '{"trusted": "a"}', '{"trusted": ["A"]}'])('never guesses whom %j trusts', async (text) => {
    const { data } = await initData(join(temporaryFolder(), 'data'), engine);
    writeFileSync(data.trusted, text);
    await expect(readTrusted(data)).rejects.toMatchObject({ code: 'bad_settings_file' });
  });
});

describe('trustedDigest', () => {
  it('depends on the set, not on order or repetition', () => {
    expect(trustedDigest([a, b])).toBe(trustedDigest([b, a, b]));
    expect(trustedDigest([a, b])).not.toBe(trustedDigest([a]));
  });
});
