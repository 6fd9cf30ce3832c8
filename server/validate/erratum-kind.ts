import { type Erratum, formatErratumPath, judgeErratum, parseErratumPath } from '@ipc-bench/schema/erratum';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import { cryptography } from './cryptography.js';
import type { FileKind } from './file-kind.js';

export const erratumKind: FileKind = {
  ownsPath: (path) => parseErratumPath(path) !== null,
  placeOf(bytes) {
    const { document } = readCanonical(bytes);
    const isErratum = document !== null && Object.hasOwn(document, 'erratum');
    return isErratum ? formatErratumPath(cryptography.sha256(bytes)) : null;
  },
  judge(file) {
    const outcome = judgeErratum(file.bytes, file.path, cryptography);
    if (outcome.verdict === 'invalid') return outcome.findings;
    if (outcome.verdict === 'deferred')
      return { ...file, kind: 'fact', verdict: 'deferred', needs: 'a newer format of erratum' };
    return { ...file, kind: 'erratum', verdict: 'valid', erratum: outcome.document as unknown as Erratum };
  },
};
