import { parseEnvelope } from '@ipc-bench/schema/envelope';
import type { ResultId } from '@ipc-bench/schema/identity';
import { judge } from '@ipc-bench/schema/judge';
import { formatResultPath, parseResultPath } from '@ipc-bench/schema/layout';
import { readCanonical } from '@ipc-bench/schema/read-canonical';
import { cryptography } from './cryptography.js';
import type { FileKind } from './file-kind.js';

export const resultKind: FileKind = {
  ownsPath: (path) => parseResultPath(path) !== null,
  placeOf(bytes) {
    const { document } = readCanonical(bytes);
    const envelope = document === null ? null : parseEnvelope(document);
    if (envelope === null || Array.isArray(envelope)) return null;
    return formatResultPath(envelope, cryptography.sha256(bytes) as ResultId);
  },
  judge(file, { registry }) {
    const report = judge(file.bytes, { cryptography, path: file.path, registry });
    if (report.verdict === 'invalid') return report.findings;
    return {
      ...file,
      kind: 'result',
      verdict: report.verdict,
      subject: report.subject,
      machineKey: report.envelope.machineKey,
      ...(report.verdict === 'deferred'
        ? { runner: null, needs: `format ${report.needs.format}, suite ${report.needs.suite}` }
        : { runner: report.document.run.runner }),
    };
  },
};
