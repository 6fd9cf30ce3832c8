// What flows between the stages of a round: candidate → submission → report → outcome. Stages import these types and
// never each other.
import type { Erratum } from '@ipc-bench/schema/erratum';
import type { Finding } from '@ipc-bench/schema/findings';
import type { Oid } from './git/port.js';

/** A file of a source whose path has the layout's shape, not read yet. */
export interface Candidate {
  path: string;
  /** Git blob id, also of files in plain folders. */
  oid: Oid;
}

/** A candidate with its bytes. */
export interface Submission extends Candidate {
  /** `null`: over the size limit, so nobody read it. */
  bytes: Uint8Array | null;
  /** A single file handed over without its place: the validator says where it belongs. */
  isUnplaced?: true;
}

/** A file that can enter `data` or wait on `deferred`, or the reasons why not. */
export type FileReport = ResultReport | RetractionReport | ErratumReport | NewerFactReport | RefusedReport;

interface Read extends Candidate {
  bytes: Uint8Array;
  /** SHA-256 of the bytes; of a result this is its id. */
  hash: string;
}

export interface ResultReport extends Read {
  kind: 'result';
  verdict: 'valid' | 'provisional' | 'deferred';
  subject: string;
  /** `null` in suite epoch 0. */
  machineKey: string | null;
  /** Version of the runner; `null` in documents newer than the registry. */
  runner: string | null;
  /** What a tool must know to judge it, in words; only where it is deferred. */
  needs?: string;
}

export interface RetractionReport extends Read {
  kind: 'retraction';
  verdict: 'valid';
  subject: string;
  machineKey: string;
}

export interface ErratumReport extends Read {
  kind: 'erratum';
  verdict: 'valid';
  erratum: Erratum;
}

/** A retraction or erratum in a newer format than this tool knows: kept, not applied. */
export interface NewerFactReport extends Read {
  kind: 'fact';
  verdict: 'deferred';
  needs?: string;
}

export interface RefusedReport extends Candidate {
  kind: 'refused';
  verdict: 'invalid';
  hash: string | null;
  findings: readonly Finding[];
}

export const OUTCOME_WORDS = ['added', 'unchanged', 'retracted', 'deferred', 'rejected', 'failed'] as const;
/**
 * What became of a candidate. `rejected` is its own fault and for ever (under this registry); `failed` is a local cap
 * or accident and is tried again.
 */
export type OutcomeWord = (typeof OUTCOME_WORDS)[number];

export interface Outcome extends Candidate {
  outcome: OutcomeWord;
  hash: string | null;
  /** Why it was rejected; empty for every other outcome. */
  findings: readonly Finding[];
  /** One sentence where the word alone does not say why. */
  note?: string;
}
