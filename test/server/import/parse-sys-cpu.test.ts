import { parseCacheSize, parseSysCpu } from '@ipc-bench/server/import/parse-sys-cpu';
import { expect, it } from 'vitest';

const cache = (cpu: number, index: number, level: string, type: string, shared: Record<string, string>) =>
  Object.entries({ level, type, size: '32K', coherency_line_size: '64', ways_of_associativity: '8', ...shared }).map(
    ([name, value]): [string, string] => [`cpu${cpu}/cache/index${index}/${name}`, value],
  );

const topology = (cpu: number, socket: string, core: string, threads: string): [string, string][] => [
  [`cpu${cpu}/topology/physical_package_id`, socket],
  [`cpu${cpu}/topology/core_id`, core],
  [`cpu${cpu}/topology/thread_siblings_list`, threads],
];

it('reads sockets, cores and threads in CPU order', () => {
  const values = new Map([
    ...topology(10, '1', '0', '10'),
    ...topology(2, '0', '1', '2,3'),
    ...topology(3, '0', '1', '2-3'),
  ]);
  expect(parseSysCpu(values).cpus).toEqual([
    { cpu: 2, socket: 0, core: 1, threads: [2, 3] },
    { cpu: 3, socket: 0, core: 1, threads: [2, 3] },
    { cpu: 10, socket: 1, core: 0, threads: [10] },
  ]);
});

it('counts a shared cache once', () => {
  const shared = { shared_cpu_list: '0-1' };
  const { caches, usedMasks, duplicateCaches } = parseSysCpu(
    new Map([...cache(0, 0, '2', 'Unified', shared), ...cache(1, 0, '2', 'Unified', shared)]),
  );
  expect(caches).toEqual([{ level: 2, type: 'Unified', sizeBytes: 32_768, lineBytes: 64, ways: 8, cpus: [0, 1] }]);
  expect([usedMasks, duplicateCaches]).toEqual([false, false]);
});

it('takes a hex mask where the list is missing', () => {
  const { caches, usedMasks } = parseSysCpu(
    new Map(cache(33, 0, '1', 'Data', { shared_cpu_map: '00000003,00000000' })),
  );
  expect(caches[0]?.cpus).toEqual([32, 33]);
  expect(usedMasks).toBe(true);
});

it('notices a CPU that lists one cache twice', () => {
  const shared = { shared_cpu_list: '0' };
  const { caches, duplicateCaches } = parseSysCpu(
    new Map([...cache(0, 0, '1', 'Data', shared), ...cache(0, 1, '1', 'Data', shared)]),
  );
  expect(caches.length).toBe(1);
  expect(duplicateCaches).toBe(true);
});

it('keeps a cache private whose sharing is unreadable, and skips one without level or type', () => {
  const { caches } = parseSysCpu(
    new Map([
      ...cache(1, 0, '1', 'Data', { shared_cpu_list: 'junk' }),
      ...cache(1, 1, '', 'Data', {}),
      ...cache(1, 2, '2', 'Odd', {}),
    ]),
  );
  expect(caches.map(({ level, cpus }) => [level, cpus])).toEqual([[1, [1]]]);
});

it.each([
  ['32K', 32_768],
  ['8M', 8_388_608],
  ['5118K', 5_240_832],
  ['512', 512],
  ['', undefined],
  ['32KB', undefined],
  [undefined, undefined],
])('reads the size %j', (text, bytes) => {
  expect(parseCacheSize(text)).toBe(bytes);
});
