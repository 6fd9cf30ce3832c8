// `01-<test>-raw_tsc.log`: every per-iteration time of one cell as `%e` seconds, one a line, in run order, nothing dropped.
// The file may be many megabytes: it is read as it streams by, and only the numbers are held until the end.
import { bucketOf, type SparseHistogram } from '@ipc-bench/schema/histogram';
import { parsePicoseconds } from './parse-seconds.js';

/** No run took more than 10,000 samples; beyond this many the log is not believed. */
const MAX_SAMPLES = 1_000_000;
const MAX_LINE = 64;

export interface RawTscSummary {
  samples: number;
  minPs: number;
  medianPs: number;
  p90Ps: number;
  p99Ps: number;
  p999Ps: number;
  maxPs: number;
  /** Rounded to whole picoseconds. */
  meanPs: number;
  histogram: SparseHistogram;
  /** Lines that were not a non-negative number, e.g. `-nan`. */
  rejected: number;
}

export class RawTscReader {
  #values = new Float64Array(1024);
  #count = 0;
  #rejected = 0;
  #rest = '';

  write(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('latin1')).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    for (const line of lines) this.#take(line);
  }

  /** Undefined when there is no number, or more than a run can have taken. */
  finish(): RawTscSummary | undefined {
    if (this.#rest !== '') this.#take(this.#rest);
    const n = this.#count;
    if (n === 0 || n > MAX_SAMPLES) return undefined;
    const sorted = this.#values.subarray(0, n).sort();
    let sum = 0n;
    for (const value of sorted) sum += BigInt(value);
    return {
      samples: n,
      minPs: quantile(sorted, 0),
      medianPs: medianOf(sorted),
      p90Ps: quantile(sorted, 0.9),
      p99Ps: quantile(sorted, 0.99),
      p999Ps: quantile(sorted, 0.999),
      maxPs: quantile(sorted, 1),
      meanPs: Number((sum * 2n + BigInt(n)) / (2n * BigInt(n))),
      histogram: histogramOf(sorted),
      rejected: this.#rejected,
    };
  }

  #take(line: string): void {
    const value = parsePicoseconds(line.trim());
    if (value === undefined || value < 0) {
      if (line.trim() !== '') this.#rejected++;
      return;
    }
    if (this.#count < MAX_SAMPLES) {
      if (this.#count === this.#values.length) this.#grow();
      this.#values[this.#count] = value;
    }
    this.#count++;
  }

  #grow(): void {
    const larger = new Float64Array(this.#values.length * 2);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Nearest rank: the smallest value that at least q of the samples do not exceed. */
function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

/** Mean of the two middle values for an even count, rounded half up to a whole picosecond. */
function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.floor(((sorted[middle - 1] ?? 0) + upper + 1) / 2);
}

function histogramOf(sorted: Float64Array): SparseHistogram {
  const histogram: SparseHistogram = { index: [], count: [] };
  for (const value of sorted) {
    const bucket = bucketOf(value);
    const last = histogram.index.length - 1;
    if (histogram.index[last] === bucket) histogram.count[last] = (histogram.count[last] ?? 0) + 1;
    else {
      histogram.index.push(bucket);
      histogram.count.push(1);
    }
  }
  return histogram;
}
