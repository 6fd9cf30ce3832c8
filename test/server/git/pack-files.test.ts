// What git packs, we read; what we pack, git reads. Packs with offset and reference deltas, long chains, many packs, a
// multi-pack-index, offsets beyond 4 GiB; and damage of every byte.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { engine } from '@ipc-bench/server/git/engine';
import { PackFile } from '@ipc-bench/server/git/pack-file';
import { formatPackIndex, PackIndex } from '@ipc-bench/server/git/pack-index';
import { GitError, type Oid, parseOid, type Repository } from '@ipc-bench/server/git/port';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BLOB, craftPack } from '../../support/craft-pack.js';
import { fastImport } from '../../support/fast-import.js';
import { git, gitBytes, temporaryFolder } from '../../support/git-command.js';

const MAIN = 'refs/heads/main';
let original: string;
let path: string;

/** A repository of twenty commits whose files share most of their lines, so that git finds deltas. */
beforeAll(() => {
  original = join(temporaryFolder(afterAll), 'repository.git');
  for (let round = 0; round < 20; round++) {
    const lines = Array.from({ length: 200 }, (_, line) => `line ${line} of ${line % 20 === round ? round : 'many'}`);
    fastImport(original, MAIN, {
      files: { 'a/large': lines.join('\n'), [`b/c/${round}`]: lines.slice(round).join('\n') },
    });
  }
});
beforeEach(() => {
  path = join(temporaryFolder(), 'repository.git');
  cpSync(original, path, { recursive: true });
});

async function open(): Promise<Repository> {
  const repository = await engine.open(path);
  onTestFinished(() => repository.close());
  return repository;
}

/** Every commit, tree and blob that git lists is read by us with the same content. */
async function expectAllRead(): Promise<void> {
  const repository = await open();
  const objects = allObjects();
  expect(objects.length).toBeGreaterThan(100);
  for (const { oid, type, content } of objects) {
    if (type === 'blob') expect(content.equals(await repository.readBlob(oid))).toBe(true);
    else if (type === 'commit')
      expect(content.toString()).toContain(`tree ${(await repository.readCommit(oid)).tree}\n`);
    else {
      const entries = (await repository.readTree(oid)).flatMap(({ mode, name, oid }) => {
        return [Buffer.from(`${mode.toString(8)} ${name}\0`), Buffer.from(oid, 'hex')];
      });
      expect(content.equals(Buffer.concat(entries))).toBe(true);
    }
  }
}

/** What `git cat-file --batch` tells: `<id> <type> <size>`, a line feed, the content, a line feed. */
function allObjects(): { oid: Oid; type: string; content: Buffer }[] {
  const batch = gitBytes(['cat-file', '--batch', '--batch-all-objects'], { cwd: path });
  const objects: { oid: Oid; type: string; content: Buffer }[] = [];
  for (let at = 0; at < batch.length; ) {
    const start = batch.indexOf('\n', at) + 1;
    const [oid, type, size] = batch.toString('utf8', at, start - 1).split(' ') as [string, string, string];
    at = start + Number(size) + 1;
    objects.push({ oid: parseOid(oid), type, content: batch.subarray(start, at - 1) });
  }
  return objects;
}

const packs = () => readdirSync(join(path, 'objects', 'pack')).filter((name) => name.endsWith('.pack'));

