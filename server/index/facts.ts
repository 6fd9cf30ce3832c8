// What maintainers have said about results, as the index needs it. This is the one place where errata enter the index. Of
// contradicting effects the most cautious holds, so order does not matter.
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import {
  activeErrata,
  type Erratum,
  type ErratumEffect,
  type ErratumOnRecord,
  judgeErratum,
  listErrata,
  parseErratumPath,
  selectsResult,
} from '@ipc-bench/schema/erratum';
import type { Oid, Repository } from '../git/port.js';

export interface FactSubject {
  subject: string;
  machineKey: string | null;
  runner: string;
}

export interface Facts {
  /** Every erratum of the tree but the withdrawals, by id. */
  onRecord: readonly ErratumOnRecord[];
  on(result: FactSubject): ResultFacts;
}

/** What holds of one result. */
export interface ResultFacts {
  /** Effects on the result as a whole. */
  effects: ReadonlySet<ErratumEffect>;
  /** Effects on one benchmark of it, beside those on the whole. */
  onBenchmark(benchmark: string, version: string): ReadonlySet<ErratumEffect>;
  /** Ids of the errata that speak of the result as a whole. */
  aboutWhole: readonly string[];
  /** Ids of those that speak of this benchmark of it. */
  aboutBenchmark(benchmark: string, version: string): readonly string[];
}

/** Folder of facts: an index is rebuilt, not advanced, when something in it changes. */
export const FACTS_FOLDER = 'errata';

/** The facts of a tree that hold for those who trust the given maintainer keys. */
export async function readFacts(
  repository: Pick<Repository, 'readTree' | 'readBlob'>,
  tree: Oid,
  trusted: readonly string[],
  cryptography: Cryptography,
): Promise<Facts> {
  const folder = (await repository.readTree(tree)).find(({ name }) => name === FACTS_FOLDER);
  const entries = folder ? await repository.readTree(folder.oid) : [];
  const errata = new Map<string, Erratum>();
  for (const { name, oid } of entries) {
    const path = `${FACTS_FOLDER}/${name}`;
    const id = parseErratumPath(path);
    if (id === null) continue;
    const outcome = judgeErratum(await repository.readBlob(oid), path, cryptography);
    if (outcome.verdict === 'valid') errata.set(id, outcome.document as unknown as Erratum);
  }
  return factsFrom(errata, new Set(trusted));
}

/** Facts from errata by id, as they hold for those who trust these keys. */
export function factsFrom(errata: ReadonlyMap<string, Erratum>, trusted: ReadonlySet<string>): Facts {
  const acting = activeErrata(errata, trusted);
  const select = selectorOf([...acting]);
  return {
    onRecord: listErrata(errata, trusted),
    on(result) {
      const selected = select(result);
      const whole = selected.filter(([, { benchmark }]) => benchmark === undefined);
      const onPart = (benchmark: string, version: string) =>
        selected.filter(([, erratum]) => namesBenchmark(erratum, benchmark, version));
      return {
        effects: effectsOf(whole),
        onBenchmark: (benchmark, version) => effectsOf(onPart(benchmark, version)),
        aboutWhole: whole.map(([id]) => id),
        aboutBenchmark: (benchmark, version) => onPart(benchmark, version).map(([id]) => id),
      };
    },
  };
}

type Named = readonly [id: string, erratum: Erratum];

/** Most errata name one result (every import is vouched for by name), so those are looked up, not searched. */
function selectorOf(acting: readonly Named[]): (result: FactSubject) => Named[] {
  const bySubject = Map.groupBy(acting, ([, { subject }]) => subject);
  return (result) =>
    [...(bySubject.get(result.subject) ?? []), ...(bySubject.get(undefined) ?? [])].filter(
      ([, { benchmark: _, ...whole }]) => selectsResult(whole, result),
    );
}

function namesBenchmark({ benchmark: named, benchmark_version }: Erratum, benchmark: string, version: string): boolean {
  return named === benchmark && (benchmark_version === undefined || benchmark_version === version);
}

function effectsOf(errata: readonly Named[]): ReadonlySet<ErratumEffect> {
  return new Set(errata.map(([, { effect }]) => effect));
}
