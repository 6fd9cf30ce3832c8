import { parseCpuList } from 'ipc-bench/system/cpu-list';
import { expect, it } from 'vitest';

it.each([
  ['', []],
  ['0', [0]],
  ['0-3,8', [0, 1, 2, 3, 8]],
  ['7,1-2, 5', [1, 2, 5, 7]],
])('reads %j', (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});

it.each(['a', '1-', '-1', '3-1', '0-99999', '0-65535', '1,,2', '0x1'])('refuses %j', (text) => {
  expect(parseCpuList(text)).toBeNull();
});
