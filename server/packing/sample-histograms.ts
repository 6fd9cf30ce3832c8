// Histograms of single round trips as bytes, many results of one series at a time. The grid is that of the documents.
import type { SparseHistogram } from '@ipc-bench/schema/histogram';
import { NumberReader, NumberWriter } from './whole-numbers.js';

/** For each histogram: how many buckets; then of each bucket its distance from the one before, and its count. */
export function packHistograms(histograms: readonly SparseHistogram[]): Buffer {
  const writer = new NumberWriter();
  for (const { index, count } of histograms) {
    writer.push(index.length);
    index.forEach((bucket, at) => {
      writer.push(bucket - (index[at - 1] ?? 0));
      writer.push(count[at] ?? 0);
    });
  }
  return writer.bytes();
}

export function unpackHistograms(bytes: Uint8Array, histograms: number): SparseHistogram[] {
  const reader = new NumberReader(bytes);
  return Array.from({ length: histograms }, () => {
    const buckets = reader.next();
    const histogram: SparseHistogram = { index: [], count: [] };
    let bucket = 0;
    for (let at = 0; at < buckets; at++) {
      bucket += reader.next();
      histogram.index.push(bucket);
      histogram.count.push(reader.next());
    }
    return histogram;
  });
}
