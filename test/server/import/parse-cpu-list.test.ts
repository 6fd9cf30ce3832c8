import { MAX_CPUS, parseCpuList, parseCpuMask } from '@ipc-bench/server/import/parse-cpu-list';
import { expect, it } from 'vitest';

it.each([
  ['0-3,8\n', [0, 1, 2, 3, 8]],
  ['5', [5]],
  ['8,0-1,1', [0, 1, 8]],
  ['', []],
  [`${MAX_CPUS - 1}`, [MAX_CPUS - 1]],
])('reads the list %j', (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});

it.each(['0-4294967295', '3-1', 'a', '1,,2', '1-', `${MAX_CPUS}`, '0x1'])('refuses the list %j', (text) => {
  expect(parseCpuList(text)).toBeUndefined();
});

it.each([
  ['0000000f\n', [0, 1, 2, 3]],
  ['f0', [4, 5, 6, 7]],
  ['00000001,80000000', [31, 32]],
  ['00000000,00000000', []],
])('reads the mask %j', (text, cpus) => {
  expect(parseCpuMask(text)).toEqual(cpus);
});

it.each(['', 'xyz', '123456789', Array(64).fill('f').join()])('refuses the mask %j', (text) => {
  expect(parseCpuMask(text)).toBeUndefined();
});
