// Documents generated from a format's JSON Schema itself, by the keywords of the profile: for totality of migrations and
// for properties that must hold of every document a format admits, not only of those we thought of.
import { resolveRef, type SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import fc from 'fast-check';

type Scalar = boolean | number | string;

/** Arbitrary documents that validate against the schema; arrays and maps are kept short. */
export function arbitraryDocument(root: SchemaNode): fc.Arbitrary<unknown> {
  return arbitrary(root, root);
}

const MAX_ITEMS = 3;

function arbitrary(node: SchemaNode, root: SchemaNode): fc.Arbitrary<unknown> {
  const resolved = resolveRef(node, root);
  if (!resolved) throw new Error(`unresolved ${node.$ref}`);
  if (resolved.const !== undefined) return fc.constant(resolved.const);
  if (resolved.enum) return fc.constantFrom(...resolved.enum);
  if (resolved.oneOf) return fc.oneof(...resolved.oneOf.map((member) => arbitrary(member, root)));
  if (Array.isArray(resolved.type)) return fc.oneof(...resolved.type.map((type) => scalar(type, resolved)));
  switch (resolved.type) {
    case 'object':
      return resolved.patternProperties ? map(resolved, root) : object(resolved, root);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = MAX_ITEMS } = resolved;
      return fc.array(arbitrary(items, root), {
        minLength: minItems,
        maxLength: Math.min(maxItems, minItems + MAX_ITEMS),
      });
    }
    default:
      return scalar(resolved.type ?? '', resolved);
  }
}

function scalar(
  type: string,
  { minimum = 0, maximum = 0, pattern = '^$', maxLength }: SchemaNode,
): fc.Arbitrary<Scalar> {
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.maxSafeInteger().map((value) => Math.min(maximum, Math.max(minimum, value)));
  const text = fc.stringMatching(new RegExp(pattern));
  return maxLength === undefined ? text : text.filter(({ length }) => length <= maxLength);
}

function object({ properties = {}, required = [] }: SchemaNode, root: SchemaNode): fc.Arbitrary<unknown> {
  const members = Object.entries(properties).map(([name, child]) => [name, arbitrary(child, root)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: required, noNullPrototype: true });
}

function map({ patternProperties = {} }: SchemaNode, root: SchemaNode): fc.Arbitrary<unknown> {
  const [[pattern, child] = ['', {}]] = Object.entries(patternProperties);
  return fc.dictionary(fc.stringMatching(new RegExp(pattern)), arbitrary(child, root), {
    maxKeys: MAX_ITEMS,
    noNullPrototype: true,
  });
}
