// A retraction withdraws a result for ever. It is signed by the machine key of the result it names and says nothing
// else. It is kept on its self-signature alone (the result may come later) and takes effect only where the result's key
// equals its own. Of several files at one path the one with the smallest hash stays.
import type { Cryptography } from './cryptography.js';
import { finding } from './findings.js';
import { type MachineKey, parseMachineKey, parseSubject, type Subject } from './identity.js';
import { type FactOutcome, type FactShape, readFact } from './signed-fact.js';

export const RETRACTION_DOMAIN = 'ipc-bench/retraction/1';

export interface Retraction {
  subject: Subject;
  machineKey: MachineKey;
}

const HASH = /^[0-9a-f]{64}$/;

const SHAPE: FactShape = {
  domain: RETRACTION_DOMAIN,
  versionMember: 'retraction',
  keyMember: 'machine_key',
  members: { subject: { pattern: HASH, required: true }, machine_key: { pattern: HASH, required: true } },
};

/** `retractions/<first 2 hex of the subject>/<subject>/<machine key>.json`. */
export function formatRetractionPath({ subject, machineKey }: Retraction): string {
  return `retractions/${subject.slice(0, 2)}/${subject}/${machineKey}.json`;
}

/** What a path of that exact shape names; `null` for any other path. */
export function parseRetractionPath(path: string): Retraction | null {
  const match = /^retractions\/([0-9a-f]{2})\/([0-9a-f]{64})\/([0-9a-f]{64})\.json$/.exec(path);
  if (!match?.[1] || !match[2]?.startsWith(match[1])) return null;
  const subject = parseSubject(match[2]);
  const machineKey = parseMachineKey(match[3] ?? '');
  return subject && machineKey ? { subject, machineKey } : null;
}

/** Directories that can hold retractions. */
export function isRetractionDirectory(path: string): boolean {
  return /^retractions(?:\/[0-9a-f]{2}(?:\/[0-9a-f]{64})?)?$/.test(path);
}

/** Judges the bytes of one retraction file at its path. */
export function judgeRetraction(bytes: Uint8Array, path: string, cryptography: Cryptography): FactOutcome {
  const outcome = readFact(bytes, SHAPE, cryptography);
  if (outcome.verdict !== 'valid') return outcome;
  const named = parseRetractionPath(path);
  const { subject, machine_key } = outcome.document;
  if (named?.subject === subject && named?.machineKey === machine_key) return outcome;
  return { verdict: 'invalid', findings: [finding('path', '', 'path and content name different things')] };
}
