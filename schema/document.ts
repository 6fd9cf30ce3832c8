// The types of the newest result format, under their plain names. Everything after migration speaks these.
export type {
  BatchedLatency,
  BatchedRepeat,
  Histogram,
  Latency,
  LatencyRepeat,
  Machine,
  Matrix,
  Missing,
  NoiseProbe,
  Parameters,
  ProcessCost,
  Rate,
  RateRepeat,
  ResultDocument,
  Throughput,
  ThroughputRepeat,
} from './generated/result-1.0.0.js';

import type { ResultDocument } from './generated/result-1.0.0.js';

export type Measurement = ResultDocument['measurements'][number];

/** The format version that the types above describe and that the runner writes. */
export const CURRENT_FORMAT = '1.0.0';
/** The suite that the runner measures. */
export const CURRENT_SUITE = '1.0.0';
