// Whole numbers as bytes, small ones short: seven bits at a time, least first, the eighth bit set where more follow (the
// "varint" of many formats). Exact from 0 to 2^53 - 1.

/** Appends numbers to a buffer that grows. */
export class NumberWriter {
  #bytes = Buffer.allocUnsafe(64);
  #length = 0;

  push(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }
}

/** Reads numbers in the order in which they were pushed. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): number {
    let byte = this.#bytes[this.#at++] as number;
    if (byte < 128) return byte;
    let value = byte - 128;
    let scale = 128;
    do {
      byte = this.#bytes[this.#at++] as number;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return value;
  }
}