describe('reads what git packed', () => {
  test.each([
    ['offset deltas', ['repack', '-adfq']],
    ['reference deltas', ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq']],
    ['deep chains', ['repack', '-adfq', '--depth=4095', '--window=200']],
    ['no deltas', ['repack', '-adfq', '--depth=0']],
    ['a bitmap and a reverse index', ['-c', 'pack.writeReverseIndex=true', 'repack', '-adbq']],
    ['the least compression', ['-c', 'pack.compression=0', 'repack', '-adFq']],
    ['the most compression', ['-c', 'pack.compression=9', 'repack', '-adFq']],
    ['everything packed by gc', ['gc', '-q', '--aggressive', '--prune=now']],
  ])('with %s', async (_what, command) => {
    git(command, { cwd: path });
    expect(packs().length).toBe(1);
    await expectAllRead();
  });

  test('in twenty packs', async () => {
    expect(packs().length).toBe(20);
    await expectAllRead();
  });

  test('under a multi-pack-index', async () => {
    git(['multi-pack-index', 'write'], { cwd: path });
    expect(existsSync(join(path, 'objects', 'pack', 'multi-pack-index'))).toBe(true);
    await expectAllRead();
  });

  test('as loose objects, and partly so', async () => {
    const [first, ...rest] = packs();
    for (const name of rest) {
      const pack = join(path, 'objects', 'pack', name);
      const aside = join(temporaryFolder(), name);
      renameSync(pack, aside);
      rmSync(pack.replace(/pack$/, 'idx'));
      git(['unpack-objects', '-q'], { cwd: path, input: readFileSync(aside) });
    }
    expect(packs()).toEqual([first]);
    await expectAllRead();
  });

  test('while git repacks beside us', async () => {
    const repository = await open();
    const tip = (await repository.readRef(MAIN)) as Oid;
    const { tree } = await repository.readCommit(tip);
    git(['repack', '-adq'], { cwd: path });
    let files = 0;
    for await (const { oid } of repository.listFiles(tree))
      files += (await repository.readBlob(oid)).length > 0 ? 1 : 0;
    expect(files).toBe(21);
  });
});

describe('refuses by name', () => {
  test('alternates', async () => {
    const borrower = join(temporaryFolder(), 'borrower.git');
    git(['clone', '-q', '--bare', '--shared', path, borrower]);
    await expect(engine.open(borrower)).rejects.toMatchObject({ code: 'not_a_repository' });
  });

  test('a repository of SHA-256, or with another extension', async () => {
    const other = join(temporaryFolder(), 'other.git');
    git(['init', '-q', '--bare', '--object-format=sha256', other]);
    await expect(engine.open(other)).rejects.toMatchObject({ code: 'not_a_repository' });
    git(['config', 'core.repositoryformatversion', '1'], { cwd: path });
    git(['config', 'extensions.partialClone', 'origin'], { cwd: path });
    await expect(engine.open(path)).rejects.toMatchObject({ code: 'not_a_repository' });
  });
});

describe('indexes', () => {
  function onlyPack(): { pack: string; index: Buffer } {
    git(['repack', '-adq'], { cwd: path });
    const pack = join(path, 'objects', 'pack', packs()[0] as string);
    return { pack, index: readFileSync(pack.replace(/pack$/, 'idx')) };
  }

  test('ours is byte for byte what git index-pack writes', () => {
    const { pack, index } = onlyPack();
    const listed = git(['show-index'], { cwd: path, input: index }).split('\n');
    const entries = listed.map((line) => {
      const [offset, oid, crc] = line.split(' ') as [string, string, string];
      return { oid: parseOid(oid), offset: Number(offset), crc: Number.parseInt(crc.slice(1, -1), 16) };
    });
    const sum = readFileSync(pack).subarray(-20);
    expect(formatPackIndex(entries.reverse(), sum).equals(index)).toBe(true);
  });

  test('offsets of 64 bits are written and read, by us and by git', () => {
    const entries = [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, 2 ** 40].map((offset, at) => ({
      oid: parseOid(String(at).repeat(40)),
      offset: Math.max(offset, 12),
      crc: at,
    }));
    const index = formatPackIndex(entries, Buffer.alloc(20));
    const read = new PackIndex(index, 2 ** 41);
    for (const { oid, offset } of entries) expect(read.find(Buffer.from(oid, 'hex'))).toBe(offset);
    const shown = git(['show-index'], { input: index })
      .split('\n')
      .map((line) => Number(line.split(' ')[0]));
    expect(shown).toEqual(entries.map(({ offset }) => offset));
  });

  test('a pack with 64-bit offsets in its index is read', () => {
    const { pack, index } = onlyPack();
    const count = index.readUInt32BE(8 + 4 * 255);
    const offsetsAt = 8 + 1024 + 24 * count;
    // All but one: git takes an index for wrong in which every offset is a large one.
    const large = Buffer.alloc(8 * (count - 1));
    const small = Buffer.from(index.subarray(offsetsAt, offsetsAt + 4 * count));
    for (let at = 1; at < count; at++) {
      large.writeBigUInt64BE(BigInt(small.readUInt32BE(4 * at)), 8 * (at - 1));
      small.writeUInt32BE(0x80000000 + at - 1, 4 * at);
    }
    const body = Buffer.concat([index.subarray(0, offsetsAt), small, large, index.subarray(-40, -20)]);
    rmSync(pack.replace(/pack$/, 'idx'));
    writeFileSync(pack.replace(/pack$/, 'idx'), Buffer.concat([body, createHash('sha1').update(body).digest()]));
    git(['fsck', '--full', '--strict'], { cwd: path });
    return expectAllRead();
  });

  test('ids that are not there are not found, at every edge', () => {
    const { index } = onlyPack();
    const read = new PackIndex(index, 2 ** 40);
    for (const oid of ['0'.repeat(40), 'f'.repeat(40), `${'0'.repeat(39)}1`])
      expect(read.find(Buffer.from(oid, 'hex'))).toBeUndefined();
    expect(new PackIndex(formatPackIndex([], Buffer.alloc(20)), 32).find(Buffer.alloc(20))).toBeUndefined();
  });
});

describe('damage', () => {
  const contents = Array.from({ length: 6 }, (_, at) => Buffer.from(`content ${at} `.repeat(at + 1)));

  function craft(): { base: string; pack: Buffer; index: Buffer; oids: Oid[] } {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const base = join(folder, 'pack-x');
    writeFileSync(`${base}.pack`, craftPack(contents.map((content) => ({ type: BLOB, content }))));
    git(['index-pack', `${base}.pack`]);
    const oids = contents.map((bytes) => parseOid(git(['hash-object', '--stdin'], { input: bytes })));
    return { base, pack: readFileSync(`${base}.pack`), index: readFileSync(`${base}.idx`), oids };
  }

  /** Reading either gives an object or ends in a `GitError`: it never hangs, crashes or reads elsewhere. */
  function readAll(base: string, oids: readonly Oid[]): void {
    let file: PackFile | undefined;
    try {
      file = new PackFile(base);
      for (const oid of oids) file.find(oid);
      for (const { offset } of file.index.entries()) file.readAt(offset);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
    } finally {
      file?.close();
    }
  }

  test('any byte of a pack may be wrong', () => {
    const { base, pack, oids } = craft();
    for (let at = 0; at < pack.length; at++) {
      for (const value of [0, 0xff, (pack[at] as number) ^ 0x10, (pack[at] as number) ^ 0x80]) {
        const damaged = Buffer.from(pack);
        damaged[at] = value;
        rmSync(`${base}.pack`, { force: true });
        writeFileSync(`${base}.pack`, damaged);
        readAll(base, oids);
      }
    }
  });

  test('any byte of an index may be wrong', () => {
    const { base, index, oids } = craft();
    // The long table of counts is mostly zeros: every seventh of it will do.
    for (let at = 0; at < index.length; at += at > 8 && at < 1032 ? 7 : 1) {
      for (const value of [0, 0xff, (index[at] as number) ^ 0x01]) {
        const damaged = Buffer.from(index);
        damaged[at] = value;
        rmSync(`${base}.idx`, { force: true });
        writeFileSync(`${base}.idx`, damaged);
        readAll(base, oids);
      }
    }
  });

  test('both may be cut off anywhere', () => {
    const { base, pack, index, oids } = craft();
    for (const [extension, whole] of [
      ['pack', pack],
      ['idx', index],
    ] as const) {
      for (let length = 0; length < whole.length; length += 3) {
        rmSync(`${base}.${extension}`, { force: true });
        writeFileSync(`${base}.${extension}`, whole.subarray(0, length));
        readAll(base, oids);
      }
      rmSync(`${base}.${extension}`, { force: true });
      writeFileSync(`${base}.${extension}`, whole);
    }
  });

  test('an object that is not what its name says is named as corrupt', async () => {
    const { oids } = craft();
    const [right, wrong] = oids as [Oid, Oid];
    const target = join(path, 'objects', wrong.slice(0, 2));
    git(['hash-object', '-w', '--stdin'], { cwd: path, input: contents[0] as Buffer });
    mkdirSync(target, { recursive: true });
    copyFileSync(join(path, 'objects', right.slice(0, 2), right.slice(2)), join(target, wrong.slice(2)));
    const repository = await open();
    expect(Buffer.from(await repository.readBlob(right)).equals(contents[0] as Buffer)).toBe(true);
    await expect(repository.readBlob(wrong)).rejects.toMatchObject({ code: 'object_corrupt' });
  });

  test('a loose object that is damaged is named as corrupt', async () => {
    const oid = parseOid(git(['hash-object', '-w', '--stdin'], { cwd: path, input: 'x' }));
    const file = join(path, 'objects', oid.slice(0, 2), oid.slice(2));
    for (const content of ['', 'not zlib', readFileSync(file).subarray(0, -3)]) {
      rmSync(file, { force: true });
      writeFileSync(file, content);
      await expect((await open()).readBlob(oid)).rejects.toMatchObject({ code: 'object_corrupt' });
    }
  });
});

describe('git reads what we packed', () => {
  test('verify-pack, fsck, clone, fetch, gc and repack are content', async () => {
    const folder = temporaryFolder();
    const ours = join(folder, 'ours.git');
    const repository = await engine.init(ours);
    let tip: Oid | null = null;
    for (let round = 0; round < 30; round++) {
      const changes = Array.from({ length: 5 }, (_, at) => ({
        path: `results/e1/2026/01/${String((round % 4) + 1).padStart(2, '0')}/${round}-${at}.json`,
        bytes: Buffer.from(JSON.stringify({ round, at, text: 'x'.repeat(at * 1000) })),
      }));
      tip = (await repository.commit('refs/heads/data', tip, changes, { message: `${round}\n`, timeSeconds: round }))
        .commit;
      if (round === 14) git(['clone', '-q', '--bare', ours, join(folder, 'clone.git')]);
    }
    for (const name of readdirSync(join(ours, 'objects', 'pack')).filter((name) => name.endsWith('.idx'))) {
      expect(git(['verify-pack', join(ours, 'objects', 'pack', name)])).toBe('');
    }
    git(['fetch', '-q', 'origin', 'data:data'], { cwd: join(folder, 'clone.git') });
    expect(git(['rev-parse', 'data'], { cwd: join(folder, 'clone.git') })).toBe(tip);
    for (const command of [
      ['repack', '-adfq'],
      ['gc', '-q', '--prune=now'],
      ['repack', '--geometric=2', '-dq'],
      ['pack-refs', '--all'],
    ]) {
      git(command, { cwd: ours });
      expect(git(['fsck', '--strict', '--full', '--no-progress'], { cwd: ours })).toBe('');
      expect(git(['ls-tree', '-r', '--name-only', 'data'], { cwd: ours }).split('\n').length).toBe(150);
    }
    await repository.close();
  });
});
