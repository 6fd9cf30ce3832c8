// A core-to-core matrix as bytes: one little-endian 64-bit integer per cell, row-major; row = responder, column =
// initiator. -1 is censored (below the row's `below_ns`), -2 was not measured.
import type { Matrix } from '@ipc-bench/schema/document';

export const CENSORED_CELL = -1;
export const MISSING_CELL = -2;

/** `factor` scales cells to the unit of their series. */
export function packCells({ values_ps, censored }: Pick<Matrix, 'values_ps' | 'censored'>, factor = 1): Buffer {
  const isCensored = new Set(censored);
  const bytes = Buffer.alloc(values_ps.length * 8);
  values_ps.forEach((value, at) => {
    const empty = isCensored.has(at) ? CENSORED_CELL : MISSING_CELL;
    bytes.writeBigInt64LE(BigInt(value === 0 ? empty : Math.round(value * factor)), at * 8);
  });
  return bytes;
}

/** Cells of a matrix in ps; negative ones are the two marks above. */
export function unpackCells(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, at) => Number(view.getBigInt64(at * 8, true)));
}

/** CPU numbers of the rows and columns, 16 bits each. */
export function packCpus(cpus: readonly number[]): Buffer {
  const bytes = Buffer.alloc(cpus.length * 2);
  cpus.forEach((cpu, at) => {
    bytes.writeUInt16LE(cpu, at * 2);
  });
  return bytes;
}

export function unpackCpus(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 2 }, (_, at) => view.getUint16(at * 2, true));
}
