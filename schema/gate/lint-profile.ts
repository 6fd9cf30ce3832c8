import { type Problem, resolveRef, type SchemaNode } from './schema-node.js';

const ANNOTATIONS = ['title', 'description'];
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  ref: ['$ref'],
  union: ['type', 'oneOf', 'discriminator'],
  object: ['type', 'properties', 'required', 'additionalProperties'],
  map: ['type', 'patternProperties', 'additionalProperties', 'maxProperties'],
  array: ['type', 'items', 'minItems', 'maxItems'],
  string: ['type', 'const', 'enum', 'pattern', 'maxLength'],
  integer: ['type', 'const', 'minimum', 'maximum'],
  boolean: ['type'],
  scalars: ['type', 'minimum', 'maximum', 'pattern', 'maxLength'],
};
const ROOT_ONLY = ['$schema', '$id', '$defs'];
const SCALARS = ['boolean', 'integer', 'string'];

/** Everything in a format's schema that lies outside the profile; `file` begins every place. */
export function lintProfile(root: SchemaNode, file: string): Problem[] {
  const problems: Problem[] = [];
  const note = (code: string, place: string, message: string) =>
    problems.push({ code, place: `${file}#${place}`, message });

  const visit = (node: SchemaNode, place: string, isRoot = false): void => {
    const shape = shapeOf(node);
    if (shape === null) return void note('shape', place, 'neither a $ref, a tagged union nor a node of one type');
    const allowed = [...(KEYWORDS[shape] ?? []), ...ANNOTATIONS, ...(isRoot ? ROOT_ONLY : [])];
    for (const keyword of Object.keys(node))
      if (!allowed.includes(keyword)) note('keyword', `${place}/${keyword}`, `not part of the profile for ${shape}`);
    CHECKS[shape]?.(node, place, root, note);
    if (node.items) visit(node.items, `${place}/items`);
    for (const group of ['properties', 'patternProperties', '$defs'] as const)
      for (const [name, child] of Object.entries(node[group] ?? {})) visit(child, `${place}/${group}/${name}`);
    node.oneOf?.forEach((member, at) => {
      visit(member, `${place}/oneOf/${at}`);
    });
  };
  visit(root, '', true);
  return problems;
}

type Note = (code: string, place: string, message: string) => void;
type Check = (node: SchemaNode, place: string, root: SchemaNode, note: Note) => void;

function shapeOf({ $ref, type, oneOf, patternProperties }: SchemaNode): string | null {
  if ($ref !== undefined) return 'ref';
  if (Array.isArray(type)) return type.every((name) => SCALARS.includes(name)) && type.length > 1 ? 'scalars' : null;
  if (type === 'object') return oneOf ? 'union' : patternProperties ? 'map' : 'object';
  return type !== undefined && type in KEYWORDS && type !== 'ref' ? type : null;
}

const checkObject: Check = (node, place, _root, note) => {
  if (node.additionalProperties !== false) note('open_object', place, 'additionalProperties must be false');
  for (const name of node.required ?? [])
    if (!Object.hasOwn(node.properties ?? {}, name)) note('required', `${place}/required`, `${name} is not a property`);
  if (node.required === undefined || node.properties === undefined)
    note('object', place, 'needs properties and required, even when empty');
};

const checkMap: Check = (node, place, _root, note) => {
  if (node.additionalProperties !== false) note('open_object', place, 'additionalProperties must be false');
  const patterns = Object.keys(node.patternProperties ?? {});
  if (patterns.length !== 1) note('map', place, 'a map has exactly one pattern');
  for (const pattern of patterns) checkPattern(pattern, place, note);
  if (node.maxProperties === undefined) note('unbounded', place, 'a map needs maxProperties');
};

const checkString: Check = ({ const: constant, enum: words, pattern, maxLength }, place, _root, note) => {
  if (words !== undefined && words.length === 0) note('empty_enum', place, 'an enum needs a word');
  if (words !== undefined || constant !== undefined) return;
  if (pattern === undefined) note('free_string', place, 'a string needs const, enum or pattern');
  else checkPattern(pattern, place, note);
  if (
    pattern !== undefined &&
    maxLength === undefined &&
    /[*+]|\{\d+,\}/.test(pattern.replaceAll(/\[[^\]]*\]|\\./g, 'x'))
  )
    note('unbounded', place, 'a string needs maxLength or a pattern of bounded length');
};

/** Anchored, and no quantifier inside a quantified group: matching stays linear. */
function checkPattern(pattern: string, place: string, note: Note): void {
  const plain = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  if (!plain.startsWith('^') || !plain.endsWith('$')) note('unanchored', place, `${pattern} is not anchored`);
  if (/\([^()]*[*+][^()]*\)[*+{]|\([^()]*\{\d+,\d*\}[^()]*\)[*+]/.test(plain))
    note('nested_quantifier', place, `${pattern} repeats a repetition without bound`);
}

const CHECKS: Readonly<Record<string, Check>> = {
  ref: (node, place, root, note) => {
    if (resolveRef(node, root) === null) note('ref', place, `${node.$ref} is not a local definition`);
  },
  union: (node, place, root, note) => {
    const tag = node.discriminator?.propertyName;
    if (tag === undefined) return note('untagged', place, 'a union names its tag in discriminator');
    const tags = (node.oneOf ?? []).map((member) => {
      const branch = resolveRef(member, root);
      return branch?.required?.includes(tag) ? branch.properties?.[tag]?.const : undefined;
    });
    if (tags.includes(undefined) || new Set(tags).size !== tags.length)
      note('untagged', place, `every member requires a constant of its own in ${tag}`);
  },
  object: checkObject,
  map: checkMap,
  array: (node, place, _root, note) => {
    if (node.maxItems === undefined) note('unbounded', place, 'an array needs maxItems');
    if (node.items === undefined) note('array', place, 'an array needs items');
  },
  string: checkString,
  integer: (node, place, _root, note) => {
    if (node.const === undefined) checkRange(node, place, note);
  },
  scalars: (node, place, _root, note) => {
    if (node.type?.includes('integer')) checkRange(node, place, note);
    if (!node.type?.includes('string')) return;
    if (node.pattern === undefined) note('free_string', place, 'a string needs a pattern');
    else checkPattern(node.pattern, place, note);
  },
};

function checkRange({ minimum, maximum }: SchemaNode, place: string, note: Note): void {
  if (!Number.isSafeInteger(minimum) || !Number.isSafeInteger(maximum))
    note('unbounded', place, 'an integer needs a minimum and a maximum that a double holds');
}
