import { NumberReader, NumberWriter } from '@ipc-bench/server/packing/whole-numbers';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const pack = (numbers: readonly number[]) => {
  const writer = new NumberWriter();
  for (const number of numbers) writer.push(number);
  return writer.bytes();
};

it('gives back every whole number exactly', () => {
  const number = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 32, 2 ** 53 - 1),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 200 }), (numbers) => {
      const reader = new NumberReader(pack(numbers));
      expect(numbers.map(() => reader.next())).toEqual(numbers);
    }),
    { numRuns: 300, seed: 1 },
  );
});

it('keeps small numbers short', () => {
  expect(pack([0, 1, 127])).toEqual(Buffer.from([0, 1, 127]));
  expect(pack([128])).toEqual(Buffer.from([128, 1]));
  expect(pack([10_000_000])).toHaveLength(4);
});
