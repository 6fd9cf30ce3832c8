import { formatCanonical } from '../canonical-json.js';
import { resolveRef, type SchemaNode } from './schema-node.js';

/** What changed between two schemas, as little as can be: `minor` is provable, anything else is at least `major`. */
export type Bump = 'none' | 'minor' | 'major';

const ORDER: readonly Bump[] = ['none', 'minor', 'major'];

export function largerBump(a: Bump, b: Bump): Bump {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/**
 * The smallest bump that the step from `before` to `after` allows: `minor` exactly when every document of the old format
 * is one of the new, and the new only has more optional properties in closed objects.
 */
export function computeBump(before: SchemaNode, after: SchemaNode): Bump {
  const decided = new Map<string, Bump>();
  return compare(before, after, { before, after, decided });
}

interface Roots {
  before: SchemaNode;
  after: SchemaNode;
  /** Pairs of definitions already compared; a recursive pair counts as equal while it is being compared. */
  decided: Map<string, Bump>;
}

function compare(before: SchemaNode, after: SchemaNode, roots: Roots): Bump {
  const pair = `${before.$ref ?? ''} ${after.$ref ?? ''}`;
  if (before.$ref !== undefined || after.$ref !== undefined) {
    const known = roots.decided.get(pair);
    if (known !== undefined && before.$ref !== undefined && after.$ref !== undefined) return known;
    roots.decided.set(pair, 'none');
  }
  const from = resolveRef(before, roots.before);
  const to = resolveRef(after, roots.after);
  const bump = from && to ? compareResolved(from, to, roots) : 'major';
  if (before.$ref !== undefined && after.$ref !== undefined) roots.decided.set(pair, bump);
  return bump;
}

function compareResolved(before: SchemaNode, after: SchemaNode, roots: Roots): Bump {
  if (formatCanonical(leaf(before)) !== formatCanonical(leaf(after))) return 'major';
  let bump: Bump = compareChildren(before.items, after.items, roots);
  bump = largerBump(bump, compareUnions(before.oneOf ?? [], after.oneOf ?? [], roots));
  bump = largerBump(bump, compareMembers(before.patternProperties, after.patternProperties, 'major', roots));
  return largerBump(bump, compareMembers(before.properties, after.properties, 'minor', roots));
}

/** What must be equal to the letter: all keywords of the node itself, without prose and children. */
function leaf({ title, description, items, oneOf, properties, patternProperties, $defs, $id, ...rest }: SchemaNode) {
  return { ...rest, required: rest.required?.toSorted(), enum: rest.enum?.map((word) => formatCanonical(word)).sort() };
}

function compareChildren(before: SchemaNode | undefined, after: SchemaNode | undefined, roots: Roots): Bump {
  if (!before || !after) return before === after ? 'none' : 'major';
  return compare(before, after, roots);
}

function compareUnions(before: readonly SchemaNode[], after: readonly SchemaNode[], roots: Roots): Bump {
  if (before.length !== after.length) return 'major';
  return before.reduce<Bump>((bump, member, at) => largerBump(bump, compareChildren(member, after[at], roots)), 'none');
}

function compareMembers(
  before: Record<string, SchemaNode> = {},
  after: Record<string, SchemaNode> = {},
  gained: Bump,
  roots: Roots,
): Bump {
  let bump: Bump = 'none';
  for (const [name, child] of Object.entries(before))
    bump = largerBump(bump, compareChildren(child, after[name], roots));
  const isLarger = Object.keys(after).some((name) => !Object.hasOwn(before, name));
  return isLarger ? largerBump(bump, gained) : bump;
}
