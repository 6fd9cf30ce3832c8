import { parseSysNode } from '@ipc-bench/server/import/parse-sys-node';
import { expect, it } from 'vitest';

it('reads nodes in numeric order', () => {
  const values = new Map([
    ['node10/cpulist', '2-3'],
    ['node2/cpulist', '0-1'],
    ['node2/distance', '10 20'],
    ['node2/meminfo', 'Node 2 MemTotal:       1024 kB'],
  ]);
  expect(parseSysNode(values)).toEqual([
    { node: 2, cpus: [0, 1], distance: [10, 20], totalKib: 1024 },
    { node: 10, cpus: [2, 3], distance: [], totalKib: undefined },
  ]);
});

it('knows no node where nothing was copied', () => {
  expect(parseSysNode(new Map())).toEqual([]);
});
