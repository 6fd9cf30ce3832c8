import { ByteCache } from '@ipc-bench/server/git/byte-cache';
import { expect, test } from 'vitest';

const value = (size: number) => ({ bytes: new Uint8Array(size) });

test('lets go of what was not used for longest, once the bytes do not fit', () => {
  const cache = new ByteCache<string, { bytes: Uint8Array }>(100);
  for (const key of ['a', 'b', 'c', 'd']) cache.set(key, value(25));
  expect(cache.get('a')).toBeDefined();
  cache.set('e', value(20));
  expect([...cache.entries()].map(([key]) => key)).toEqual(['c', 'd', 'a', 'e']);
});

test('counts a value that is replaced once', () => {
  const cache = new ByteCache<string, { bytes: Uint8Array }>(100);
  for (let turn = 0; turn < 50; turn++) cache.set('same', value(25));
  cache.set('other', value(25));
  expect(cache.get('same')).toBeDefined();
});

test('does not keep what would crowd out the rest', () => {
  const cache = new ByteCache<string, { bytes: Uint8Array }>(100);
  cache.set('large', value(26));
  expect(cache.get('large')).toBeUndefined();
});
