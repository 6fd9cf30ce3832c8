import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import type { Subject } from '@ipc-bench/schema/identity';
import { formatRetractionPath, RETRACTION_DOMAIN } from '@ipc-bench/schema/retraction';
import { signedFactBytes } from '@ipc-bench/schema/signed-fact';
import type { NewFile } from '../git/write-commit.js';
import type { KeyPair } from './machine-key.js';

/** The file that withdraws a result for ever. Ed25519 is deterministic: the same subject gives the same bytes. */
export function signRetraction(subject: Subject, { machineKey, privateKey }: KeyPair): NewFile {
  const unsigned = { retraction: 1, subject, machine_key: machineKey };
  const signature = crypto.sign(null, signedFactBytes(RETRACTION_DOMAIN, unsigned), privateKey).toString('hex');
  return { path: formatRetractionPath({ subject, machineKey }), bytes: canonicalBytes({ ...unsigned, signature }) };
}
