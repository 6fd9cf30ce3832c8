import { openReplayMemory } from '@ipc-bench/server/watch/github/replay-memory';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('a hash is new once, and again after its time', () => {
  const memory = openReplayMemory({ lifeMs: 1000 });
  expect(memory.isNew('a', 0)).toBe(true);
  expect(memory.isNew('b', 500)).toBe(true);
  expect(memory.isNew('a', 999)).toBe(false);
  expect(memory.isNew('a', 1000)).toBe(true);
  expect(memory.isNew('b', 1499)).toBe(false);
});

test('never remembers more than its capacity; the oldest are forgotten first', () => {
  const hash = fc.nat(20).map(String);
  fc.assert(
    fc.property(fc.array(hash), fc.integer({ min: 1, max: 8 }), (hashes, capacity) => {
      const memory = openReplayMemory({ capacity });
      let remembered: string[] = [];
      for (const each of hashes) {
        // The last `capacity` new ones; room is made before the question is answered.
        if (remembered.length >= capacity) remembered = remembered.slice(remembered.length - capacity + 1);
        expect(memory.isNew(each, 0)).toBe(!remembered.includes(each));
        if (!remembered.includes(each)) remembered.push(each);
      }
    }),
  );
});
