import { canonicalBytes, formatCanonical, NotCanonicalError } from '@ipc-bench/schema/canonical-json';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Appendix B of RFC 8785: IEEE 754 bits and the JSON number; `null` is an error. */
const RFC_8785_NUMBERS: [bits: string, text: string | null][] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['7fffffffffffffff', null],
  ['7ff0000000000000', null],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

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

  it.each(RFC_8785_NUMBERS)('spells the double %s as appendix B of RFC 8785 does: %s', (bits, text) => {
    const value = new DataView(new BigUint64Array([BigInt(`0x${bits}`)]).buffer).getFloat64(0, LITTLE_ENDIAN);
    if (text === null) expect(() => formatCanonical(value)).toThrow(NotCanonicalError);
    else expect(formatCanonical(value)).toBe(text);
  });

  it('gives the sample of section 3.2.4 of RFC 8785, byte for byte', () => {
    const sample = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    const bytes =
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333' +
      '332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e412742' +
      '5c225c5c5c5c5c222f227d';
    expect(Buffer.from(canonicalBytes(JSON.parse(sample))).toString('hex')).toBe(bytes);
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
