// Files of our own branches as the catalogue keeps them.
import type { FoundFile } from '../git/port.js';
import type { HeldFile } from '../holdings.js';
import type { FileReport } from '../submission.js';
import { blobId } from '../watch/blob-id.js';

/** Blob without content: on `suspended` it stands for a file that was erased and may not be stored again. */
export const ERASED_BLOB = blobId(new Uint8Array());

export function toHeldFile(report: FileReport): HeldFile {
  const { path, oid, kind } = report;
  return {
    path,
    oid,
    kind,
    hash: report.hash ?? '',
    bytes: 'bytes' in report ? report.bytes.length : 0,
    subject: 'subject' in report ? report.subject : null,
    machineKey: 'machineKey' in report ? report.machineKey : null,
    runner: 'runner' in report ? report.runner : null,
    erratum: 'erratum' in report ? report.erratum : null,
  };
}

/** A file of which only the name is left; the name ends in the hash. */
export function erasedFile({ path, oid }: FoundFile): HeldFile {
  const hash = path.slice(-69, -5);
  return { path, oid, kind: 'erased', hash, bytes: 0, subject: null, machineKey: null, runner: null, erratum: null };
}
