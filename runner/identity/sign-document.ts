import crypto from 'node:crypto';
import type { ResultDocument } from '@ipc-bench/schema/document';
import { signedBytes } from '@ipc-bench/schema/signature';
import type { KeyPair } from './machine-key.js';

/** The document with the machine key and its signature. */
export function signDocument(document: ResultDocument, { machineKey, privateKey }: KeyPair): ResultDocument {
  const keyed: ResultDocument = { ...document, machine_key: machineKey };
  const signature = crypto.sign(null, signedBytes(keyed), privateKey).toString('hex');
  return { ...keyed, signature };
}
