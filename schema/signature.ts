// What is signed, what a retraction names, and the rules that decide whether a signature stands. They hold for every
// format ever, since they need the envelope only.
import { formatCanonical, formatCanonicalAgain } from './canonical-json.js';
import { type Cryptography, parseHex } from './cryptography.js';
import { checkPoint, isCanonicalSignature } from './ed25519-encoding.js';
import type { Envelope } from './envelope.js';
import { type Finding, finding } from './findings.js';
import type { Subject } from './identity.js';

const RESULT_DOMAIN = 'ipc-bench/result/1\0';

/** Domain prefix and the canonical document without `signature`. */
export function signedBytes(document: Record<string, unknown>): Uint8Array {
  const { signature: _, ...unsigned } = document;
  return new TextEncoder().encode(`${RESULT_DOMAIN}${formatCanonical(unsigned)}`);
}

/** As `signedBytes`, for a document that `readCanonical` gave, without canonicalising it again. */
export function signedBytesAsRead(document: Record<string, unknown>): Uint8Array {
  const { signature: _, ...unsigned } = document;
  return new TextEncoder().encode(`${RESULT_DOMAIN}${formatCanonicalAgain(unsigned)}`);
}

/** SHA-256 of the signed bytes. One file per subject: of several the smallest id wins. */
export function subjectOf(signed: Uint8Array, { sha256 }: Cryptography): Subject {
  return sha256(signed) as Subject;
}

/** Every reason why the signature does not stand; empty when it does, or when none is due (suite epoch 0). */
export function checkSignature(envelope: Envelope, signed: Uint8Array, cryptography: Cryptography): Finding[] {
  const { machineKey, signature } = envelope;
  if (envelope.suite.version.epoch === 0) {
    const unexpected = [
      machineKey === null ? null : finding('signature_unexpected', '/machine_key', 'present in suite epoch 0'),
      signature === null ? null : finding('signature_unexpected', '/signature', 'present in suite epoch 0'),
    ];
    return unexpected.filter((entry) => entry !== null);
  }
  if (machineKey === null || signature === null) {
    const pointer = machineKey === null ? '/machine_key' : '/signature';
    return [finding('signature_missing', pointer, 'absent')];
  }
  const key = parseHex(machineKey);
  const problem = checkPoint(key);
  if (problem === 'small_order') return [finding('key_small_order', '/machine_key', 'a point of small order')];
  if (problem !== null) return [finding('signature_spelling', '/machine_key', 'y is not below 2^255-19')];
  const signatureBytes = parseHex(signature);
  if (!isCanonicalSignature(signatureBytes))
    return [finding('signature_spelling', '/signature', 'R is not a canonical point or S not below the group order')];
  if (!cryptography.verifyEd25519(key, signed, signatureBytes))
    return [finding('signature_wrong', '/signature', 'verification failed')];
  return [];
}
