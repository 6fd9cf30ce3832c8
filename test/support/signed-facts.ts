// Retractions and errata as files of the layout.
import crypto from 'node:crypto';
import { ERRATUM_DOMAIN, type Erratum, formatErratumPath } from '@ipc-bench/schema/erratum';
import { judge } from '@ipc-bench/schema/judge';
import { formatRetractionPath, RETRACTION_DOMAIN, type Retraction } from '@ipc-bench/schema/retraction';
import { cryptography, type TestFile, testKey } from './document.js';
import { signedFact } from './fact.js';

/** What a retraction of this file names. */
export function subjectOf(file: TestFile): string {
  const report = judge(file.bytes, { cryptography });
  if (report.verdict === 'invalid') throw new Error('not a valid file');
  return report.subject;
}

/** The retraction of a subject by the machine of that name; `forger` signs it instead, where given. */
export function retractionFile(machine: string, subject: string, forger = machine): readonly [string, Uint8Array] {
  const { machineKey } = testKey(machine);
  const document = { retraction: 1, subject, machine_key: machineKey };
  const path = formatRetractionPath({ subject, machineKey } as Retraction);
  return [path, signedFact(RETRACTION_DOMAIN, document, testKey(forger))];
}

/** An erratum by the maintainer of that name. */
export function erratumFile(maintainer: string, members: Partial<Erratum>) {
  const key = testKey(maintainer);
  const bytes = signedFact(ERRATUM_DOMAIN, { erratum: 1, maintainer_key: key.machineKey, ...members }, key);
  const id = crypto.createHash('sha256').update(bytes).digest('hex');
  return { id, path: formatErratumPath(id), bytes };
}
