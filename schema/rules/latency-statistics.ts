import type { Histogram, Latency, LatencyRepeat, ResultDocument } from '../document.js';
import { type Finding, finding } from '../findings.js';
import { bucketOf } from '../histogram.js';
import type { Rule } from './rule.js';

/** In ascending order of value; `tail` is n(1-q) per sample for quantiles. */
const ORDER = [
  { field: 'min_ps', tail: null },
  { field: 'p50_ps', tail: 1 / 2 },
  { field: 'p90_ps', tail: 1 / 10 },
  { field: 'p99_ps', tail: 1 / 100 },
  { field: 'p999_ps', tail: 1 / 1000 },
  { field: 'max_ps', tail: null },
] as const;

const MIN_TAIL_SAMPLES = 10;

function checkRepeat(repeat: LatencyRepeat, pointer: string): Finding[] {
  const findings: Finding[] = [];
  let previous: (typeof ORDER)[number]['field'] | null = null;
  for (const { field, tail } of ORDER) {
    const value = repeat[field];
    if (value === undefined) continue;
    if (tail !== null && Math.round(repeat.n * tail) < MIN_TAIL_SAMPLES)
      findings.push(finding('quantile_support', `${pointer}/${field}`, `only ${repeat.n} samples`));
    if (previous !== null && value < (repeat[previous] ?? 0))
      findings.push(finding('quantile_order', `${pointer}/${field}`, `below ${previous}`));
    previous = field;
  }
  const { min_ps, mean_ps, max_ps, below_ns } = repeat;
  if (mean_ps !== undefined && (mean_ps < (min_ps ?? 0) || mean_ps > (max_ps ?? Number.POSITIVE_INFINITY)))
    findings.push(finding('quantile_order', `${pointer}/mean_ps`, 'outside minimum and maximum'));
  const censorable = repeat.p50_ps === undefined && repeat.n >= 2 * MIN_TAIL_SAMPLES;
  if (censorable && below_ns === undefined)
    findings.push(finding('value_missing', `${pointer}/p50_ps`, 'neither a value nor below_ns'));
  return findings;
}

function checkHistogram({ index, count }: Histogram, repeats: readonly LatencyRepeat[], pointer: string): Finding[] {
  const note = (message: string) => [finding('histogram', pointer, message)];
  if (index.length !== count.length) return note(`${index.length} buckets but ${count.length} counts`);
  if (count.includes(0)) return note('a bucket with count 0');
  if (index.some((bucket, at) => at > 0 && bucket <= (index[at - 1] ?? 0))) return note('buckets not ascending');
  const samples = repeats.reduce((sum, { n }) => sum + n, 0);
  const counted = count.reduce((sum, value) => sum + value, 0);
  if (counted !== samples) return note(`holds ${counted} samples, the repeats ${samples}`);
  const first = index[0] ?? 0;
  const last = index.at(-1) ?? 0;
  const outside = repeats
    .flatMap(({ min_ps, p50_ps, max_ps }) => [min_ps, p50_ps, max_ps])
    .filter((value) => value !== undefined)
    .find((value) => bucketOf(value) < first || bucketOf(value) > last);
  return outside === undefined ? [] : note(`${outside} ps lies outside its buckets`);
}

function checkLatency(measurement: Latency, pointer: string): Finding[] {
  const { repeats, histogram } = measurement;
  return [
    ...repeats.flatMap((repeat, at) => checkRepeat(repeat, `${pointer}/repeats/${at}`)),
    ...(histogram ? checkHistogram(histogram, repeats, `${pointer}/histogram`) : []),
  ];
}

export const latencyStatistics: Rule = {
  name: 'latency-statistics',
  description:
    'Quantiles ascend, have at least 10 samples beyond them, are given or censored; the histogram counts each sample once.',
  check: ({ measurements }: ResultDocument) =>
    measurements.flatMap((measurement, at) =>
      measurement.kind === 'latency' ? checkLatency(measurement, `/measurements/${at}`) : [],
    ),
};
