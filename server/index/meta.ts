// What an index says about itself: which tree it was built from, by which knowledge.
import { builtInChain, type Chain } from '@ipc-bench/migrations/migrate';
import { builtInRegistry, type Registry } from '@ipc-bench/schema/registry';
import type { Database } from 'better-sqlite3';
import { INDEX_VERSION } from './tables.js';

export interface IndexMeta {
  /** Tree id of `data` that the rows were read from: the revision of every answer. */
  revision: string;
  /** A commit with that tree. */
  commit: string;
  /** Digest of the formats and manifests that the rows were judged by. */
  registry: string;
  /** Digest of the maintainer keys whose facts were applied. */
  trusted: string;
  /** What else decides the rows: `INDEX_VERSION` and the code that migrates documents and lifts points. */
  version: string;
}

/** `version` of an index that a tool writes. Migrations and lifts are frozen once made, so their number names them. */
export function indexVersion({ lifts }: Pick<Registry, 'lifts'>, { steps }: Chain = builtInChain): string {
  return `${INDEX_VERSION}.${steps.length}.${lifts.length}`;
}

/** The one of this build. */
export const TOOL_VERSION = indexVersion(builtInRegistry);

/** Throws when the file has no table `meta`: it is no index, or a half-made one. */
export function readMeta(database: Database): IndexMeta {
  const rows = database.prepare<[], { name: string; value: string }>('SELECT name, value FROM meta').all();
  const found = new Map(rows.map(({ name, value }) => [name, value]));
  const member = (name: keyof IndexMeta) => found.get(name) ?? '';
  return {
    revision: member('revision'),
    commit: member('commit'),
    registry: member('registry'),
    trusted: member('trusted'),
    version: member('version'),
  };
}

export function writeMeta(database: Database, meta: IndexMeta): void {
  const statement = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  for (const [name, value] of Object.entries(meta)) statement.run(name, value);
}
