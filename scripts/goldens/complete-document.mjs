// The smallest and the fullest value that a format admits, made from its own schema, so that a golden keeps up with a draft.

/** A word for each pattern of strings in the profile; a new pattern needs a line here. */
const SAMPLES = [
  ['1.0.0', (node) => node.pattern.includes('(0|[1-9]')],
  ['Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz', (node) => node.description?.startsWith('model name')],
  ...['pipe.latency', 'capability_missing', '0x1a', '12.2.0', '13', '2026-11-20'].map((text) => [text]),
  ...[64, 128, 32].map((digits) => ['5'.repeat(digits)]),
];

function sampleOf(node) {
  const matches = ([text, applies = () => true]) => applies(node) && new RegExp(node.pattern).test(text);
  const sample = SAMPLES.find(matches);
  if (!sample) throw new Error(`no sample string for the pattern ${node.pattern}: add one to complete-document.mjs`);
  return sample[0];
}

const resolve = (node, root) => (node.$ref ? root.$defs[node.$ref.slice('#/$defs/'.length)] : node);

/**
 * A value of the node: with `isFull` every optional property, every word of a list of words and one entry of
 * every other list (of a list of a union one of each member); else nothing that could be left out.
 */
export function makeValue(given, root, isFull) {
  const node = { ...resolve(given, root), ...(given.description ? { description: given.description } : {}) };
  if ('const' in node) return node.const;
  if (node.enum) return node.enum[0];
  if (node.oneOf) return node.oneOf.map((member) => makeValue(member, root, isFull))[0];
  switch (Array.isArray(node.type) ? node.type[0] : node.type) {
    case 'boolean':
      return true;
    case 'integer':
      return Math.max(node.minimum, Math.min(node.maximum, given.$ref === '#/$defs/cpu_number' ? 0 : 1));
    case 'string':
      return sampleOf(node);
    case 'array': {
      const items = resolve(node.items, root);
      if (isFull && items.oneOf) return items.oneOf.map((member) => makeValue(member, root, true));
      if (isFull && items.enum) return items.enum.slice(0, node.maxItems);
      return Array.from({ length: Math.max(node.minItems ?? 0, isFull ? 1 : 0) }, () => makeValue(items, root, isFull));
    }
    default:
      return node.patternProperties ? mapOf(node, root, isFull) : objectOf(node, root, isFull);
  }
}

function objectOf({ properties, required }, root, isFull) {
  const names = isFull ? Object.keys(properties) : required;
  return Object.fromEntries(names.map((name) => [name, makeValue(properties[name], root, isFull)]));
}

/** Every name of a pattern that is a list of names; else none: whoever needs entries puts them there. */
function mapOf({ patternProperties }, root, isFull) {
  const [[pattern, child]] = Object.entries(patternProperties);
  const names = /^\^\(([a-z0-9_|]+)\)\$$/.exec(pattern)?.[1].split('|') ?? [];
  return Object.fromEntries((isFull ? names : []).map((name) => [name, makeValue(child, root, isFull)]));
}
