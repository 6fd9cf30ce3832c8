// One result with its document as readers of today see it. Documents never change under their blob id, so the last ones
// read are kept.
import type { ResultDocument } from '@ipc-bench/schema/document';
import { parseResultId } from '@ipc-bench/schema/identity';
import { ServerError } from '../errors.js';
import type { PageRequest } from './page.js';
import type { MetricRow, ResultRow } from './rows.js';

export interface ResultView {
  revision: string;
  row: ResultRow;
  metrics: MetricRow[];
  document: ResultDocument;
  /** Size of the file. */
  bytes: number;
  migration: { from: string; to: string; dropped: string[] };
}

type Kept = Pick<ResultView, 'document' | 'bytes' | 'migration'>;

const kept = new Map<string, Kept>();
const MOST_KEPT = 32;

/** Throws `ServerError` `bad_parameter`, `not_found`, `no_index`. */
export async function readResultView(
  id: string,
  { read, service }: Pick<PageRequest, 'read' | 'service'>,
): Promise<ResultView> {
  if (parseResultId(id) === null) throw new ServerError('bad_parameter', 'a result id is 64 lower-case hex digits');
  const { results } = service;
  const found = read(({ snapshot }) => {
    const file = results.find(snapshot, id);
    if (!file) throw new ServerError('not_found', 'no result with this id is indexed; it may have been retracted');
    const { summary, metrics } = results.describe(snapshot, id);
    return {
      file,
      revision: snapshot.revision,
      row: JSON.parse(summary) as ResultRow,
      metrics: JSON.parse(metrics) as MetricRow[],
    };
  });
  const { file, ...rest } = found;
  return { ...rest, ...(await readDocument(file.blob, service)) };
}

async function readDocument(blob: string, { results }: PageRequest['service']): Promise<Kept> {
  const known = kept.get(blob);
  if (known) return known;
  const bytes = await results.readFile(blob);
  const view = results.view(bytes);
  if (!view) throw new ServerError('no_index', 'the index was built by a tool that knows other formats');
  const { document, ...migration } = view;
  const fresh = { document: JSON.parse(document) as ResultDocument, bytes: bytes.length, migration };
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(blob, fresh);
  return fresh;
}
