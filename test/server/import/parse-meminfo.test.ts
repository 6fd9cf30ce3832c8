import { parseMeminfo } from '@ipc-bench/server/import/parse-meminfo';
import { expect, it } from 'vitest';

it('reads total memory and huge page size', () => {
  expect(parseMeminfo('MemTotal:        8060144 kB\nMemFree: 1 kB\nHugepagesize:       2048 kB\n')).toEqual({
    totalKib: 8_060_144,
    hugePageKib: 2048,
  });
});

it('reads the file of one NUMA node', () => {
  expect(parseMeminfo('Node 0 MemTotal:       67760132 kB\n')).toEqual({
    totalKib: 67_760_132,
    hugePageKib: undefined,
  });
});

it('leaves unknown what is missing or malformed', () => {
  expect(parseMeminfo('MemTotal: lots\n')).toEqual({ totalKib: undefined, hugePageKib: undefined });
});
