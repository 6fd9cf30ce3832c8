import { parseMachineKey, parseSubject } from '@ipc-bench/schema/identity';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import { formatRetractionPath, judgeRetraction, parseRetractionPath } from '@ipc-bench/schema/retraction';
import { cryptography } from './cryptography.js';
import type { FileKind } from './file-kind.js';

export const retractionKind: FileKind = {
  ownsPath: (path) => parseRetractionPath(path) !== null,
  placeOf(bytes) {
    const { document } = readCanonical(bytes);
    if (document === null || !Object.hasOwn(document, 'retraction')) return null;
    const subject = parseSubject(String(document.subject));
    const machineKey = parseMachineKey(String(document.machine_key));
    return subject && machineKey ? formatRetractionPath({ subject, machineKey }) : null;
  },
  judge(file) {
    const outcome = judgeRetraction(file.bytes, file.path, cryptography);
    if (outcome.verdict === 'invalid') return outcome.findings;
    if (outcome.verdict === 'deferred')
      return { ...file, kind: 'fact', verdict: 'deferred', needs: 'a newer format of retraction' };
    const { subject, machine_key } = outcome.document as { subject: string; machine_key: string };
    return { ...file, kind: 'retraction', verdict: 'valid', subject, machineKey: machine_key };
  },
};
