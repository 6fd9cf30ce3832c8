// The keywords of JSON Schema that formats may use, and nothing else: small enough that "new is a minor of old" is a
// syntactic relation. `lint-profile.ts` says what each must look like.

export interface SchemaNode {
  $schema?: string;
  $id?: string;
  $ref?: string;
  $defs?: Record<string, SchemaNode>;
  title?: string;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: SchemaNode;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: boolean;
  patternProperties?: Record<string, SchemaNode>;
  maxProperties?: number;
  oneOf?: SchemaNode[];
  discriminator?: { propertyName: string };
}

/** One thing the gate objects to. */
export interface Problem {
  /** Stable code, for the mutation test. */
  code: string;
  /** File and JSON Pointer, or another place a person can find. */
  place: string;
  message: string;
}

/** The node that a local `$ref` names; the node itself where it has none. */
export function resolveRef(node: SchemaNode, root: SchemaNode): SchemaNode | null {
  if (node.$ref === undefined) return node;
  const name = /^#\/\$defs\/([a-z][a-z0-9_]*)$/.exec(node.$ref)?.[1];
  return (name !== undefined && root.$defs?.[name]) || null;
}
