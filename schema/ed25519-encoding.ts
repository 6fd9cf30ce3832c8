// The strict half of Ed25519. Libraries accept encodings that RFC 8032 calls non-canonical, and public keys of small
// order under which one constant signature fits every message. Two tools must never disagree on a signature, so both
// are refused here, before any library is asked. https://www.rfc-editor.org/rfc/rfc8032#section-5.1

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** y-coordinates of the eight points whose order divides the cofactor 8. */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] as number);
  return value;
}

export type PointProblem = 'non_canonical' | 'small_order';

/** What is wrong with a 32-byte compressed point, or `null`. */
export function checkPoint(bytes: Uint8Array): PointProblem | null {
  const y = littleEndian(bytes) & ((1n << 255n) - 1n);
  if (y >= P) return 'non_canonical';
  return SMALL_ORDER_Y.has(y) ? 'small_order' : null;
}

/** Whether a 64-byte signature is spelt the one canonical way: R a canonical point, S below the group order. */
export function isCanonicalSignature(signature: Uint8Array): boolean {
  return checkPoint(signature.subarray(0, 32)) === null && littleEndian(signature.subarray(32)) < L;
}
