import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { GitObject } from '@ipc-bench/server/git/object-id';
import { PackParser } from '@ipc-bench/server/git/pack-parser';
import { DEFAULT_REMOTE_LIMITS, type RemoteLimits } from '@ipc-bench/server/git/port';
import { describe, expect, test } from 'vitest';
import { BLOB, craftDelta, craftPack, OFS_DELTA, REF_DELTA, TREE, zlibBomb } from '../../support/craft-pack.js';
import { fastImport } from '../../support/fast-import.js';
import { git, gitBytes, temporaryFolder } from '../../support/git-command.js';

function parse(pack: Buffer, limits: Partial<RemoteLimits> = {}, chunk = pack.length): GitObject[] {
  const parser = new PackParser({ ...DEFAULT_REMOTE_LIMITS, ...limits });
  const objects: GitObject[] = [];
  for (let at = 0; at < pack.length; at += chunk) objects.push(...parser.push(pack.subarray(at, at + chunk)));
  return [...objects, ...parser.end()];
}

function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

const code = (code: string, limit?: string) => expect.objectContaining({ code, ...(limit && { limit }) });
const text = (content: string) => Buffer.from(content);
const base = text('the quick brown fox jumps over the lazy dog');

describe('reads what git packs', () => {
  const folder = () => {
    const path = join(temporaryFolder(), 'repository.git');
    for (let round = 0; round < 12; round++) {
      const lines = Array.from({ length: 300 }, (_, line) => `line ${line} ${line % 12 === round ? round : ''}`);
      fastImport(path, 'refs/heads/main', {
        files: { 'a/large': lines.join('\n'), [`b/${round}`]: `${round}`, [`c/d/${round}`]: '' },
      });
    }
    return path;
  };
  test.each([
    ['offset deltas', ['--delta-base-offset']],
    ['reference deltas', []],
    ['no deltas', ['--depth=0']],
    ['long chains', ['--delta-base-offset', '--depth=50', '--window=50']],
  ])('with %s, in chunks of any size', (_what, options) => {
    const path = folder();
    git(['repack', '-adfq'], { cwd: path });
    const listed = git(['rev-list', '--objects', '--all'], { cwd: path });
    const pack = gitBytes(['pack-objects', '--stdout', '-q', '--no-reuse-delta', ...options], {
      cwd: path,
      input: listed,
    });
    const expected = git(['cat-file', '--batch-check', '--batch-all-objects'], { cwd: path }).split('\n').sort();
    for (const chunk of [pack.length, 1, 7, 1000]) {
      const found = parse(pack, {}, chunk).map(({ oid, type, bytes }) => `${oid} ${type} ${bytes.length}`);
      expect(found.sort()).toEqual(expected);
    }
  });

  test('an empty pack', () => {
    expect(parse(craftPack([]))).toEqual([]);
  });

  test('what we craft for the tests below is read by git as well', () => {
    const delta = craftDelta(base.length, 9, [{ offset: 4, size: 5 }, text(' ox!')]);
    const pack = craftPack(
      [
        { type: BLOB, content: base },
        { type: OFS_DELTA, content: delta, base: 0 },
        { type: REF_DELTA, content: delta, baseId: blobId(text('unused')) },
      ].slice(0, 2),
    );
    expect(parse(pack).map(({ bytes }) => bytes.toString())).toEqual([base.toString(), 'quick ox!']);
    const repository = temporaryFolder();
    git(['init', '-q', '--bare', repository]);
    git(['index-pack', '--stdin', '--strict'], { cwd: repository, input: pack });
    expect(git(['cat-file', 'blob', blobId(text('quick ox!'))], { cwd: repository })).toBe('quick ox!');
  });
});

