import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deflateObject } from '../../../server/git/deflate.js';

test.each([0, 1, 255, 2047, 2048, 2049, 65_535, 65_536, 300_000])(
  'what is stored or compressed of %i bytes inflates to them',
  (size) => {
    for (const byte of [0, 0x61, 0xff]) {
      const content = Buffer.alloc(size, byte);
      for (const type of ['blob', 'tree', 'commit', 'tag'] as const) {
        expect(inflateSync(deflateObject(type, content)).equals(content), `${type} of ${byte}`).toBe(true);
      }
    }
  },
);

test('a result takes less room, a tree no more than a few bytes beside itself', () => {
  const text = Buffer.from(JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ metric: 'rtt_p50', at }))));
  expect(deflateObject('blob', text).length).toBeLessThan(text.length / 3);
  expect(deflateObject('tree', text).length).toBeLessThan(text.length + 32);
});
