// Facts of this maintainer. Ed25519 signatures are deterministic: the same words under the same key are the same file.
import crypto from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { ERRATUM_DOMAIN, type Erratum, formatErratumPath } from '@ipc-bench/schema/erratum';
import { signedFactBytes } from '@ipc-bench/schema/signed-fact';
import { type DataDirectory, readMaintainerKey } from './data-directory.js';
import { cryptography } from './validate/cryptography.js';

export interface SignedErratum {
  /** Where the file belongs. */
  path: string;
  bytes: Uint8Array;
}

/** Signs with the key of the data directory. */
export async function signErratum(data: DataDirectory, words: Omit<Erratum, 'maintainer_key'>): Promise<SignedErratum> {
  const erratum = { ...words, erratum: 1, maintainer_key: await readMaintainerKey(data) };
  const privateKey = crypto.createPrivateKey(await readFile(data.maintainerKey, 'utf8'));
  const signature = crypto.sign(null, signedFactBytes(ERRATUM_DOMAIN, erratum), privateKey).toString('hex');
  const bytes = canonicalBytes({ ...erratum, signature });
  return { path: formatErratumPath(cryptography.sha256(bytes)), bytes };
}
