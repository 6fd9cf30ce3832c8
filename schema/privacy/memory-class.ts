// Memory is published as a size class only: exact sizes tell machines apart.

/** The smallest of 2^k and 1.5 * 2^k bytes (k >= 20) that is at least `bytes`. */
export function memoryClass(bytes: number): number {
  for (let size = 2 ** 20; ; size *= 2) {
    if (bytes <= size) return size;
    if (bytes <= size * 1.5) return size * 1.5;
  }
}
