// What the canonical repository holds, as far as planning a merge must know it: by path, by subject, by selector.
// Derived from git alone; the journal caches it (`journal/catalogue.ts`), tests keep it in a Map.
import type { Erratum } from '@ipc-bench/schema/erratum';
import type { Oid } from './git/port.js';

export interface HeldFile {
  path: string;
  oid: Oid;
  /**
   * `refused`: this registry refuses it, so it leaves with the next plan. `erased`: on `suspended`, only its name is left.
   */
  kind: 'result' | 'retraction' | 'erratum' | 'fact' | 'refused' | 'erased';
  /** SHA-256 of the bytes. */
  hash: string;
  /** Size. */
  bytes: number;
  /** Of results and retractions. */
  subject: string | null;
  /** Of signed results and retractions. */
  machineKey: string | null;
  /** Of results that the registry can read. */
  runner: string | null;
  /** Of errata. */
  erratum: Erratum | null;
}

/** Files of one branch. */
export interface HeldBranch {
  at(path: string): HeldFile | undefined;
  /** Results and retractions of a subject. */
  ofSubject(subject: string): readonly HeldFile[];
}

export interface Holdings {
  data: HeldBranch;
  deferred: HeldBranch;
  /** Merged, but not standing for now: removed by errata that hold, or errata of keys that were trusted. */
  suspended: HeldBranch;
  /** All errata on `data`, by id. */
  errata(): ReadonlyMap<string, Erratum>;
  /** Results on `data` that an erratum could select (a superset will do). */
  selectedBy(erratum: Erratum): Iterable<HeldFile>;
}
