// What a maintainer said, for a person.
import type { Erratum } from '@ipc-bench/schema/erratum';
import type { ErrataSummary } from '../pipeline/merge-errata.js';
import { formatFindings } from './format-findings.js';

/** `remove subject=ab…  reason=x`: the effect, then what it selects. */
export function formatWords({ effect, ...members }: Partial<Erratum>): string {
  const { maintainer_key: _, ...said } = members;
  return [effect, ...Object.entries(said).map(([name, value]) => `${name}=${value}`)].join(' ');
}

export function formatErrata({ errata, source, tree, dry_run }: ErrataSummary): string {
  return [
    ...errata.flatMap(({ id, document, selects }) => {
      const { erratum: _, signature: __, ...words } = document as Partial<Erratum> & Record<string, unknown>;
      return [`${id}  ${formatWords(words as Partial<Erratum>)}  (${selects} results here)`];
    }),
    ...source.refused.flatMap((refusal) => formatFindings(refusal.outcome, refusal)),
    `${dry_run ? 'dry run, nothing written; ' : ''}tree ${tree}`,
    '',
  ].join('\n');
}
