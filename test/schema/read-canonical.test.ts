// What the admission check makes of JSON texts at the edges of the grammar (RFC 8259) and of the canonical form.
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import { describe, expect, it } from 'vitest';

const encoder = new TextEncoder();
const rulesOf = (text: string | Uint8Array) =>
  readCanonical(typeof text === 'string' ? encoder.encode(text) : text).findings?.map(({ rule }) => rule) ?? [];
/** As the only member of an object, so that the value is what is judged. */
const valueRules = (value: string) => rulesOf(`{"a":${value}}`);

describe('values that are canonical', () => {
  it.each([
    'null',
    'true',
    'false',
    '0',
    '-1',
    '9007199254740991',
    '-9007199254740991',
    '1e+21',
    '1e-7',
    '0.5',
    '""',
    '"a"',
    '"\\"\\\\\\b\\f\\n\\r\\t"',
    '"\\u0000\\u001f"',
    '"/"',
    '"\u007f"',
    '"\u2028\u2029"',
    '"é"',
    '"😀"',
    '"\ufffe\uffff"',
    '[]',
    '[1,2]',
    '[[],[[]]]',
    '{}',
    '{"":0}',
    '{"a":{"b":[{}]}}',
  ])('%s', (value) => {
    expect(valueRules(value)).toEqual([]);
  });
});

describe('values that are JSON but not canonical', () => {
  it.each([
    ['-0', 'number_form'],
    ['1.0', 'number_form'],
    ['1E2', 'number_form'],
    ['1e2', 'number_form'],
    ['0e0', 'number_form'],
    ['1.10', 'number_form'],
    ['1e-400', 'number_form'],
    ['123456789012345678901', 'number_range'],
    ['1e400', 'number_range'],
    ['-1e400', 'number_range'],
    ['9007199254740993', 'number_range'],
    ['"\\u0061"', 'string_form'],
    ['"\\/"', 'string_form'],
    ['"\\u000A"', 'string_form'],
    ['"\\u000a"', 'string_form'],
    ['"\\u001F"', 'string_form'],
    ['"\\ud83d\\ude00"', 'string_form'],
    ['"\\ud800"', 'lone_surrogate'],
    ['"\\udc00\\ud800"', 'lone_surrogate'],
    ['"\\ud800a"', 'lone_surrogate'],
    [' 1', 'white_space'],
    ['[1, 2]', 'white_space'],
    ['[ ]', 'white_space'],
    ['{ }', 'white_space'],
    ['\t1', 'white_space'],
    ['\r\n1', 'white_space'],
    ['{"b":1,"a":2}', 'key_order'],
    ['{"a":1,"a":1}', 'duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key'],
    ['{"__proto__":1}', 'forbidden_key'],
    ['{"constructor":1}', 'forbidden_key'],
    ['{"prototype":1}', 'forbidden_key'],
  ])('%s is refused as %s', (value, rule) => {
    expect(valueRules(value)).toContain(rule);
  });
});

describe('texts that are not JSON', () => {
  it.each([
    '',
    ' ',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    "{'a':1}",
    '{"a":1}}',
    '{"a":1}x',
    '[',
    '{"a":[1,]}',
    '{"a":[,1]}',
    '{"a":[1',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":1e}',
    '{"a":0x1}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":-}',
    '{"a":"\\x41"}',
    '{"a":"\\u12"}',
    '{"a":"\n"}',
    '{"a":"\t"}',
    '{"a":"',
    '{"a":tru}',
    '{"a":nul}',
    '{"a":TRUE}',
    '{"a":1 "b":2}',
    '{"a"::1}',
    '{1:1}',
    '// c\n{}',
    '{"a":1/**/}',
    '\u00a0{}',
    '{"a":\u000b1}',
    '\ufeff{}',
  ])('%j is refused', (text) => {
    expect(rulesOf(text)).toEqual(['json_syntax']);
  });
});

describe('bytes that are not text', () => {
  it.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a code point above U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('%s is refused', (_name, bytes) => {
    expect(rulesOf(new Uint8Array(bytes))).toEqual(['not_utf8']);
  });
});

it('refuses a scalar or an array at the top', () => {
  for (const text of ['1', '"a"', 'null', 'true', '[]']) expect(rulesOf(text)).toEqual(['not_an_object']);
});

it('answers at once on hostile sizes and depths', () => {
  expect(rulesOf(`{"a":${'9'.repeat(500_000)}}`)).toEqual(['number_range']);
  expect(rulesOf(`{"a":"${'\\u0061'.repeat(100_000)}"}`)).toEqual(['string_form']);
  expect(rulesOf('{"a":'.repeat(150_000))).toEqual(['depth']);
  expect(rulesOf(`{"a":"${'['.repeat(500_000)}"}`)).toEqual([]);
});