describe('deltas', () => {
  const copyAll = craftDelta(base.length, base.length + 1, [{ offset: 0, size: base.length }, text('!')]);
  const result = Buffer.concat([base, text('!')]);

  test('a base may come after its delta, and after the delta of that', () => {
    const again = craftDelta(result.length, 3, [{ offset: 0, size: 3 }]);
    const objects = parse(
      craftPack([
        { type: REF_DELTA, content: again, baseId: blobId(result) },
        { type: REF_DELTA, content: copyAll, baseId: blobId(base) },
        { type: BLOB, content: base },
      ]),
    );
    expect(objects.map(({ oid }) => oid)).toEqual([blobId(base), blobId(result), blobId(text('the'))]);
  });

  test('an object that is there twice is given once', () => {
    const objects = parse(
      craftPack([
        { type: BLOB, content: base },
        { type: BLOB, content: base },
      ]),
    );
    expect(objects.length).toBe(1);
  });

  test('a base that is not in the pack is corruption: thin packs are not taken', () => {
    const pack = craftPack([{ type: REF_DELTA, content: copyAll, baseId: blobId(base) }]);
    expect(() => parse(pack)).toThrow(code('object_corrupt'));
  });

  test('two deltas that are each other’s base are corruption, not an endless loop', () => {
    const pack = craftPack([
      { type: REF_DELTA, content: copyAll, baseId: blobId(text('x')) },
      { type: REF_DELTA, content: copyAll, baseId: blobId(result) },
    ]);
    expect(() => parse(pack)).toThrow(code('object_corrupt'));
  });

  test.each([
    ['its own offset', 0],
    ['the middle of another entry', 3],
    ['before the pack', 1000],
  ])('an offset delta against %s is corruption', (_where, distance) => {
    const pack = craftPack([
      { type: BLOB, content: base },
      { type: OFS_DELTA, content: copyAll, distance },
    ]);
    expect(() => parse(pack)).toThrow(code('object_corrupt'));
  });

  test.each([
    ['for a base of another size', craftDelta(base.length + 1, 1, [text('x')])],
    ['that copies from beyond its base', craftDelta(base.length, 50, [{ offset: 10, size: 50 }])],
    ['that copies from beyond 4 GiB', craftDelta(base.length, 4, [{ offset: 0xfffffff0, size: 4 }])],
    ['that makes more than it declares', craftDelta(base.length, 3, [text('four')])],
    ['that makes less than it declares', craftDelta(base.length, 5, [text('four')])],
    ['with a reserved instruction', Buffer.concat([craftDelta(base.length, 3, []), Buffer.from([0])])],
    ['that ends within an instruction', craftDelta(base.length, 4, [text('four')]).subarray(0, -1)],
    ['that ends within a size', Buffer.from([0x80])],
    ['with a size beyond 2^53', Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1])],
    ['of nothing', Buffer.alloc(0)],
  ])('a delta %s is corruption', (_what, content) => {
    const pack = craftPack([
      { type: BLOB, content: base },
      { type: OFS_DELTA, content, base: 0 },
    ]);
    expect(() => parse(pack)).toThrow(code('object_corrupt'));
  });
});

