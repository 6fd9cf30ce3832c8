// What a reader must know of a single point, decided from the point and its run alone. What can only be said by looking
// at other results is in `replicates.ts`.
import type { Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { QUALITY_FLAGS } from '../packing/quality-flags.js';
import { type Measured, type MeasurementNumbers, STATISTIC_COLUMNS } from './measurement-numbers.js';
import type { Series } from './series-of.js';

/** Repeats that differ by more than this factor are noisy, whatever the run says of itself. */
const NOISY_SPREAD = 1.5;

/**
 * Least round trip that hardware allows, in ps. A message there and one back are two transfers of a cache line: between
 * siblings of a core at least 5 cycles each, between cores 20, between sockets a way of tens of ns; at 6 GHz. A blocking
 * mechanism needs two system calls on either side as well.
 */
const LEAST_ROUND_TRIP_PS: Readonly<Record<string, number>> = {
  smt: 1_600,
  'same-llc': 6_600,
  'same-socket': 6_600,
  'cross-socket': 40_000,
};
const LEAST_BLOCKING_ROUND_TRIP_PS = 100_000;
/** A core moves at most one cache line per cycle, here at 6 GHz. */
const MOST_BYTES_PER_SECOND = 64 * 6e9;

/** The bits of `packing/quality-flags.ts` for one point. */
export function pointFlags(
  kind: Measured['kind'],
  numbers: MeasurementNumbers,
  series: Pick<Series, 'class' | 'identity'>,
  run: Pick<ResultDocument['run'], 'flags'>,
): number {
  const [repeats, , ...rest] = numbers;
  const statistic = (name: (typeof STATISTIC_COLUMNS)[number]) => rest[STATISTIC_COLUMNS.indexOf(name)] ?? null;
  const headline = kind === 'batched_latency' ? statistic('batched_mean') : statistic('p50');
  const [low = null, high = null] = rest.slice(STATISTIC_COLUMNS.length);
  const isSpread = low !== null && high !== null && low >= 0 && high > low * NOISY_SPREAD;
  return (
    bit('below_resolution', headline !== null && headline < 0) |
    bit('single_run', repeats === 1) |
    bit('noisy', isSpread || run.flags.includes('noisy') || run.flags.includes('interrupted')) |
    bit('implausible', headline !== null && headline >= 0 && isImplausible(kind, headline, series))
  );
}

function bit(flag: keyof typeof QUALITY_FLAGS, isSet: boolean): number {
  return isSet ? QUALITY_FLAGS[flag].bit : 0;
}

function isImplausible(
  kind: Measurement['kind'],
  headline: number,
  { class: waiting, identity }: Pick<Series, 'class' | 'identity'>,
): boolean {
  if (kind === 'throughput' || kind === 'rate') return identity.touch !== 'none' && headline > MOST_BYTES_PER_SECOND;
  if (waiting === 'blocking') return headline < LEAST_BLOCKING_ROUND_TRIP_PS;
  return headline < (LEAST_ROUND_TRIP_PS[String(identity.placement)] ?? 0);
}
