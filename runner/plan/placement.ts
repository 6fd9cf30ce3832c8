// How two CPUs relate, and which pairs of allowed CPUs stand for each relation that this machine offers.
import type { Machine } from '@ipc-bench/schema/document';

type Topology = Machine['topology'];

/** Nearest first. */
export const PLACEMENTS = ['same-cpu', 'smt', 'same-llc', 'same-socket', 'cross-socket'] as const;
export type Placement = (typeof PLACEMENTS)[number];

export interface PlacedPair {
  /** `null` where the topology does not tell how the two relate. */
  placement: Placement | null;
  /** CPU of the initiator or writer. */
  first: number;
  /** CPU of the responder or reader. */
  second: number;
}

/** `null` where the topology is silent. */
export type RelateCpus = (a: number, b: number) => Placement | null;

/** Prepares the question "how do these two CPUs relate?" for one topology. */
export function relationOf({ cpu_number: numbers = [], core, socket, caches = [] }: Topology): RelateCpus {
  const position = new Map(numbers.map((cpu, at) => [cpu, at]));
  const lastLevelCache = lastLevelCaches(caches);
  return (a, b) => {
    if (a === b) return 'same-cpu';
    const at = position.get(a);
    const bt = position.get(b);
    if (at === undefined || bt === undefined) return null;
    if (core && core[at] === core[bt]) return 'smt';
    const cache = lastLevelCache.get(a);
    if (cache !== undefined && cache === lastLevelCache.get(b)) return 'same-llc';
    if (!socket) return null;
    return socket[at] === socket[bt] ? 'same-socket' : 'cross-socket';
  };
}

/** CPU → its own last-level cache: on hybrid machines some cores stand outside the largest one. */
function lastLevelCaches(caches: NonNullable<Topology['caches']>): ReadonlyMap<number, readonly number[]> {
  const last = new Map<number, readonly number[]>();
  for (const { shared_by } of [...caches].sort((a, b) => a.level - b.level))
    for (const cpus of shared_by) for (const cpu of cpus) last.set(cpu, cpus);
  return last;
}

/** CPUs to measure on; where neither mask nor numbers are known, they are counted from 0. */
export function usableCpus({ allowed_cpus, cpu_number, logical_cpus }: Topology): readonly number[] {
  return allowed_cpus ?? cpu_number ?? Array.from({ length: logical_cpus }, (_, cpu) => cpu);
}

/**
 * Up to `perPlacement` pairs for each relation, nearest relation first. Pairs without CPU 0 come first, because
 * interrupts and housekeeping prefer it; a second pair shares no CPU with the first where possible.
 */
export function choosePairs(topology: Topology, perPlacement: number): PlacedPair[] {
  const allowed = usableCpus(topology);
  const ordered = [...allowed.filter((cpu) => cpu !== 0), ...allowed.filter((cpu) => cpu === 0)];
  const relate = relationOf(topology);
  const chosen: PlacedPair[] = ordered.slice(0, perPlacement).map((cpu) => pair('same-cpu', cpu, cpu));
  for (let i = 0; i < ordered.length; i++)
    for (let j = i + 1; j < ordered.length; j++) {
      const first = ordered[i] ?? 0;
      const second = ordered[j] ?? 0;
      const placement = relate(first, second);
      const rivals = chosen.filter((other) => other.placement === placement);
      const overlaps = rivals.some((other) =>
        [other.first, other.second].some((cpu) => cpu === first || cpu === second),
      );
      if (rivals.length < perPlacement && (rivals.length === 0 || !overlaps))
        chosen.push(pair(placement, first, second));
    }
  const rank = ({ placement }: PlacedPair) => (placement === null ? PLACEMENTS.length : PLACEMENTS.indexOf(placement));
  return chosen.sort((a, b) => rank(a) - rank(b));
}

/** Ascending numbers, so that CPU 0 is the initiator where it takes part. */
function pair(placement: Placement | null, a: number, b: number): PlacedPair {
  return { placement, first: Math.min(a, b), second: Math.max(a, b) };
}
