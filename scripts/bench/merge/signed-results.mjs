// Valid signed results of about 6 KB, the size of a self-test's: one machine key, another nonce each, 250 to a day.
// (Node 24 runs the TypeScript of the test support as it is.)
import { latencyMeasurement, plainDocument, resultFile, testKey } from '../../../test/support/document.ts';

const PER_DAY = 250;
const measurements = Array.from({ length: 10 }, (_, at) => latencyMeasurement(9_000_000, 2 ** (at + 1)));

/** `count` files `{path, bytes}`, the same in every run. */
export function signedResults(count) {
  const key = testKey('bench');
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(at / PER_DAY))).toISOString().slice(0, 10);
    return resultFile(plainDocument({ day, nonce: at.toString(16).padStart(32, '0'), measurements }), key);
  });
}
