// What retractions and errata share: small canonical JSON objects, signed by the key they name, each under a domain
// prefix of its own, so that a signature made for one kind of fact never fits another.
import { canonicalBytes } from './canonical-json.js';
import { type Cryptography, parseHex } from './cryptography.js';
import { checkPoint, isCanonicalSignature } from './ed25519-encoding.js';
import { type Finding, finding, pointerStep } from './findings.js';
import { readCanonical } from './read-canonical.js';

export interface FactShape {
  /** Domain prefix of the signed bytes, e.g. `ipc-bench/retraction/1`. */
  domain: string;
  /** The member that names the signing key. */
  keyMember: string;
  /** A pattern for each string member except the signature. */
  members: Readonly<Record<string, { pattern: RegExp; required: boolean }>>;
  /** The member that holds the fact's own format number, and the number this tool knows. */
  versionMember: string;
}

export type FactOutcome =
  | { verdict: 'valid'; document: Record<string, unknown> }
  /** A newer format of fact: kept and flagged, not applied. */
  | { verdict: 'deferred'; document: Record<string, unknown> }
  | { verdict: 'invalid'; findings: Finding[] };

/** Domain, a NUL, and the canonical document without `signature`. */
export function signedFactBytes(domain: string, document: Record<string, unknown>): Uint8Array {
  const { signature: _, ...unsigned } = document;
  const prefix = new TextEncoder().encode(`${domain}\0`);
  const body = canonicalBytes(unsigned);
  const bytes = new Uint8Array(prefix.length + body.length);
  bytes.set(prefix);
  bytes.set(body, prefix.length);
  return bytes;
}

/** Reads a fact of the given shape and checks its self-signature. Never throws on bad data. */
export function readFact(bytes: Uint8Array, shape: FactShape, cryptography: Cryptography): FactOutcome {
  const read = readCanonical(bytes);
  if (!read.document) return { verdict: 'invalid', findings: read.findings };
  const document = read.document;
  const version = document[shape.versionMember];
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 1)
    return { verdict: 'deferred', document };
  const findings = version === 1 ? [] : [finding('envelope', `/${shape.versionMember}`, 'must be 1')];
  findings.push(...checkMembers(document, shape));
  if (findings.length === 0) findings.push(...checkFactSignature(document, shape, cryptography));
  return findings.length === 0 ? { verdict: 'valid', document } : { verdict: 'invalid', findings };
}

function checkMembers(document: Record<string, unknown>, { members, versionMember }: FactShape): Finding[] {
  const known = { ...members, signature: { pattern: /^[0-9a-f]{128}$/, required: true } };
  const findings = Object.entries(known).flatMap(([name, { pattern, required }]) => {
    if (!Object.hasOwn(document, name)) return required ? [finding('missing_field', `/${name}`, 'required')] : [];
    const value = document[name];
    return typeof value === 'string' && pattern.test(value) ? [] : [finding('schema', `/${name}`, 'malformed')];
  });
  const unknown = Object.keys(document).filter((name) => name !== versionMember && !Object.hasOwn(known, name));
  return [...findings, ...unknown.map((name) => finding('unknown_field', pointerStep(name), 'not a field of a fact'))];
}

function checkFactSignature(
  document: Record<string, unknown>,
  shape: FactShape,
  cryptography: Cryptography,
): Finding[] {
  const key = parseHex(document[shape.keyMember] as string);
  const signature = parseHex(document.signature as string);
  const problem = checkPoint(key);
  if (problem !== null) {
    const rule = problem === 'small_order' ? 'key_small_order' : 'signature_spelling';
    return [finding(rule, `/${shape.keyMember}`, 'not a usable key')];
  }
  if (!isCanonicalSignature(signature)) return [finding('signature_spelling', '/signature', 'not canonically encoded')];
  const stands = cryptography.verifyEd25519(key, signedFactBytes(shape.domain, document), signature);
  return stands ? [] : [finding('signature_wrong', '/signature', 'verification failed')];
}
