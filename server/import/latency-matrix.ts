// The latency measurements of a run: per message size and test one square of cells, row = responder, column = initiator.
import { LATENCY_TESTS, type LatencyTest } from './historic-tests.js';
import type { Irregularity } from './irregularity.js';
import type { LatencyCsv } from './parse-latency-csv.js';
import type { TscSummary } from './parse-tsc-summary.js';
import type { RawTscSummary } from './raw-tsc-reader.js';
import type { LatencyCell, RunParts } from './run-parts.js';

/** The size whose matrices `results/lat/<test>.csv` are, where the run has several or names none. */
const CSV_SIZE_BYTES = 128;

export interface LatencyMatrix {
  test: LatencyTest;
  sizeBytes: number;
  /** CPUs on a side. */
  n: number;
  /** Mean round trip per cell in steps of a microsecond; null where there is none. Index: responder × n + initiator. */
  meanPs: (number | null)[];
  /** Round trips timed per cell; 0 where the log is missing. */
  counts: number[];
  /** Summary of the per-iteration times, where a log of them was kept. */
  tsc: (TscSummary | undefined)[];
  raw: (RawTscSummary | undefined)[];
}

/** How finely the richest cell of a run was kept. */
export type LatencyDetail = 'none' | 'csv_only' | 'tsc' | 'raw_tsc';

/** Matrices in the order of size and LATENCY_TESTS; adds what it notices to the run's irregularities. */
export function assembleLatency(parts: RunParts): LatencyMatrix[] {
  const csvSize = parts.cells.size === 1 ? [...parts.cells.keys()][0] : CSV_SIZE_BYTES;
  const sizes = new Set([...parts.cells.keys(), ...(parts.csv.size > 0 ? [csvSize ?? CSV_SIZE_BYTES] : [])]);
  const matrices: LatencyMatrix[] = [];
  for (const sizeBytes of [...sizes].sort((a, b) => a - b)) {
    for (const test of LATENCY_TESTS) {
      const cells = [...(parts.cells.get(sizeBytes)?.get(test)?.values() ?? [])];
      const csv = sizeBytes === csvSize ? parts.csv.get(test) : undefined;
      const matrix = assembleMatrix(test, sizeBytes, cells, csv, parts.irregularities);
      if (matrix) matrices.push(matrix);
    }
  }
  return matrices;
}

function assembleMatrix(
  test: LatencyTest,
  sizeBytes: number,
  cells: LatencyCell[],
  csv: LatencyCsv | undefined,
  irregularities: Set<Irregularity>,
): LatencyMatrix | undefined {
  const n = cells.reduce((most, cell) => Math.max(most, cell.responder + 1, cell.initiator + 1), csv?.n ?? 0);
  if (n === 0) return undefined;
  const matrix: LatencyMatrix = {
    test,
    sizeBytes,
    n,
    meanPs: new Array(n * n).fill(null),
    counts: new Array(n * n).fill(0),
    tsc: new Array(n * n).fill(undefined),
    raw: new Array(n * n).fill(undefined),
  };
  csv?.cells.forEach((meanPs, index) => {
    matrix.meanPs[Math.floor(index / csv.n) * n + (index % csv.n)] = meanPs;
  });
  if (!csv) irregularities.add('csv_missing');
  for (const cell of cells) {
    const index = cell.responder * n + cell.initiator;
    matrix.counts[index] = cell.count;
    matrix.tsc[index] = cell.tsc;
    matrix.raw[index] = cell.raw;
    const fromCsv = matrix.meanPs[index] ?? null;
    if (cell.headlinePs === undefined || fromCsv === cell.headlinePs) continue;
    if (fromCsv === null) matrix.meanPs[index] = cell.headlinePs;
    else irregularities.add('csv_headline_mismatch');
  }
  noteOddValues(matrix, irregularities);
  return matrix;
}

function noteOddValues(matrix: LatencyMatrix, irregularities: Set<Irregularity>): void {
  matrix.meanPs.forEach((meanPs, index) => {
    if (meanPs !== null && meanPs < 0) irregularities.add('negative_value');
    if (meanPs === 0 && !isDiagonal(matrix, index) && matrix.test === 'mempipe_lat')
      irregularities.add('mempipe_below_clock');
  });
}

/** Both processes on one CPU. */
export function isDiagonal(matrix: LatencyMatrix, index: number): boolean {
  return Math.floor(index / matrix.n) === index % matrix.n;
}

export function latencyDetail(matrices: readonly LatencyMatrix[]): LatencyDetail {
  if (matrices.some((matrix) => matrix.raw.some((cell) => cell !== undefined))) return 'raw_tsc';
  if (matrices.some((matrix) => matrix.tsc.some((cell) => cell !== undefined))) return 'tsc';
  return matrices.length > 0 ? 'csv_only' : 'none';
}
