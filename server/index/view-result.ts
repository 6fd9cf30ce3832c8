// A stored file as readers of today see it: validated again, and migrated to the newest format.
import { migrate } from '@ipc-bench/migrations/migrate';
import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import { judge } from '@ipc-bench/schema/judge';
import type { Registry } from '@ipc-bench/schema/registry';

export interface ResultView {
  /** Format of the stored file. */
  from: string;
  /** Format of the view. */
  to: string;
  /** Fields that the migration has no place for. */
  dropped: string[];
  /** The view as canonical JSON text. */
  document: string;
}

/** `null` when this tool cannot read the file: it was indexed by another one. */
export function viewResult(
  bytes: Uint8Array,
  { registry, cryptography }: { registry: Registry; cryptography: Cryptography },
): ResultView | null {
  const report = judge(bytes, { registry, cryptography });
  if (report.verdict === 'invalid' || report.verdict === 'deferred') return null;
  const { document, from, to, dropped } = migrate(report.document);
  return { from, to, dropped, document: formatCanonical(document) };
}
