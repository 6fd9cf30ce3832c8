// Cryptography of a browser for the one validator: the same verdicts as in Node.

import { type Cryptography, formatHex } from '@ipc-bench/schema/cryptography';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

export const browserCryptography: Cryptography = {
  sha256: (bytes) => formatHex(sha256(bytes)),
  verifyEd25519(publicKey, message, signature) {
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false; // some keys are no points of the curve
    }
  },
};
