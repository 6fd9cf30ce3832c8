// What trusted maintainers have said about results, as the index needs it. This is the one place where errata enter the
// index. Of contradicting effects the most cautious holds, so order does not matter.
import type { Cryptography } from '@ipc-bench/schema/cryptography';
import {
  activeErrata,
  type Erratum,
  type ErratumEffect,
  judgeErratum,
  parseErratumPath,
  selectsResult,
} from '@ipc-bench/schema/erratum';
import type { Oid, Repository } from '../git/port.js';

export interface FactSubject {
  id: string;
  machineKey: string | null;
  runner: string;
}

export interface Facts {
  /** Effects on a result as a whole. */
  onResult(result: FactSubject): ReadonlySet<ErratumEffect>;
  /** Effects on one benchmark of a result, beside those on the whole. */
  onBenchmark(result: FactSubject, benchmark: string, version: string): ReadonlySet<ErratumEffect>;
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
  const entries = folder && trusted.length > 0 ? await repository.readTree(folder.oid) : [];
  const errata = new Map<string, Erratum>();
  for (const { name, oid } of entries) {
    const path = `${FACTS_FOLDER}/${name}`;
    const id = parseErratumPath(path);
    if (id === null) continue;
    const outcome = judgeErratum(await repository.readBlob(oid), path, cryptography);
    if (outcome.verdict === 'valid') errata.set(id, outcome.document as unknown as Erratum);
  }
  return factsFrom([...activeErrata(errata, new Set(trusted)).values()]);
}

/** Facts from errata that are known to be active. */
export function factsFrom(errata: readonly Erratum[]): Facts {
  const whole = errata.filter(({ benchmark }) => benchmark === undefined);
  const partial = errata.filter(({ benchmark }) => benchmark !== undefined);
  return {
    onResult: (result) => effectsOf(whole.filter((erratum) => selectsResult(erratum, result))),
    onBenchmark: (result, benchmark, version) =>
      effectsOf(
        partial.filter(
          ({ benchmark: selected, benchmark_version, ...rest }) =>
            selected === benchmark &&
            (benchmark_version === undefined || benchmark_version === version) &&
            selectsResult(rest, result),
        ),
      ),
  };
}

function effectsOf(errata: readonly Erratum[]): ReadonlySet<ErratumEffect> {
  return new Set(errata.map(({ effect }) => effect));
}
