import { canonicalBytes, formatCanonical, NotCanonicalError } from '@ipc-bench/schema/canonical-json';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('formatCanonical', () => {
  it('sorts keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    const text = formatCanonical(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(text)).filter((key) => key !== '1')).toEqual(sorted.filter((key) => key !== '1'));
    expect(text).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`);
  });

  it.each([
    [Number('333333333.33333329'), '333333333.3333333'],
    [1e30, '1e+30'],
    [4.5, '4.5'],
    [2e-3, '0.002'],
    [0.000000000000000000000000001, '1e-27'],
    [-0, '0'],
    [9007199254740992, '9007199254740992'],
  ])('spells the number %d as ECMAScript does', (value, text) => {
    expect(formatCanonical(value)).toBe(text);
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [undefined], [() => 1]])('refuses %s', (value) => {
    expect(() => formatCanonical(value)).toThrow(NotCanonicalError);
  });

  it('is a fixed point: reading canonical bytes and writing them again changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        const bytes = canonicalBytes(plain);
        const read = readCanonical(bytes);
        if (!read.document) return read.findings.every(({ rule }) => rule === 'forbidden_key');
        expect(canonicalBytes(read.document)).toEqual(bytes);
        return true;
      }),
      { numRuns: 500 },
    );
  });

  it('finds a reason for every respelling of a document', () => {
    const text = '{"a":[1,{"b":"x"}],"c":-1}';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: text.length }),
        fc.constantFrom(' ', '\n', '0', '.0', ',', '"', '{}'),
        (at, extra) => {
          const changed = text.slice(0, at) + extra + text.slice(at);
          const read = readCanonical(new TextEncoder().encode(changed));
          if (read.document) expect(formatCanonical(read.document)).toBe(changed);
          else expect(read.findings.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
