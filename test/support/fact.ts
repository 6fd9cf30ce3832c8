import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { signedFactBytes } from '@ipc-bench/schema/signed-fact';
import type { TestKey } from './document.js';

/** The bytes of a retraction or erratum, signed under its domain. */
export function signedFact(domain: string, document: object, { privateKey }: TestKey): Uint8Array {
  const signed = signedFactBytes(domain, document as Record<string, unknown>);
  return canonicalBytes({ ...document, signature: crypto.sign(null, signed, privateKey).toString('hex') });
}
