// Least recently used values, bounded by the bytes they hold.

export class ByteCache<K, V extends { bytes: Uint8Array }> {
  readonly #entries = new Map<K, V>();
  readonly #limit: number;
  #held = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  entries(): IterableIterator<[K, V]> {
    return this.#entries.entries();
  }

  set(key: K, value: V): void {
    if (value.bytes.length > this.#limit / 4) return;
    this.#held += value.bytes.length - (this.#entries.get(key)?.bytes.length ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#held <= this.#limit) break;
      this.#entries.delete(oldest);
      this.#held -= bytes.length;
    }
  }
}
