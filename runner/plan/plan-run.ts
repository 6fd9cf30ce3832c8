// From machine, shim and profile to a plan. Pure: the same three give the same plan.
import type { Machine, Parameters } from '@ipc-bench/schema/document';
import type { BenchmarkSpec, SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import type { ShimListing, ShimTransport } from '../shim-driver/shim.js';
import { formatBytes } from '../show/format-quantity.js';
import { byImportance, fitting, leftOut } from './choose-blocks.js';
import { blockMs, latencyRepeatMs, matrixMs, throughputRepeatMs } from './estimate.js';
import { choosePairs, type PlacedPair, type Placement, usableCpus } from './placement.js';
import type { Block, Case, Plan } from './plan.js';
import type { Profile } from './profile.js';
import { optionSets } from './transport-options.js';

/** Size of the messages of a matrix. */
const MATRIX_BYTES = 64;
export const MATRIX_SAMPLES = 1000;

interface Offer {
  benchmark: string;
  spec: BenchmarkSpec;
  options: readonly Parameters[];
  transport: ShimTransport;
}

export function planRun(machine: Machine, listing: ShimListing, manifest: SuiteManifest, profile: Profile): Plan {
  const pairs = byTelling(choosePairs(machine.topology, profile.pairsPerPlacement));
  const offers = offersOf(listing, manifest, profile);
  const blocks = numberOrdinals([
    ...latencyBlocks(offers, pairs, profile),
    ...throughputBlocks(offers, pairs, profile),
    ...matrixBlocks(offers, machine, profile),
  ]);
  const planned = fitting(byImportance(blocks, profile), profile);
  const estimateMs = planned.reduce((sum, block) => sum + blockMs(block, profile), 0);
  const dropped = blocks.filter(({ title, cases }) => cases.length > 0 && !planned.some((one) => one.title === title));
  return {
    profile,
    noiseCpu: pairs[0]?.first ?? 0,
    blocks: planned,
    notOffered: Object.entries(manifest.benchmarks)
      .filter(([benchmark]) => !offers.some((offer) => offer.benchmark === benchmark))
      .map(([benchmark, { version }]) => ({ benchmark, version })),
    leftOut: leftOut(profile, manifest, blocks, planned),
    dropped: dropped.map(({ title }) => title),
    estimateMs,
  };
}

/** Relations in the order in which a short run gives up the last. */
const TELLING: readonly (Placement | null)[] = ['same-llc', 'same-cpu', 'same-socket', 'smt', 'cross-socket', null];

function byTelling(pairs: readonly PlacedPair[]): PlacedPair[] {
  return [...pairs].sort((a, b) => TELLING.indexOf(a.placement) - TELLING.indexOf(b.placement));
}

/** Benchmarks of the suite that this shim can measure. */
function offersOf({ transports }: ShimListing, { benchmarks }: SuiteManifest, profile: Profile): Offer[] {
  return Object.entries(benchmarks).flatMap(([benchmark, spec]) => {
    const mode = benchmark.endsWith('.latency') ? 'latency' : 'throughput';
    const transport = transports.find(({ name }) => name === spec.mechanism);
    return transport?.modes.includes(mode)
      ? [{ benchmark, spec, options: optionSets(spec, profile.hasAllOptions), transport }]
      : [];
  });
}

/** A spinning mechanism on one CPU measures the scheduler's slices: asked for only where there is no other pair. */
function isSensible(
  { waiting }: { waiting: string },
  { placement }: PlacedPair,
  pairs: readonly PlacedPair[],
): boolean {
  return waiting !== 'spinning' || placement !== 'same-cpu' || pairs.length === 1;
}

/** The profile's sizes; for a mechanism that takes none of them, the nearest it does take and the suite knows. */
function sizesOf({ transport, spec }: Offer, sizes: readonly number[]): readonly number[] {
  const { min_message_bytes: least = 0, max_message_bytes: most = Number.POSITIVE_INFINITY } = transport;
  if (sizes.length === 0 || sizes.some((bytes) => bytes >= least && bytes <= most)) return sizes;
  const known = spec.parameters.message_bytes;
  const nearest = most < Math.min(...sizes) ? most : least;
  return known?.type === 'integer' ? [Math.min(Math.max(nearest, known.minimum), known.maximum)] : [];
}

/** One block for each size and pair. */
function blocksOf(
  kind: 'latency' | 'throughput',
  offers: readonly Offer[],
  pairs: readonly PlacedPair[],
  sizes: readonly number[],
  casesOf: (offer: Offer, pair: PlacedPair, bytes: number) => Case[],
): Block[] {
  const offered = offers.filter(({ spec }) => spec.kinds.includes(kind));
  const all = [...new Set([...sizes, ...offered.flatMap((offer) => sizesOf(offer, sizes))])];
  return all.flatMap((bytes) =>
    pairs.map((pair) => ({
      title: `${kind}, ${formatPair(pair)}, ${formatBytes(bytes)}`,
      cases: offered
        .filter((offer) => sizesOf(offer, sizes).includes(bytes))
        .filter(({ spec }) => isSensible({ waiting: spec.class }, pair, pairs))
        .flatMap((offer) => casesOf(offer, pair, bytes)),
    })),
  );
}

function latencyBlocks(offers: readonly Offer[], pairs: readonly PlacedPair[], profile: Profile): Block[] {
  return blocksOf('latency', offers, pairs, profile.latencyBytes, (offer, pair, bytes) =>
    latencyCases(offer, pair, bytes, profile),
  );
}

function latencyCases({ benchmark, spec, options }: Offer, pair: PlacedPair, bytes: number, profile: Profile): Case[] {
  const idles = spec.class === 'spinning' ? (['natural'] as const) : (['natural', 'kept_awake'] as const);
  return options.flatMap((option) =>
    idles.map((idle) => {
      const guess = { mechanism: spec.mechanism, waiting: spec.class, placement: pair.placement, idle, bytes };
      return {
        kind: 'latency' as const,
        benchmark,
        version: spec.version,
        mechanism: spec.mechanism,
        waiting: spec.class,
        parameters: {
          ...commonParameters(bytes, idle, pair),
          ...option,
          initiator_cpu: pair.first,
          responder_cpu: pair.second,
        },
        ordinal: 0,
        cpus: [],
        repeatMs: latencyRepeatMs(guess, profile),
      };
    }),
  );
}

function throughputBlocks(offers: readonly Offer[], pairs: readonly PlacedPair[], profile: Profile): Block[] {
  return blocksOf('throughput', offers, pairs, profile.throughputBytes, (offer, pair, bytes) =>
    throughputCases(offer, pair, bytes, profile),
  );
}

function throughputCases(
  { benchmark, spec, options }: Offer,
  pair: PlacedPair,
  bytes: number,
  profile: Profile,
): Case[] {
  const idles = spec.class === 'blocking' && profile.throughputKeptAwake ? ['natural', 'kept_awake'] : ['natural'];
  return options.flatMap((option) =>
    idles.map((idle) => ({
      kind: 'throughput' as const,
      benchmark,
      version: spec.version,
      mechanism: spec.mechanism,
      waiting: spec.class,
      parameters: {
        ...commonParameters(bytes, idle, pair),
        ...option,
        writer_cpu: pair.first,
        reader_cpu: pair.second,
      },
      ordinal: 0,
      cpus: [],
      repeatMs: throughputRepeatMs({ mechanism: spec.mechanism, bytes }, profile),
    })),
  );
}

function matrixBlocks(offers: readonly Offer[], { topology }: Machine, profile: Profile): Block[] {
  const cpus = usableCpus(topology);
  if (cpus.length < 2 || cpus.length > profile.matrixCpus) return [];
  return offers
    .filter(({ spec }) => spec.kinds.includes('matrix') && profile.matrixMechanisms.includes(spec.mechanism))
    .map(({ benchmark, spec, options }) => ({
      title: `core-to-core matrix, ${spec.mechanism}, ${formatBytes(MATRIX_BYTES)}`,
      cases: [
        {
          kind: 'matrix' as const,
          benchmark,
          version: spec.version,
          mechanism: spec.mechanism,
          waiting: spec.class,
          parameters: {
            message_bytes: MATRIX_BYTES,
            idle: 'natural',
            touch: 'read_lines',
            pinned: true,
            ...options[0],
          },
          ordinal: 0,
          cpus,
          repeatMs: matrixMs(
            { mechanism: spec.mechanism, waiting: spec.class, bytes: MATRIX_BYTES },
            cpus.length,
            MATRIX_SAMPLES,
          ),
        },
      ],
    }));
}

function commonParameters(bytes: number, idle: string, { placement }: PlacedPair): Parameters {
  return {
    message_bytes: bytes,
    idle,
    touch: 'read_lines',
    pinned: true,
    ...(placement === null ? {} : { placement }),
  };
}

/** The second pair of one relation has the same identity as the first: it takes ordinal 1. */
function numberOrdinals(blocks: readonly Block[]): Block[] {
  const seen = new Map<string, number>();
  return blocks.map(({ title, cases }) => ({
    title,
    cases: cases.map((one) => {
      const { initiator_cpu: _a, responder_cpu: _b, writer_cpu: _c, reader_cpu: _d, ...identity } = one.parameters;
      const key = JSON.stringify([one.kind, one.benchmark, identity]);
      const ordinal = seen.get(key) ?? 0;
      seen.set(key, ordinal + 1);
      return { ...one, ordinal };
    }),
  }));
}

function formatPair({ placement, first, second }: PlacedPair): string {
  const cpus = first === second ? `CPU ${first}` : `CPUs ${first} and ${second}`;
  return placement === null ? cpus : `${placement} (${cpus})`;
}
