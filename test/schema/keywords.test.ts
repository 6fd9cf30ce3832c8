// The keywords of the profile as our validator reads them, against Draft 2020-12. One row a keyword: a schema, values it
// admits, values it refuses; the edges are those on which implementations are known to differ.
import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ajvOptions } from '../../scripts/ajv-options.mjs';

const object = (properties: Record<string, SchemaNode>, required: string[] = []): SchemaNode => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const tagged = (kind: string, extra: Record<string, SchemaNode> = {}) =>
  object({ kind: { type: 'string', const: kind }, ...extra }, ['kind']);

const rows: [string, SchemaNode, unknown[], unknown[]][] = [
  ['type integer', { type: 'integer' }, [0, -1, 1e15], [1.5, '1', null, true, [], {}]],
  ['type string', { type: 'string' }, ['', 'a', '1'], [1, null, false, [], {}]],
  ['type boolean', { type: 'boolean' }, [true, false], [0, 1, 'true', null, [], {}]],
  ['type object', object({}), [{}], [[], null, 'a', 1]],
  ['type array', { type: 'array', items: { type: 'integer' } }, [[], [1]], [{}, 'a', null, { 0: 1, length: 1 }]],
  ['type list', { type: ['boolean', 'integer'] }, [true, 1], ['1', 1.5, null, []]],
  ['const string', { type: 'string', const: 'a' }, ['a'], ['A', '', 'aa', 1]],
  ['const integer', { type: 'integer', const: 0 }, [0, -0], [false, '0', null, 1]],
  ['enum', { type: 'string', enum: ['a', 'b'] }, ['a', 'b'], ['c', 'ab', '', ['a']]],
  ['minimum and maximum', { type: 'integer', minimum: -1, maximum: 2 }, [-1, 0, 2], [-2, 3]],
  ['maxLength counts code points', { type: 'string', maxLength: 2 }, ['', 'ab', '😀😀'], ['abc', '😀😀😀']],
  ['pattern', { type: 'string', pattern: '^[a-z]{1,3}$' }, ['a', 'abc'], ['', 'abcd', 'A', ' a', 'a\n']],
  [
    'minItems and maxItems',
    { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
    [[1], [1, 2]],
    [[], [1, 2, 3]],
  ],
  ['items', { type: 'array', items: { type: 'string' } }, [[], ['a', 'b']], [['a', 1], [null]]],
  ['required', object({ a: { type: 'integer' } }, ['a']), [{ a: 1 }], [{}, { a: undefined }, Object.create({ a: 1 })]],
  ['properties are own', object({ a: { type: 'integer' } }), [{}, { a: 1 }], [{ a: 'x' }, { a: null }]],
  [
    'additionalProperties false',
    object({ a: { type: 'integer' } }),
    [{ a: 1 }],
    [{ b: 1 }, { a: 1, b: 1 }, JSON.parse('{"__proto__":1}')],
  ],
  [
    'required names of Object.prototype',
    object({ toString: { type: 'integer' } }, ['toString']),
    [{ toString: 1 }],
    [{}, { toString: 'x' }],
  ],
  [
    'patternProperties',
    {
      type: 'object',
      additionalProperties: false,
      maxProperties: 2,
      patternProperties: { '^x-[a-z]{1,3}$': { type: 'integer' } },
    },
    [{}, { 'x-a': 1 }, { 'x-a': 1, 'x-b': 2 }],
    [{ a: 1 }, { 'x-a': 'b' }, { 'x-a': 1, 'x-b': 2, 'x-c': 3 }, { 'x-abcd': 1 }],
  ],
  [
    '$ref and $defs',
    { ...object({ a: { $ref: '#/$defs/word' } }), $defs: { word: { type: 'string', pattern: '^[a-z]{1,9}$' } } },
    [{}, { a: 'b' }],
    [{ a: 'B' }, { a: 1 }],
  ],
  [
    'oneOf, tagged',
    {
      type: 'object',
      discriminator: { propertyName: 'kind' },
      oneOf: [tagged('a', { n: { type: 'integer' } }), tagged('b')],
    },
    [{ kind: 'a' }, { kind: 'a', n: 1 }, { kind: 'b' }],
    [{}, { kind: 'c' }, { kind: 1 }, { kind: 'b', n: 1 }, { kind: 'a', n: 'x' }, 'a', null],
  ],
];

describe.each(rows)('%s', (_name, schema, admitted, refused) => {
  const validate = new Ajv2020({ ...ajvOptions, strictRequired: false }).compile(schema);

  it('admits what the specification admits', () => {
    for (const value of admitted) expect(validate(value), JSON.stringify(value)).toBe(true);
  });

  it('refuses what the specification refuses', () => {
    for (const value of refused) expect(validate(value), JSON.stringify(value)).toBe(false);
  });
});

it('has a row for every keyword that a format uses', () => {
  const annotations = ['$schema', '$id', 'title', 'description', 'discriminator'];
  const keywordsOf = (node: SchemaNode): string[] => {
    const { properties = {}, patternProperties = {}, $defs = {}, items, oneOf = [] } = node;
    const children = [properties, patternProperties, $defs].flatMap((group) => Object.values(group));
    return [...Object.keys(node), ...[...children, ...oneOf, ...(items ? [items] : [])].flatMap(keywordsOf)];
  };
  const shown = new Set(rows.flatMap(([, schema]) => keywordsOf(schema)));
  const used = new Set(builtInRegistry.formats.flatMap(({ schema }) => keywordsOf(schema as SchemaNode)));
  expect([...used].filter((keyword) => !shown.has(keyword) && !annotations.includes(keyword))).toEqual([]);
});
