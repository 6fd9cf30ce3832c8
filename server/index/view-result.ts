// A stored file as readers of today see it: in the newest format, without what this tool does not know.
import { builtInChain, type Chain, migrate } from '@ipc-bench/migrations/migrate';
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
  /** The view as canonical JSON, UTF-8. */
  document: Uint8Array;
}

/**
 * `indexed` is what the index says of the file: it was judged when it was indexed, so a valid one of the newest format is
 * its own view. `null` when this tool cannot read the file: it was indexed by another one.
 */
export function viewResult(
  bytes: Uint8Array,
  indexed: { isValid: boolean; format: string },
  tools: { registry: Registry; cryptography: Cryptography; chain?: Chain },
): ResultView | null {
  const { chain = builtInChain } = tools;
  if (indexed.isValid && indexed.format === chain.newest)
    return { from: chain.newest, to: chain.newest, dropped: [], document: bytes };
  const report = judge(bytes, tools);
  if (report.verdict === 'invalid' || report.verdict === 'deferred') return null;
  const { document, from, to, dropped } = migrate(report.document, chain);
  return { from, to, dropped, document: Buffer.from(formatCanonical(document)) };
}
