// From the bytes of a file at its path to a report. The kinds of file are a list: adding one is a file beside this one
// and a line here. A verdict depends on bytes, path and registry only; whether a key is trusted is for the plan to say.
import { finding } from '@ipc-bench/schema/findings';
import { judge } from '@ipc-bench/schema/judge';
import { MAX_DOCUMENT_BYTES } from '@ipc-bench/schema/read-canonical';
import type { FileReport, Submission } from '../submission.js';
import { cryptography } from './cryptography.js';
import { erratumKind } from './erratum-kind.js';
import type { FileKind, JudgeContext } from './file-kind.js';
import { resultKind } from './result-kind.js';
import { retractionKind } from './retraction-kind.js';

const KINDS: readonly FileKind[] = [resultKind, retractionKind, erratumKind];

/** Never throws on bad data. */
export function judgeFile(submission: Submission, context: JudgeContext): FileReport {
  const { path: given, oid, bytes, isUnplaced } = submission;
  if (bytes === null) {
    const findings = [finding('size', '', `more than ${MAX_DOCUMENT_BYTES} bytes`)];
    return { kind: 'refused', verdict: 'invalid', path: given, oid, hash: null, findings };
  }
  const hash = cryptography.sha256(bytes);
  const path = isUnplaced ? KINDS.map((kind) => kind.placeOf(bytes)).find((place) => place !== null) : given;
  const refused = { kind: 'refused', verdict: 'invalid', path: path ?? given, oid, hash } as const;
  // Nothing recognises a file without a place: say why it is no result.
  if (path === undefined) return { ...refused, findings: judge(bytes, { cryptography, ...context }).findings };
  const kind = KINDS.find((entry) => entry.ownsPath(path));
  if (kind === undefined) return { ...refused, findings: [finding('layout', '', 'no kind of file lies there')] };
  const judged = kind.judge({ path, oid, bytes, hash }, context);
  return 'verdict' in judged ? judged : { ...refused, findings: judged };
}