describe('hostile packs', () => {
  test('1 GiB zlib bomb in a small pack, declared honestly: refused by its size, before inflating', () => {
    const compressed = zlibBomb(1024);
    const pack = craftPack([{ type: BLOB, compressed, size: 2 ** 30 }]);
    expect(pack.length).toBeLessThan(2 ** 21);
    expect(() => parse(pack)).toThrow(code('limit_exceeded', 'objectBytes'));
    const parser = new PackParser(DEFAULT_REMOTE_LIMITS);
    expect(() => parser.push(pack.subarray(0, 20)), 'as soon as the header is there').toThrow(code('limit_exceeded'));
  });

  test('1 GiB zlib bomb that declares ten bytes: inflated no further than that', () => {
    const before = process.memoryUsage().rss;
    const pack = craftPack([{ type: BLOB, compressed: zlibBomb(1024), size: 10 }]);
    expect(() => parse(pack)).toThrow(code('object_corrupt'));
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  test('delta bomb of under 1 KB: each delta makes its base sixteen times larger', () => {
    const entries = [{ type: BLOB, content: Buffer.alloc(1000) }, ...[]];
    let size = 1000;
    const deltas = Array.from({ length: 8 }, (_, at) => {
      const content = craftDelta(
        size,
        size * 16,
        Array.from({ length: 16 }, () => ({ offset: 0, size: Math.min(size, 0xffff) })),
      );
      size *= 16;
      return { type: OFS_DELTA, content, base: at };
    });
    const pack = craftPack([...entries, ...deltas]);
    expect(pack.length).toBeLessThan(1024);
    expect(() => parse(pack)).toThrow(code('limit_exceeded', 'objectBytes'));
  });

  test('many deltas that each make a large object share one budget', () => {
    const large = Buffer.alloc(1_000_000);
    const delta = (at: number) =>
      craftDelta(large.length, 1_000_000, [
        text(`${at}`.padStart(10)),
        ...Array.from({ length: 15 }, () => ({ offset: 0, size: 65_535 })),
        { offset: 0, size: 1_000_000 - 10 - 15 * 65_535 },
      ]);
    const pack = craftPack([
      { type: BLOB, content: large },
      ...Array.from({ length: 100 }, (_, at) => ({ type: OFS_DELTA, content: delta(at), base: 0 })),
    ]);
    expect(() => parse(pack)).toThrow(code('limit_exceeded', 'inflatedBytes'));
  });

  test('delta chain past the cap', () => {
    const chain = (length: number) =>
      craftPack([
        { type: BLOB, content: base },
        ...Array.from({ length }, (_, at) => ({
          type: OFS_DELTA,
          content: craftDelta(base.length, base.length, [
            text(`${at}`.padStart(4)),
            { offset: 4, size: base.length - 4 },
          ]),
          base: at,
        })),
      ]);
    expect(parse(chain(50)).length).toBe(51);
    expect(() => parse(chain(51))).toThrow(code('limit_exceeded', 'deltaDepth'));
  });

  test('a pack that claims four thousand million objects costs nothing', () => {
    expect(() => parse(craftPack([{ type: BLOB, content: base }], { count: 0xffffffff }))).toThrow(
      code('object_corrupt'),
    );
  });

  test('a million empty objects are too many', () => {
    const one = craftPack([{ type: BLOB, content: Buffer.alloc(0) }]).subarray(12, -20);
    const parser = new PackParser(DEFAULT_REMOTE_LIMITS);
    parser.push(craftPack([], { count: 1_000_000 }).subarray(0, 12));
    const many = Buffer.concat(Array.from({ length: 1000 }, () => one));
    expect(() => {
      for (let at = 0; at < 1000; at++) parser.push(many);
    }).toThrow(code('limit_exceeded', 'inflatedBytes'));
  });

  test('a tree of more than its cap, while blobs keep theirs', () => {
    const tree = Buffer.alloc(2_000_000);
    expect(() => parse(craftPack([{ type: TREE, content: tree }]), { treeBytes: 1_999_999 })).toThrow(
      code('limit_exceeded', 'treeBytes'),
    );
    expect(parse(craftPack([{ type: TREE, content: tree }])).length).toBe(1);
    expect(() => parse(craftPack([{ type: BLOB, content: tree }]))).toThrow(code('limit_exceeded', 'objectBytes'));
  });

  const pack = craftPack([
    { type: BLOB, content: base },
    { type: BLOB, content: text('second') },
  ]);
  test('truncated pack, at any byte', () => {
    for (let length = 0; length < pack.length; length++) {
      expect(() => parse(pack.subarray(0, length)), `${length} bytes`).toThrow(code('object_corrupt'));
    }
  });

  test('bytes after the pack', () => {
    expect(() => parse(Buffer.concat([pack, text('x')]))).toThrow(code('object_corrupt'));
  });

  test('a pack whose trailer is forged to the name of another', () => {
    const trailer = createHash('sha1').update('a pack of ours').digest();
    expect(() => parse(craftPack([{ type: BLOB, content: base }], { trailer }))).toThrow(code('object_corrupt'));
  });

  test('corrupt object: any flipped bit of a pack is noticed', () => {
    for (let bit = 0; bit < pack.length * 8; bit++) {
      const flipped = Buffer.from(pack);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => parse(flipped), `bit ${bit}`).toThrow(expect.objectContaining({ name: 'GitError' }));
    }
  });

  test.each([
    ['another magic', { magic: 'KCAP' }],
    ['version 1', { version: 1 }],
    ['version 4', { version: 4 }],
    ['fewer objects than it claims', { count: 2 }],
    ['more objects than it claims', { count: 0 }],
  ])('a pack with %s', (_what, lies) => {
    expect(() => parse(craftPack([{ type: BLOB, content: base }], lies))).toThrow(code('object_corrupt'));
  });

  test.each([0, 5])('an object of the reserved type %i', (type) => {
    expect(() => parse(craftPack([{ type, content: base }]))).toThrow(code('object_corrupt'));
  });

  test.each([
    ['shorter than it declares', { size: base.length + 1 }],
    ['longer than it declares', { size: base.length - 1 }],
    ['of zero declared bytes', { size: 0 }],
    ['that is no zlib stream', { compressed: text('not zlib at all'), size: 5 }],
  ])('an object %s', (_what, lie) => {
    expect(() => parse(craftPack([{ type: BLOB, content: base, ...lie }]))).toThrow(code('object_corrupt'));
  });

  test('a size that never ends', () => {
    const endless = Buffer.concat([craftPack([], { count: 1 }).subarray(0, 12), Buffer.alloc(64, 0xff)]);
    expect(() => parse(endless)).toThrow(code('object_corrupt'));
  });
});
