// Which blocks a run takes on, and in what order: the most telling first, as many as fit.
import type { SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { blockMs } from './estimate.js';
import type { Block, Case } from './plan.js';
import type { Profile } from './profile.js';

/** The smallest messages first, then matrices, then the rest; blocks without cases fall away. */
export function byImportance(blocks: readonly Block[], profile: Profile): Block[] {
  const rank = ({ cases }: Block) => {
    const [first] = cases;
    if (first?.kind === 'matrix') return 1;
    const sizes = first?.kind === 'latency' ? profile.latencyBytes : profile.throughputBytes;
    const at = sizes.indexOf(Number(first?.parameters.message_bytes));
    return at <= 0 ? 0 : 1 + at;
  };
  return blocks
    .filter(({ cases }) => cases.length > 0)
    .map((block, at) => ({ block, at }))
    .sort((a, b) => rank(a.block) - rank(b.block) || a.at - b.at)
    .map(({ block }) => block);
}

/** Blocks that fit the profile's target together, at least with their natural half; the first is always tried. */
export function fitting(blocks: readonly Block[], profile: Profile): Block[] {
  let left = profile.targetSeconds * 1000;
  return blocks.flatMap((block, at) => {
    const natural = { ...block, cases: block.cases.filter(({ parameters }) => parameters.idle === 'natural') };
    const fits = [block, natural].find((candidate) => blockMs(candidate, profile) <= left);
    const chosen = fits ?? (at === 0 ? natural : null);
    if (chosen === null) return [];
    left -= blockMs(chosen, profile);
    return [chosen];
  });
}

const LARGE_BYTES = 256 * 1024;

/** Words of the manifest for what this machine could do and this plan does not attempt. */
export function leftOut(
  profile: Profile,
  manifest: SuiteManifest,
  possible: readonly Block[],
  planned: readonly Block[],
): string[] {
  const casesOf = (blocks: readonly Block[]) => blocks.flatMap(({ cases }) => cases);
  const drops = (isMeant: (one: Case) => boolean) => casesOf(possible).some(isMeant) && !casesOf(planned).some(isMeant);
  const words = [
    ...(drops(({ kind }) => kind === 'throughput') ? ['throughput'] : []),
    ...(drops(({ kind }) => kind === 'matrix') ? ['matrix'] : []),
    ...(drops(({ parameters }) => parameters.idle === 'kept_awake') ? ['kept_awake_pass'] : []),
    ...(drops(({ parameters }) => parameters.placement === 'same-cpu') ? ['same_cpu'] : []),
    ...(drops(({ parameters }) => parameters.placement === 'cross-socket') ? ['cross_socket'] : []),
    ...(['smt', 'same-llc', 'same-socket'].some((near) => drops(({ parameters }) => parameters.placement === near))
      ? ['placements']
      : []),
    ...(Math.max(...profile.latencyBytes) < LARGE_BYTES ? ['large_messages'] : []),
  ];
  return words.filter((word) => manifest.left_out.includes(word));
}
