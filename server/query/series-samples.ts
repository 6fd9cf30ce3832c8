// The histograms of one series, result by result.
import type { SparseHistogram } from '@ipc-bench/schema/histogram';
import { unpackSubs } from '../packing/point-columns.js';
import { unpackHistograms } from '../packing/sample-histograms.js';
import type { NumberSeries } from './number-series.js';
import type { Rows } from './rows.js';

export interface ResultHistogram {
  sub: number;
  histogram: SparseHistogram;
}

/** All histograms of these series; also those of results that are no longer there. */
export function readSeriesSamples(rows: Rows, series: readonly NumberSeries[]): ResultHistogram[] {
  return series.flatMap(({ series: id }) =>
    rows
      .all('SELECT points, subs, histograms FROM series_samples WHERE series = ? ORDER BY chunk', [id])
      .flatMap((row) => {
        const [count, packedSubs, packed] = row as [number, Uint8Array, Uint8Array];
        const subs: number[] = [];
        unpackSubs(packedSubs, count, subs);
        return unpackHistograms(packed, count).map((histogram, at) => ({ sub: subs[at] as number, histogram }));
      }),
  );
}
