// `logs/sys-node/`: NUMA nodes from the sysfs copies. A kernel without NUMA leaves nothing: then the nodes are unknown, which
// is not the same as one node.
import { parseCpuList } from './parse-cpu-list.js';
import { parseMeminfo } from './parse-meminfo.js';

export interface NumaNode {
  node: number;
  cpus: number[];
  /** Distances to every node, in node order; 10 is local. */
  distance: number[];
  /** In memory only; see parse-meminfo. */
  totalKib: number | undefined;
}

/** `values` maps paths below `sys-node` (`node0/cpulist`) to file contents; answers with the nodes in ascending order. */
export function parseSysNode(values: ReadonlyMap<string, string>): NumaNode[] {
  const nodes = new Set<number>();
  for (const path of values.keys()) {
    const match = /^node(\d{1,4})\//.exec(path);
    if (match) nodes.add(Number(match[1]));
  }
  return [...nodes]
    .sort((a, b) => a - b)
    .map((node) => ({
      node,
      cpus: parseCpuList(values.get(`node${node}/cpulist`) ?? '') ?? [],
      distance: (values.get(`node${node}/distance`) ?? '').trim().split(/\s+/).filter(isDistance).map(Number),
      totalKib: parseMeminfo(values.get(`node${node}/meminfo`) ?? '').totalKib,
    }));
}

function isDistance(text: string): boolean {
  return /^\d{1,4}$/.test(text);
}
