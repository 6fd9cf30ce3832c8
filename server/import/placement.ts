// How two CPUs relate, from what the archive says about topology. Undefined where it does not say: an unknown placement is a
// class of its own, never a guess.
import type { Cache, CpuTopology } from './parse-sys-cpu.js';

export type Placement = 'same-cpu' | 'smt' | 'same-llc' | 'same-socket' | 'cross-socket';

export interface PlacementFacts {
  topology: readonly CpuTopology[];
  caches: readonly Cache[];
}

/** Makes the function once per run: it is asked for every pair of CPUs. */
export function placementFinder({ topology, caches }: PlacementFacts): (a: number, b: number) => Placement | undefined {
  const cpus = new Map(topology.map((cpu) => [cpu.cpu, cpu]));
  const lastLevels = new Map<number, Cache>();
  for (const cache of caches) {
    for (const cpu of cache.cpus) {
      if (cache.level >= (lastLevels.get(cpu)?.level ?? 0)) lastLevels.set(cpu, cache);
    }
  }
  return (a, b) => {
    if (a === b) return 'same-cpu';
    const [first, second] = [cpus.get(a), cpus.get(b)];
    if (first?.threads?.includes(b)) return 'smt';
    if (lastLevels.get(a)?.cpus.includes(b)) return 'same-llc';
    if (first?.socket === undefined || second?.socket === undefined) return undefined;
    return first.socket === second.socket ? 'same-socket' : 'cross-socket';
  };
}
