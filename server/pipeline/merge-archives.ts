// Historic archives on their way into `data`:
//
//   1. import   each archive to a document, which is put into a temporary folder in the layout
//   2. vouch    for each, as this maintainer
//   3. merge    that folder like any other source
//
// What an archive does wrong is an outcome; the others go on.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CANONICAL_REF } from '@ipc-bench/schema/layout';
import { readBranch } from '../canonical/branch-tree.js';
import { locateData, openRepository, readMaintainerKey, readTrusted } from '../data-directory.js';
import type { ArchiveLimits } from '../import/archive-limits.js';
import { type ImportOutcome, importArchive, listArchives } from '../import/import-archives.js';
import type { Refusal } from '../import/refusal.js';
import { mergeSources, type RoundOptions } from '../pipeline.js';
import { signErratum } from '../sign-erratum.js';
import type { OutcomeWord } from '../submission.js';
import { blobId } from '../watch/blob-id.js';
import { openFolderSource } from '../watch/folder-source.js';
import type { SourceSummary } from './round-summary.js';

export interface ArchiveOptions extends Omit<RoundOptions, 'sources'> {
  limits: ArchiveLimits;
  /** Whether to say, as this maintainer, that the results may stand in default answers. */
  isVouched: boolean;
  onArchive(number: number, of: number, archive: string): void;
}

/** What became of one archive. */
export interface ArchiveSummary {
  archive: string;
  /** `rejected`: the archive, or its document; then `refusal` or the source's refusals say why. */
  outcome: OutcomeWord;
  refusal?: Refusal;
  /** Id of the document. */
  result?: string;
  run_key?: string;
  /** How finely latencies were kept: `none`, `csv_only`, `tsc` or `raw_tsc`. */
  latency_detail?: string;
  flags?: readonly string[];
  irregularities?: readonly string[];
}

export interface ImportSummary {
  archives: ArchiveSummary[];
  /** Distinct runs among them: several archives may be packings of one. */
  runs: number;
  vouched: boolean;
  source: SourceSummary;
  tree: string;
  dry_run: boolean;
}

type Imported = Extract<ImportOutcome, { result: unknown }>;

/** Throws `ServerError`: `no_data`, `busy`, `storage`. */
export async function mergeArchives(paths: readonly string[], options: ArchiveOptions): Promise<ImportSummary> {
  const data = locateData(options.data);
  await (await openRepository(data, options.git)).close(); // before the work
  const isVouched = options.isVouched && (await readTrusted(data)).includes(await readMaintainerKey(data));
  const folder = await mkdtemp(join(tmpdir(), 'ipc-bench-import-'));
  try {
    const archives = await listArchives(paths);
    const summaries: ArchiveSummary[] = [];
    const places = new Map<string, { path: string; oid: ReturnType<typeof blobId> }>();
    for (const [at, archive] of archives.entries()) {
      options.signal.throwIfAborted();
      options.onArchive(at + 1, archives.length, archive);
      const outcome = await importArchive(archive, options);
      summaries.push(summarise(outcome));
      if (!('result' in outcome) || places.has(outcome.result.id)) continue;
      const { id, subject, path, bytes } = outcome.result;
      places.set(id, { path, oid: blobId(bytes) });
      await put(folder, { path, bytes });
      if (isVouched) await put(folder, await signErratum(data, { effect: 'vouch', subject, reason: REASON }));
    }

    const heldBefore = await findHeld(places, options);
    const round = await mergeSources({ ...options, sources: [openFolderSource('historic archives', folder)] });
    const source = round.sources[0] as SourceSummary;
    const heldAfter = await findHeld(places, options);
    const seen = new Set(heldBefore);
    for (const summary of summaries) {
      if (summary.result === undefined) continue;
      const refused = source.refused.find(({ path }) => path === places.get(summary.result ?? '')?.path);
      const isKept = options.isDryRun || heldAfter.has(summary.result);
      summary.outcome = seen.has(summary.result) ? 'unchanged' : (refused?.outcome ?? (isKept ? 'added' : 'retracted'));
      seen.add(summary.result);
    }
    const runs = new Set(summaries.flatMap(({ run_key }) => run_key ?? [])).size;
    return { archives: summaries, runs, vouched: isVouched, source, tree: round.tree, dry_run: round.dry_run };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `reason` of the vouch. */
const REASON = 'historic_import';

function summarise(outcome: ImportOutcome): ArchiveSummary {
  if ('refusal' in outcome) return { archive: outcome.archive, outcome: 'rejected', refusal: outcome.refusal };
  const { archive, result, run }: Imported = outcome;
  return {
    archive,
    outcome: 'added',
    result: result.id,
    run_key: run.runKey,
    latency_detail: run.latencyDetail,
    flags: run.flags,
    irregularities: run.irregularities,
  };
}

async function put(folder: string, { path, bytes }: { path: string; bytes: Uint8Array }): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

/** Ids of those results that stand on `data`. */
async function findHeld(
  places: ReadonlyMap<string, { path: string; oid: ReturnType<typeof blobId> }>,
  { data, git }: ArchiveOptions,
): Promise<Set<string>> {
  const repository = await openRepository(locateData(data), git);
  try {
    const branch = await readBranch(repository, CANONICAL_REF);
    const held = new Set<string>();
    for (const [id, { path, oid }] of places) if (await branch.hasFile(path, oid)) held.add(id);
    return held;
  } finally {
    await repository.close();
  }
}
