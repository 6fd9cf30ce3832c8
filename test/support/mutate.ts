// Random damage to bytes: flips, overwrites, cuts, insertions, pieces moved and doubled.
import fc from 'fast-check';

type Damage = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const few = fc.uint8Array({ minLength: 1, maxLength: 12 });
const at = (bytes: Buffer, fraction: number) => Math.floor(fraction * (bytes.length + 1));

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 0, max: 7 })).map(
    ([where, bit]): Damage =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        const index = Math.min(at(bytes, where), bytes.length - 1);
        if (index >= 0) copy[index] = (copy[index] as number) ^ (1 << bit);
        return copy;
      },
  ),
  fc.tuple(place, few).map(
    ([where, piece]): Damage =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        copy.set(
          piece.subarray(0, copy.length - Math.min(at(bytes, where), copy.length)),
          Math.min(at(bytes, where), copy.length),
        );
        return copy;
      },
  ),
  fc.tuple(place, few).map(
    ([where, piece]): Damage =>
      (bytes) => {
        return Buffer.concat([bytes.subarray(0, at(bytes, where)), piece, bytes.subarray(at(bytes, where))]);
      },
  ),
  place.map(
    (where): Damage =>
      (bytes) =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(place, place, place).map(
    ([from, to, where]): Damage =>
      (bytes) => {
        const piece = bytes.subarray(at(bytes, Math.min(from, to)), at(bytes, Math.max(from, to)));
        return Buffer.concat([bytes.subarray(0, at(bytes, where)), piece, bytes.subarray(at(bytes, where))]);
      },
  ),
  fc.tuple(place, place).map(
    ([from, to]): Damage =>
      (bytes) => {
        return Buffer.concat([
          bytes.subarray(0, at(bytes, Math.min(from, to))),
          bytes.subarray(at(bytes, Math.max(from, to))),
        ]);
      },
  ),
);

/** One to five kinds of damage, one after the other. */
export const mutation: fc.Arbitrary<Damage> = fc.array(damage, { minLength: 1, maxLength: 5 }).map(
  (steps): Damage =>
    (bytes) =>
      steps.reduce((damaged, step) => step(damaged), bytes),
);

/** Cuts bytes into chunks of random sizes, single bytes among them. */
export const chunking: fc.Arbitrary<(bytes: Buffer) => Buffer[]> = fc
  .array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5000 })), { minLength: 1, maxLength: 30 })
  .map((sizes) => (bytes) => {
    const chunks: Buffer[] = [];
    for (let start = 0, turn = 0; start < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] as number;
      chunks.push(bytes.subarray(start, start + size));
      start += size;
    }
    return chunks;
  });
