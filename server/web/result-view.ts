// One result with its document as readers of today see it. Documents never change under their blob id, so the last ones
// read are kept.
import type { Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { parseResultId } from '@ipc-bench/schema/identity';
import { ServerError } from '../errors.js';
import type { Ask } from './ask.js';
import type { PageRequest } from './page.js';
import type { IndexedFile, PageService } from './ports.js';
import type { MetricRow, PointRow, ResultRow } from './rows.js';

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

/** What the index knows of a result; its document is yet to be read. */
export interface FoundResult {
  file: IndexedFile;
  row: ResultRow;
  points: PointRow[];
  revision: string;
}

/** Throws `ServerError` `bad_parameter`, `not_found`, `no_index`. */
export function readResultView(id: string, { read, service }: Pick<PageRequest, 'read' | 'service'>) {
  return viewResult(
    read((ask) => findResult(id, ask, service)),
    service,
  );
}

/** Throws `ServerError` `bad_parameter`, `not_found`. */
export function findResult(id: string, { snapshot }: Pick<Ask, 'snapshot'>, { results }: PageService): FoundResult {
  if (parseResultId(id) === null) throw new ServerError('bad_parameter', 'a result id is 64 lower-case hex digits');
  const file = results.find(snapshot, id);
  if (!file) throw new ServerError('not_found', 'no result with this id is indexed; it may have been retracted');
  const texts = results.describe(snapshot, id);
  return {
    file,
    revision: snapshot.revision,
    row: JSON.parse(texts.summary) as ResultRow,
    points: JSON.parse(texts.points) as PointRow[],
  };
}

/** Throws `ServerError` `no_index`. */
export async function viewResult(
  { file, row, points, revision }: FoundResult,
  service: PageService,
): Promise<ResultView> {
  const view = await readDocument(file, service);
  return { row, revision, ...view, metrics: metricsOf(points, view.document) };
}

async function readDocument(file: IndexedFile, { results }: PageRequest['service']): Promise<Kept> {
  const known = kept.get(file.blob);
  if (known) return known;
  const bytes = await results.readFile(file.blob);
  const view = results.view(bytes, file);
  if (!view) throw new ServerError('no_index', 'the index was built by a tool that knows other formats');
  const { document, ...migration } = view;
  const text = Buffer.from(document).toString('utf8');
  const fresh = { document: JSON.parse(text) as ResultDocument, bytes: bytes.length, migration };
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(file.blob, fresh);
  return fresh;
}

/** One row per number; the range of the repeats is the document's. */
function metricsOf(points: readonly PointRow[], { measurements }: ResultDocument): MetricRow[] {
  const byPoint = Map.groupBy(measurements, ({ benchmark, kind, ordinal }) => `${benchmark} ${kind} ${ordinal}`);
  return points.flatMap(({ metrics, ...point }) => {
    const candidates = byPoint.get(`${point.benchmark} ${point.kind} ${point.ordinal}`) ?? [];
    const range = rangeOfRepeats(candidates.find((one) => hasIdentity(one, point.parameters)));
    return Object.entries(metrics).map(([metric, number]) => {
      const isHeadline = metric === 'rtt_p50' || metric === 'throughput';
      return {
        ...point,
        ...number,
        metric,
        repeat_low: isHeadline ? (range?.low ?? null) : null,
        repeat_high: isHeadline ? (range?.high ?? null) : null,
      };
    });
  });
}

/** `identity` holds part of the parameters of a measurement. */
function hasIdentity({ parameters }: Measurement, identity: PointRow['parameters']): boolean {
  return Object.entries(identity).every(([name, value]) => parameters[name] === value);
}

/** Of the repeats' medians or rates; null where one of them is censored. */
function rangeOfRepeats(measurement: Measurement | undefined): { low: number; high: number } | null {
  const values = repeatsOf(measurement);
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return null;
  return { low: Math.min(...known), high: Math.max(...known) };
}

function repeatsOf(measurement: Measurement | undefined): (number | undefined)[] {
  switch (measurement?.kind) {
    case 'latency':
      return measurement.repeats.map(({ p50_ps }) => p50_ps);
    case 'throughput':
      return measurement.repeats.map(({ bytes, elapsed_ns }) => Math.floor((bytes / elapsed_ns) * 1e9));
    default:
      return [];
  }
}
