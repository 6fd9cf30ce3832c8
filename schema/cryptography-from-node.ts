// Cryptography over Node's `crypto` module, which is passed in: this package imports nothing of Node, so that a browser
// can load it; runner and server hand their own import of it over.
import type { Cryptography } from './cryptography.js';

/** The part of `node:crypto` that is used. */
interface NodeCrypto {
  createHash(algorithm: 'sha256'): { update(bytes: Uint8Array): { digest(encoding: 'hex'): string } };
  createPublicKey(input: { key: { kty: string; crv: string; x: string }; format: 'jwk' }): object;
  verify(algorithm: null, message: Uint8Array, key: never, signature: Uint8Array): boolean;
}

export function cryptographyFromNode(crypto: NodeCrypto): Cryptography {
  return {
    sha256: (bytes) => crypto.createHash('sha256').update(bytes).digest('hex'),
    verifyEd25519(publicKey, message, signature) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: formatBase64Url(publicKey) };
      try {
        return crypto.verify(null, message, crypto.createPublicKey({ key: jwk, format: 'jwk' }) as never, signature);
      } catch {
        return false; // OpenSSL refuses to load some points that are not on the curve
      }
    },
  };
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function formatBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(4, bytes.length - at + 1);
    for (let digit = 0; digit < digits; digit++) text += BASE64URL[(triple >> (18 - 6 * digit)) & 63];
  }
  return text;
}
