// What a format's rules say of documents that are almost right: its verdicts must never change once it is released, whatever
// happens to the code and to the lists of words behind them (docs/decisions/0007). Each golden is changed at every place in
// a few fixed ways; verdict, rule and place of all of them are one digest.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import { judge } from '@ipc-bench/schema/judge';
import { CPU_NAME_RULES } from '@ipc-bench/schema/privacy/cpu-name';
import { SCAN_RULES } from '@ipc-bench/schema/privacy/scan-string';

const REPLACEMENTS = {
  string: [
    '',
    'zz',
    'unknown',
    'Intel Xyzzy',
    'Intel /home/x',
    'a.example.org',
    'a@b.example.org',
    '10.0.0.0/8',
    'pipe.throughput',
  ],
  number: [-1, 0, 1, 18, 19, 94, 95, 949, 1000, Number.MAX_SAFE_INTEGER, 1.5],
  boolean: [null, 'yes'],
};
/** Versions are not changed: another version is another question. */
const LEFT_ALONE = /^\/(?:schema|suite)(?:\/|$)/;

/** Signatures are judged before all else and are not what is asked here. */
const trusting = { ...cryptographyFromNode(crypto), verifyEd25519: () => true };
const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

function* placesOf(value, path = []) {
  yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) yield* placesOf(child, [...path, name]);
}

function changed(document, path, change) {
  const copy = structuredClone(document);
  const last = path.at(-1);
  const holder = path.slice(0, -1).reduce((object, name) => object[name], copy);
  if (change !== undefined) holder[last] = change;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}

function* variantsOf(document) {
  for (const { path, value } of placesOf(document)) {
    const pointer = path.map((name) => `/${name}`).join('');
    if (pointer === '' || LEFT_ALONE.test(pointer)) continue;
    const near = typeof value === 'number' ? [value - 1, value + 1, value * 2] : [];
    const again = Array.isArray(value) && value.length > 0 ? [[...value, value[0]]] : [];
    for (const replacement of [undefined, ...(REPLACEMENTS[typeof value] ?? []), ...near, ...again])
      yield { label: `${pointer} ${JSON.stringify(replacement)}`, document: changed(document, path, replacement) };
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      yield { label: `${pointer} +`, document: changed(document, path, { ...value, zz_unknown: 1 }) };
  }
}

/** Digest of the verdicts over all variants of these documents; `lines` are what is digested. */
export function verdictsOver(documents) {
  const lines = documents.flatMap(({ name, document }) =>
    [...variantsOf(document)].map((variant) => {
      const { verdict, findings } = judge(canonicalBytes(variant.document), { cryptography: trusting });
      return [name, variant.label, verdict, ...findings.map(({ rule, pointer }) => `${rule}@${pointer}`)].join(' ');
    }),
  );
  return {
    variants: lines.length,
    refused: lines.filter((line) => / invalid /.test(line)).length,
    sha256: sha256(lines.join('\n')),
    words_sha256: sha256(`${CPU_NAME_RULES}\n${SCAN_RULES}`),
  };
}
