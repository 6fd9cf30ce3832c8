// Cryptography is passed in, so that the same validator runs in Node (node:crypto) and in a browser (@noble/*).

export interface Cryptography {
  /** SHA-256 of the bytes as 64 lower-case hex digits. */
  sha256(bytes: Uint8Array): string;
  /**
   * RFC 8032 Ed25519 verification: 32-byte key, any message, 64-byte signature. Encodings have been checked before
   * (`ed25519-encoding.ts`), since libraries disagree on the lenient ones.
   */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Bytes as lower-case hex. */
export function formatHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Lower-case hex to bytes; throws TypeError on anything else. */
export function parseHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new TypeError('not lower-case hex');
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}
