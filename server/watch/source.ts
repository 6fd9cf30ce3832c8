// A source is somebody's results: a git repository at a URL or path, a plain folder in the layout, or one file. All of
// them answer the same three questions, and everything they say is a stranger's word.
import type { Finding } from '@ipc-bench/schema/findings';
import type { Oid } from '../git/port.js';
import type { Candidate, Submission } from '../submission.js';

/** One branch of a source as it was seen; a folder or file has one, with an empty name and no commit. */
export interface Tip {
  ref: string;
  commit: Oid | null;
}

/** What is on a tip: files to consider, and entries that no results branch should hold. */
export interface Survey {
  candidates: Candidate[];
  oddities: Oddity[];
}

export interface Oddity extends Candidate {
  finding: Finding;
}

/** What is known already and need not be looked at again. */
export interface Known {
  /** Whether exactly this tree stands at this path. */
  hasTree(path: string, oid: Oid): Promise<boolean>;
  /** Whether exactly this file stands at this path. */
  hasFile(path: string, oid: Oid): Promise<boolean>;
}

export interface Source {
  /** As the maintainer named it. */
  readonly name: string;
  /** Whether other people can reach it under that name; a path of this machine is nobody's business. */
  readonly isPublic: boolean;
  listTips(): Promise<Tip[]>;
  survey(tip: Tip, known: Known): Promise<Survey>;
  /** The files, in any order; one that a local limit kept from being read is left out. */
  read(tip: Tip, candidates: readonly Candidate[]): AsyncIterable<Submission>;
  close(): Promise<void>;
}
