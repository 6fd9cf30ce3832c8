import { parseTargetCpus } from '@ipc-bench/server/import/parse-target-cpus';
import { expect, it } from 'vitest';

it('keeps the order of the file, without or with a newline', () => {
  expect(parseTargetCpus('0,6,1')).toEqual([0, 6, 1]);
  expect(parseTargetCpus('0\n')).toEqual([0]);
});

it.each(['', '0,', 'all', '0,99999', '-1'])('refuses %j', (text) => {
  expect(parseTargetCpus(text)).toBeUndefined();
});
