import { closeSync, openSync, readSync } from 'node:fs';

const STEP_BYTES = 1 << 20;

/** The bytes of a file, a piece at a time; a piece is good until the next one is asked for. */
export function* readInSteps(path: string): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(STEP_BYTES);
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const count = readSync(descriptor, buffer, 0, STEP_BYTES, null);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(descriptor);
  }
}
