import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findResult, listResults, readResult, storeResult } from 'ipc-bench/store/result-store';
import { writePrivateFile } from 'ipc-bench/store/whole-file';
import { describe, expect, it } from 'vitest';
import { plainDocument, resultFile, testKey } from '../../support/document.js';
import { temporaryFolder } from '../../support/git-command.js';

const file = (nonce: string, day = '2026-11-20') =>
  resultFile(plainDocument({ nonce: nonce.repeat(32), day }), testKey('store'));

describe('the result store', () => {
  it('keeps files in the layout, the newest first', () => {
    const folder = temporaryFolder();
    expect(listResults(folder)).toEqual([]);
    const [old, recent] = [file('1'), file('2', '2026-11-19')];
    for (const { bytes } of [old, recent]) storeResult(folder, bytes);
    utimesSync(join(folder, old.path), 1, 1);
    expect(listResults(folder).map(({ path }) => path)).toEqual([recent.path, old.path]);
    expect(Buffer.from(readResult(folder, { id: old.id as never, path: old.path })).equals(old.bytes)).toBe(true);
  });

  it('sees only files of the layout’s exact shape', () => {
    const folder = temporaryFolder();
    const { bytes, path } = file('3');
    storeResult(folder, bytes);
    writeFileSync(join(folder, 'results/notes.json'), '{}');
    mkdirSync(join(folder, 'results/e1/x'), { recursive: true });
    writeFileSync(join(folder, 'results/e1/x', 'a.json'), '{}');
    expect(listResults(folder).map((result) => result.path)).toEqual([path]);
  });

  it('finds a result by the beginning of its id, and says when that is not enough', () => {
    const folder = temporaryFolder();
    const { id, bytes } = file('4');
    storeResult(folder, bytes);
    expect(findResult(folder, id.slice(0, 4)).id).toBe(id);
    expect(() => findResult(folder, 'abc')).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(() => findResult(folder, '../../..')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it('refuses what the validator refuses, and writes nothing', () => {
    const folder = temporaryFolder();
    expect(() => storeResult(folder, Buffer.from('{}'))).toThrow(expect.objectContaining({ code: 'data_refused' }));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('writePrivateFile', () => {
  it('leaves no half-written file where it cannot write', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    expect(() => writePrivateFile(join(folder, 'taken'), 'x')).toThrow(expect.objectContaining({ code: 'storage' }));
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});
