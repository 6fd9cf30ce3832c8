// How two CPUs of a machine relate, from the topology that the document tells, and the order in which their neighbours
// stand together.
import type { Machine, Matrix } from '@ipc-bench/schema/document';
import { lowerMedian, type MaybeCensored } from './lower-median.js';

export const RELATIONS = [
  'same-cpu',
  'smt',
  'same-llc',
  'same-node',
  'same-socket',
  'cross-socket',
  'unknown',
] as const;
export type Relation = (typeof RELATIONS)[number];

export interface CpuPlace {
  cpu: number;
  socket: number | null;
  node: number | null;
  /** First CPU of those that share the last level of cache; names the group. */
  llc: number | null;
  core: number | null;
}

export function cpuPlaces({ topology }: Pick<Machine, 'topology'>, cpus: readonly number[]): CpuPlace[] {
  const { cpu_number = [], core, socket, node } = topology;
  const at = new Map(cpu_number.map((cpu, index) => [cpu, index]));
  const llc = lastLevelGroups(topology);
  return cpus.map((cpu) => {
    const index = at.get(cpu) ?? -1;
    return {
      cpu,
      socket: socket?.[index] ?? null,
      node: node?.[index] ?? null,
      llc: llc.get(cpu) ?? null,
      core: core?.[index] ?? null,
    };
  });
}

/** Where what would decide is not known, so is the relation; nothing is guessed. */
export function relationOf(a: CpuPlace, b: CpuPlace): Relation {
  if (a.cpu === b.cpu) return 'same-cpu';
  if (a.socket === null || b.socket === null) return a.llc !== null && a.llc === b.llc ? 'same-llc' : 'unknown';
  if (a.socket !== b.socket) return 'cross-socket';
  if (a.core !== null && a.core === b.core) return 'smt';
  if (a.llc !== null && a.llc === b.llc) return 'same-llc';
  if (a.node === null || b.node === null) return a.llc === null ? 'unknown' : 'same-socket';
  return a.node === b.node ? 'same-node' : 'same-socket';
}

/** Sockets, then nodes, caches and cores together; within a core by number. */
export function byNeighbourhood(a: CpuPlace, b: CpuPlace): number {
  const level = (name: 'socket' | 'node' | 'llc' | 'core') => (a[name] ?? 0) - (b[name] ?? 0);
  return level('socket') || level('node') || level('llc') || level('core') || a.cpu - b.cpu;
}

export interface Cluster {
  relation: Relation;
  /** Ordered pairs that were measured, censored ones included. */
  pairs: number;
  censored: number;
  median: MaybeCensored;
  lowest: MaybeCensored;
  highest: MaybeCensored;
}

/** Median of all ordered pairs of each relation, nearest first. */
export function clusterMedians(matrix: Matrix, places: readonly CpuPlace[]): Cluster[] {
  const numbers = new Map<Relation, MaybeCensored[]>();
  const censored = new Set(matrix.censored);
  const missing = new Set(matrix.missing);
  places.forEach((responder, row) => {
    places.forEach((initiator, column) => {
      const index = row * places.length + column;
      if (missing.has(index)) return;
      const relation = relationOf(responder, initiator);
      const list = numbers.get(relation) ?? [];
      numbers.set(relation, list);
      list.push(
        censored.has(index)
          ? { value: null, belowNs: matrix.below_ns ?? null }
          : { value: matrix.values_ps[index] ?? null, belowNs: null },
      );
    });
  });
  return RELATIONS.flatMap((relation) => {
    const list = numbers.get(relation);
    const median = list && lowerMedian(list);
    if (!list || !median) return [];
    const sorted = [...list].sort((a, b) => (a.value ?? -1) - (b.value ?? -1));
    const [lowest = median] = sorted;
    const highest = sorted.at(-1) ?? median;
    const hidden = list.filter(({ value }) => value === null).length;
    return [{ relation, pairs: list.length, censored: hidden, median, lowest, highest }];
  });
}

function lastLevelGroups({ caches }: Machine['topology']): Map<number, number> {
  const shared = (caches ?? []).filter(({ type }) => type !== 'instruction');
  const level = Math.max(0, ...shared.map((cache) => cache.level));
  const groups = shared.find((cache) => cache.level === level)?.shared_by ?? [];
  return new Map(groups.flatMap((cpus) => cpus.map((cpu) => [cpu, Math.min(...cpus)] as const)));
}
