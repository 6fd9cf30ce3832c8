// Brings an admitted document to the newest format of its epoch, one pure function per major step. Stored bytes are
// never rewritten: this runs on read and when the index is built. Format 1.0.x is the newest, so the chain is empty.
import { CURRENT_FORMAT, type ResultDocument } from '@ipc-bench/schema/document';
import { parseVersion } from '@ipc-bench/schema/version';

/** A total, pure step from one major of an epoch to the next. */
export interface Migration {
  from: { epoch: number; major: number };
  /** Fields of the old format that the new one has no place for. */
  drops: readonly string[];
  migrate(document: unknown): unknown;
}

/** In ascending order of `from`; a gap is refused by the test. */
export const migrations: readonly Migration[] = [];

/** What a tool of one age knows of migrating. */
export interface Chain {
  steps: readonly Migration[];
  /** The format that every document of its epoch ends in. */
  newest: string;
}

export const builtInChain: Chain = { steps: migrations, newest: CURRENT_FORMAT };

export interface Migrated {
  document: ResultDocument;
  /** Format the bytes were written in. */
  from: string;
  /** Format of `document`. */
  to: string;
  /** Fields that were lost on the way. */
  dropped: string[];
}

/** Migrates the validated view of a document (`Report.document`); tests of other ages pass their own chain. */
export function migrate(document: ResultDocument, { steps, newest }: Chain = builtInChain): Migrated {
  const version = parseVersion(document.schema);
  if (!version) throw new TypeError('migrate takes validated documents only');
  const chain = steps.filter(({ from }) => from.epoch === version.epoch && from.major >= version.major);
  const migrated = chain.reduce<unknown>((current, step) => step.migrate(current), document);
  return {
    document: migrated as ResultDocument,
    from: document.schema,
    to: newest,
    dropped: chain.flatMap(({ drops }) => drops),
  };
}
