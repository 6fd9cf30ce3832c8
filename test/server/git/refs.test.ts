import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOperations } from '@ipc-bench/server/git/file-operations';
import { parseOid } from '@ipc-bench/server/git/port';
import { listLocalRefs, moveRef, readRef } from '@ipc-bench/server/git/refs';
import { beforeEach, describe, expect, test } from 'vitest';
import { fastImport } from '../../support/fast-import.js';
import { git, temporaryFolder } from '../../support/git-command.js';

let gitdir: string;
let first: ReturnType<typeof parseOid>;
let second: ReturnType<typeof parseOid>;
beforeEach(() => {
  gitdir = join(temporaryFolder(), 'r.git');
  first = parseOid(fastImport(gitdir, 'refs/heads/a', { files: { a: '1' } }));
  second = parseOid(fastImport(gitdir, 'refs/heads/a', { files: { a: '2' } }));
});

describe('readRef', () => {
  test('of a file, of packed-refs, and of the file where both are there', () => {
    expect(readRef(gitdir, 'refs/heads/a')).toBe(second);
    git(['update-ref', 'refs/heads/ab', first], { cwd: gitdir });
    git(['pack-refs', '--all'], { cwd: gitdir });
    expect(existsSync(join(gitdir, 'refs/heads/a'))).toBe(false);
    expect(readRef(gitdir, 'refs/heads/a')).toBe(second);
    expect(readRef(gitdir, 'refs/heads/ab')).toBe(first);
    git(['update-ref', 'refs/heads/a', first], { cwd: gitdir });
    expect(readRef(gitdir, 'refs/heads/a')).toBe(first);
  });

  test('of a folder, a name within a file, or nothing is null', () => {
    expect(readRef(gitdir, 'refs/heads')).toBeNull();
    expect(readRef(gitdir, 'refs/heads/a/b')).toBeNull();
    expect(readRef(gitdir, 'refs/heads/absent')).toBeNull();
    git(['pack-refs', '--all'], { cwd: gitdir });
    expect(readRef(gitdir, 'refs/heads')).toBeNull();
  });

  test('follows symbolic refs, but not in a circle and not out of the repository', () => {
    git(['symbolic-ref', 'refs/heads/link', 'refs/heads/a'], { cwd: gitdir });
    expect(readRef(gitdir, 'refs/heads/link')).toBe(second);
    writeFileSync(join(gitdir, 'refs/heads/x'), 'ref: refs/heads/y\n');
    writeFileSync(join(gitdir, 'refs/heads/y'), 'ref: refs/heads/x\n');
    expect(() => readRef(gitdir, 'refs/heads/x')).toThrow(expect.objectContaining({ code: 'storage' }));
    writeFileSync(join(gitdir, 'refs/heads/out'), 'ref: ../../etc/passwd\n');
    expect(() => readRef(gitdir, 'refs/heads/out')).toThrow(TypeError);
  });

  test('of a file that holds no id is an error, not an absent ref', () => {
    for (const content of ['', 'x', `${first}${second}`, '0'.repeat(39)]) {
      writeFileSync(join(gitdir, 'refs/heads/broken'), content);
      expect(() => readRef(gitdir, 'refs/heads/broken')).toThrow(expect.objectContaining({ code: 'storage' }));
    }
  });
});

describe('listLocalRefs', () => {
  test('is what git lists, loose and packed', () => {
    git(['update-ref', 'refs/heads/deep/er/b', first], { cwd: gitdir });
    git(['tag', '-a', '-m', 'x', 'v1', first], { cwd: gitdir });
    git(['pack-refs', '--all'], { cwd: gitdir });
    git(['update-ref', 'refs/heads/a', first], { cwd: gitdir });
    git(['update-ref', 'refs/notes/c', second], { cwd: gitdir });
    writeFileSync(join(gitdir, 'refs/heads/d.lock'), `${first}\n`);
    const lines = listLocalRefs(gitdir).map(({ name, oid }) => `${oid} ${name}`);
    expect(lines.sort()).toEqual(git(['show-ref'], { cwd: gitdir }).split('\n').sort());
  });
});

describe('moveRef', () => {
  const move = (expected: typeof first | null, next: typeof first, ref = 'refs/heads/a', takeOver = false) =>
    moveRef(gitdir, { ref, expected, next, takeOver }, fileOperations);

  test('moves only from where it is expected', () => {
    expect(() => move(first, second)).toThrow(expect.objectContaining({ code: 'ref_moved' }));
    expect(() => move(null, second)).toThrow(expect.objectContaining({ code: 'ref_moved' }));
    move(second, first);
    expect(git(['rev-parse', 'refs/heads/a'], { cwd: gitdir })).toBe(first);
    move(null, first, 'refs/heads/results/new');
    expect(git(['rev-parse', 'refs/heads/results/new'], { cwd: gitdir })).toBe(first);
    expect(existsSync(join(gitdir, 'refs/heads/a.lock'))).toBe(false);
  });

  test('git cannot move a ref that we hold, nor we one that git holds', () => {
    writeFileSync(join(gitdir, 'refs/heads/a.lock'), '');
    expect(() => move(second, first)).toThrow(expect.objectContaining({ code: 'ref_locked' }));
    expect(() => git(['update-ref', 'refs/heads/a', first], { cwd: gitdir })).toThrow(
      /Unable to create|unable to lock/i,
    );
    move(second, first, 'refs/heads/a', true);
    expect(readRef(gitdir, 'refs/heads/a')).toBe(first);
  });

  test('a ref below another cannot be made', () => {
    expect(() => move(null, first, 'refs/heads/a/b')).toThrow();
    rmSync(join(gitdir, 'refs/heads/a'));
    mkdirSync(join(gitdir, 'refs/heads/a/b'), { recursive: true });
    expect(() => move(null, first)).toThrow();
    expect(existsSync(join(gitdir, 'refs/heads/a.lock'))).toBe(false);
  });
});
