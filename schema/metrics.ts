// From a measurement to its numbers. Repeats are kept in the document; a number of the measurement is the median of the
// repeats' numbers (of an even count the lower middle one, so that it is a number that was measured).
import type { Measurement, ProcessCost } from './document.js';
import type { Statistic } from './suite-manifest.js';

export interface StatisticValue {
  /** In the unit of the metric that names this statistic; `null` when censored. */
  value: number | null;
  /** The value is known to lie below this many ns. */
  belowNs?: number;
}

/** Every statistic that a measurement holds. A matrix or a missing measurement holds none. */
export function statisticsOf(measurement: Measurement): Map<Statistic, StatisticValue> {
  switch (measurement.kind) {
    case 'latency':
      return new Map([
        ...LATENCY_FIELDS.flatMap(([statistic, field]) =>
          entry(
            statistic,
            measurement.repeats.map((repeat) => sample(repeat, field)),
          ),
        ),
        ...entry(
          'cpu',
          measurement.repeats.map((repeat) => perItem(repeat, repeat.n * (1 / 1000))),
        ),
        ...batchedMean(measurement.batched ?? []),
      ]);
    case 'batched_latency':
      return new Map(batchedMean(measurement.batched));
    case 'throughput':
      return new Map([
        ...entry(
          'p50',
          measurement.repeats.map(({ bytes, elapsed_ns }) => ({ value: perSecond(bytes, elapsed_ns) })),
        ),
        ...entry(
          'cpu',
          measurement.repeats.map((repeat) => perItem(repeat, repeat.bytes / 1024 / 1000)),
        ),
      ]);
    case 'rate':
      return new Map(
        entry(
          'p50',
          measurement.repeats.map(({ bits_per_second }) => ({ value: Math.floor(bits_per_second / 8) })),
        ),
      );
    default:
      return new Map();
  }
}

type Sample = StatisticValue | null;
type LatencyField = 'min_ps' | 'mean_ps' | 'p50_ps' | 'p90_ps' | 'p99_ps' | 'p999_ps' | 'max_ps';

const LATENCY_FIELDS: readonly (readonly [Statistic, LatencyField])[] = [
  ['p50', 'p50_ps'],
  ['p90', 'p90_ps'],
  ['p99', 'p99_ps'],
  ['p999', 'p999_ps'],
  ['min', 'min_ps'],
  ['mean', 'mean_ps'],
  ['max', 'max_ps'],
];

function sample(repeat: { below_ns?: number } & { [field in LatencyField]?: number }, field: LatencyField): Sample {
  const value = repeat[field];
  if (value !== undefined) return { value };
  const canBeCensored = field === 'min_ps' || field === 'p50_ps' || field === 'mean_ps';
  return canBeCensored && repeat.below_ns !== undefined ? { value: null, belowNs: repeat.below_ns } : null;
}

function batchedMean(repeats: readonly { mean_ps?: number; below_ns?: number }[]) {
  return entry(
    'batched_mean',
    repeats.map((repeat) => sample(repeat, 'mean_ps')),
  );
}

/** CPU time of both ends per item in ps; items are given in thousands, since cost is in ns. */
function perItem(
  ends: { initiator?: ProcessCost; responder?: ProcessCost; writer?: ProcessCost; reader?: ProcessCost },
  thousands: number,
): Sample {
  const first = ends.initiator ?? ends.writer;
  const second = ends.responder ?? ends.reader;
  if (!first || !second || thousands === 0) return null;
  return { value: Math.round((first.cpu_ns + second.cpu_ns) / thousands) };
}

/** Bytes per second, rounded down. */
function perSecond(bytes: number, elapsedNs: number): number {
  return Number((BigInt(bytes) * 1_000_000_000n) / BigInt(elapsedNs));
}

/** The lower median of the samples; censored ones sort below every value. Nothing when no repeat has the statistic. */
function entry(statistic: Statistic, samples: readonly Sample[]): [Statistic, StatisticValue][] {
  const present = samples.filter((candidate) => candidate !== null).sort((a, b) => (a.value ?? -1) - (b.value ?? -1));
  const median = present[Math.floor((present.length - 1) / 2)];
  return median ? [[statistic, median]] : [];
}
