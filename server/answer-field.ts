// Schemas of the fields of an answer. Each has an example, so that the example of a whole answer is put together from
// them and cannot go stale.
import { type TProperties, type TSchema, Type } from 'typebox';

const HASH_EXAMPLE = '3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b';

export const field = {
  /** 64 hex digits. */
  hash: (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description, examples: [HASH_EXAMPLE] }),
  text: (description: string, example: string) => Type.String({ description, examples: [example] }),
  day: (description: string) =>
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description, examples: ['2026-11-20'] }),
  count: (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] }),
  /** Any number that is not a count. */
  number: (description: string, example: number) => Type.Number({ description, examples: [example] }),
  flag: (description: string, example = false) => Type.Boolean({ description, examples: [example] }),
  /** One of a closed list. */
  word: (list: readonly string[], description: string, example: string | undefined = list[0]) =>
    Type.Unsafe<string>({ type: 'string', enum: list, description, examples: [example] }),
  words: (description: string, example: readonly string[]) =>
    Type.Array(Type.String(), { description, examples: [example] }),
  /** Tree id of the canonical repository that an answer was computed from. */
  revision: () =>
    Type.String({
      pattern: '^[0-9a-f]{40}$',
      description: 'tree id of the canonical repository that this answer was computed from',
      examples: ['4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
    }),
  orNull(schema: TSchema): TSchema {
    const { description, examples, ...rest } = schema as TSchema & Annotations;
    return Type.Union([rest as TSchema, Type.Null()], { description, examples });
  },
  /** A closed object of the fields given, with the example that they make. */
  object(properties: TProperties, description: string) {
    const example = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema)]));
    return Type.Object(properties, { description, additionalProperties: false, examples: [example] });
  },
  list: (item: TSchema, description: string) => Type.Array(item, { description, examples: [[exampleOf(item)]] }),
};

interface Annotations {
  description: string;
  examples: unknown[];
}

/** The example of a schema made here. */
export function exampleOf(schema: TSchema): unknown {
  const [example] = (schema as Partial<Annotations>).examples ?? [];
  if (example === undefined) throw new TypeError('a field without an example');
  return example;
}
