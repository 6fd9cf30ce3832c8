// Reads a document of a newer minor through an older schema of the same line: a minor only adds optional properties to
// closed objects, so leaving out the properties this schema does not know gives a document it can judge.

interface SchemaNode {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, SchemaNode>;
  patternProperties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  oneOf?: SchemaNode[];
  $defs?: Record<string, SchemaNode>;
}

/** A copy of `document` without the properties that `schema` does not know. Never changes its argument. */
export function projectUnknown(document: unknown, schema: unknown): unknown {
  const root = schema as SchemaNode;
  return project(document, root, root);
}

function project(value: unknown, node: SchemaNode, root: SchemaNode): unknown {
  const resolved = node.$ref ? resolve(node.$ref, root) : node;
  if (Array.isArray(value)) {
    const { items } = resolved;
    return items ? value.map((item) => project(item, items, root)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const branch = resolved.oneOf ? tagged(value, resolved.oneOf, root) : resolved;
  return branch?.properties ? projectObject(value, branch.properties, root) : value;
}

function projectObject(value: object, properties: Record<string, SchemaNode>, root: SchemaNode): unknown {
  const known = Object.entries(value).flatMap(([key, member]) => {
    const child = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return child ? [[key, project(member, child, root)] as const] : [];
  });
  return Object.fromEntries(known);
}

/** The member of a union tagged by `kind` that a value belongs to. */
function tagged(value: object, union: readonly SchemaNode[], root: SchemaNode): SchemaNode | undefined {
  const tag = (value as { kind?: unknown }).kind;
  return union
    .map((member) => (member.$ref ? resolve(member.$ref, root) : member))
    .find(({ properties }) => (properties?.kind as { const?: unknown } | undefined)?.const === tag);
}

function resolve(reference: string, root: SchemaNode): SchemaNode {
  return root.$defs?.[reference.slice('#/$defs/'.length)] ?? {};
}
