import { formatCursor, parseCursor, queryDigest } from '@ipc-bench/server/query/cursor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const REVISION = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const digest = queryDigest('results', { os: 'linux' });

describe('cursor', () => {
  it('comes back as it was made, whatever the sort values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), (text, integer) => {
        const cursor = { after: [text, integer], revision: REVISION };
        expect(parseCursor(formatCursor(digest, cursor), digest, ['text', 'integer'])).toEqual(cursor);
      }),
    );
  });

  it('stands in a URL as it is', () => {
    expect(formatCursor(digest, { after: ['??>>~~', 1], revision: REVISION })).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('is good for the question that made it only, on pages of any size', () => {
    expect(queryDigest('results', { os: 'linux', limit: 5, cursor: 'x' })).toBe(digest);
    for (const other of [
      queryDigest('results', { os: 'freebsd' }),
      queryDigest('results', {}),
      queryDigest('results', { os: 'linux', sort: 'day' }),
      queryDigest('measurements', { os: 'linux' }),
    ]) {
      const text = formatCursor(other, { after: ['a', 1], revision: REVISION });
      expect(() => parseCursor(text, digest, ['text', 'integer'])).toThrow(/other parameters/);
    }
  });

  it.each([
    ['too few values', ['a']],
    ['too many values', ['a', 1, 2]],
    ['a value of another type', [1, 1]],
    ['a fraction', ['a', 1.5]],
    ['an object', ['a', { toString: 1 }]],
  ])('is refused with %s', (_, after) => {
    const text = formatCursor(digest, { after: after as never, revision: REVISION });
    expect(() => parseCursor(text, digest, ['text', 'integer'])).toThrow(/damaged/);
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseCursor(text, digest, ['text', 'integer'])).toThrow(
          expect.objectContaining({ code: 'bad_cursor' }),
        );
      }),
    );
  });
});
