// The errata of a repository: those on `data`, and those beside it whose keys are not trusted any more.

import type { Cryptography } from '@ipc-bench/schema/cryptography';
import { type Erratum, type ErratumOnRecord, judgeErratum, listErrata } from '@ipc-bench/schema/erratum';
import { CANONICAL_REF, SUSPENDED_REF } from '@ipc-bench/schema/layout';
import type { Repository } from '../git/port.js';

const FOLDER = 'errata';

/** All of them but the withdrawals, by id. */
export async function readErrata(
  repository: Repository,
  trusted: ReadonlySet<string>,
  cryptography: Cryptography,
): Promise<ErratumOnRecord[]> {
  const errata = new Map<string, Erratum>();
  for (const ref of [CANONICAL_REF, SUSPENDED_REF]) {
    const commit = await repository.readRef(ref);
    const root = commit === null ? [] : await repository.readTree((await repository.readCommit(commit)).tree);
    const folder = root.find(({ name }) => name === FOLDER);
    for (const { name, oid } of folder ? await repository.readTree(folder.oid) : []) {
      const outcome = judgeErratum(await repository.readBlob(oid), `${FOLDER}/${name}`, cryptography);
      if (outcome.verdict === 'valid') errata.set(name.slice(0, -5), outcome.document as unknown as Erratum);
    }
  }
  return listErrata(errata, trusted);
}
