// What a maintainer says, signed and merged: through the same judgement as what strangers say, and acting at once.
import { type Erratum, selectsResult } from '@ipc-bench/schema/erratum';
import { locateData } from '../data-directory.js';
import { openJournalCopy } from '../journal/open-journal.js';
import { mergeSources, type RoundOptions } from '../pipeline.js';
import { signErratum } from '../sign-erratum.js';
import { openMemorySource } from '../watch/memory-source.js';
import type { SourceSummary } from './round-summary.js';

export type ErratumWords = Omit<Erratum, 'maintainer_key'>;

export interface SaidErratum {
  /** SHA-256 of the file; `withdraw` names it. */
  id: string;
  /** The signed file, as it is merged. */
  document: Record<string, unknown>;
  /** Results of this database that it speaks of. */
  selects: number;
}

export interface ErrataSummary {
  errata: SaidErratum[];
  source: SourceSummary;
  /** Tree id of `data` afterwards. */
  tree: string;
  dry_run: boolean;
}

/** Throws `ServerError`: `no_data`, `busy`, `storage`. */
export async function mergeErrata(
  words: readonly ErratumWords[],
  options: Omit<RoundOptions, 'sources'>,
): Promise<ErrataSummary> {
  const data = locateData(options.data);
  const files = await Promise.all(words.map((erratum) => signErratum(data, erratum)));
  const counts = words.map((erratum) => countSelected(data.journal, erratum));
  const { sources, tree, dry_run } = await mergeSources({
    ...options,
    sources: [openMemorySource('errata of this maintainer', files)],
  });
  const errata = files.map(({ path, bytes }, at) => ({
    id: path.slice(-69, -5),
    document: JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>,
    selects: counts[at] ?? 0,
  }));
  return { errata, source: sources[0] as SourceSummary, tree, dry_run };
}

/** As far as whole results go: of which benchmarks they hold numbers the index knows. */
function countSelected(path: string, words: ErratumWords): number {
  const { benchmark: _, ...erratum } = { ...words, maintainer_key: '' };
  if (erratum.effect === 'withdraw') return 0;
  const journal = openJournalCopy(path);
  try {
    return [...journal.catalogue.selectedBy(erratum)].filter(({ subject, machineKey, runner }) =>
      selectsResult(erratum, { subject: subject ?? '', machineKey, runner: runner ?? '' }),
    ).length;
  } finally {
    journal.close();
  }
}

/**
 * What facts about the result call it. `name`: its id, or the beginning of it. `null` where no result here has that name,
 * or several have.
 */
export function findSubject(data: string, name: string): string | null {
  const journal = openJournalCopy(locateData(data).journal);
  try {
    const found = new Set(journal.catalogue.resultsNamed(name).map(({ subject }) => subject));
    return found.size === 1 ? ([...found][0] ?? null) : null;
  } finally {
    journal.close();
  }
}
