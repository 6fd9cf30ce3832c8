import type { Finding } from '@ipc-bench/schema/findings';
import type { Registry } from '@ipc-bench/schema/registry';
import type { Oid } from '../git/port.js';
import type { FileReport } from '../submission.js';

export interface JudgeContext {
  /** What this build knows, unless a test plays a tool of another age. */
  registry: Registry;
}

/** A file whose bytes were read. */
export interface FileToJudge {
  path: string;
  oid: Oid;
  bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  hash: string;
}

/** One kind of file of the layout. */
export interface FileKind {
  /** Whether files of this kind lie there. */
  ownsPath(path: string): boolean;
  /** Where these bytes belong if they are of this kind, else `null`; for files handed over without their place. */
  placeOf(bytes: Uint8Array): string | null;
  /** The report, or every reason for a refusal. Never throws on bad data. */
  judge(file: FileToJudge, context: JudgeContext): FileReport | readonly Finding[];
}
