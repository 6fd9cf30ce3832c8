// From machine, shim and profile to a plan. Pure: the same three give the same plan.
import type { Machine, Parameters } from '@ipc-bench/schema/document';
import type { BenchmarkSpec, SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import type { ShimListing } from '../shim-driver/shim.js';
import { caseMs, latencyRepeatMs, matrixMs, throughputRepeatMs } from './estimate.js';
import { choosePairs, type PlacedPair, usableCpus } from './placement.js';
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
}

export function planRun(machine: Machine, listing: ShimListing, manifest: SuiteManifest, profile: Profile): Plan {
  const pairs = choosePairs(machine.topology, profile.pairsPerPlacement);
  const offers = offersOf(listing, manifest, profile);
  const blocks = numberOrdinals([
    ...latencyBlocks(offers, pairs, profile),
    ...throughputBlocks(offers, pairs, profile),
    ...matrixBlocks(offers, machine, profile),
  ]);
  const ordered = fitting(byImportance(blocks, profile), profile);
  const estimateMs = ordered.reduce((sum, block) => sum + blockMs(block, profile), 0);
  const noiseCpu = pairs.at(-1)?.first ?? 0;
  return { profile, noiseCpu, blocks: ordered, leftOut: leftOut(profile, manifest, blocks, ordered), estimateMs };
}

export function blockMs({ cases }: Block, { repeats }: Profile): number {
  return cases.reduce((sum, one) => sum + caseMs(one, repeats), 0);
}

/** Benchmarks of the suite that this shim can measure. */
function offersOf({ transports }: ShimListing, { benchmarks }: SuiteManifest, profile: Profile): Offer[] {
  return Object.entries(benchmarks).flatMap(([benchmark, spec]) => {
    const mode = benchmark.endsWith('.latency') ? 'latency' : 'throughput';
    const transport = transports.find(({ name }) => name === spec.mechanism);
    return transport?.modes.includes(mode)
      ? [{ benchmark, spec, options: optionSets(spec, profile.hasAllOptions) }]
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

function latencyBlocks(offers: readonly Offer[], pairs: readonly PlacedPair[], profile: Profile): Block[] {
  return profile.latencyBytes.flatMap((bytes) =>
    pairs.map((pair) => ({
      title: `latency, ${formatPair(pair)}, ${bytes} B`,
      cases: offers
        .filter(({ spec }) => spec.kinds.includes('latency') && isSensible({ waiting: spec.class }, pair, pairs))
        .flatMap((offer) => latencyCases(offer, pair, bytes, profile)),
    })),
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
  return profile.throughputBytes.flatMap((bytes) =>
    pairs.map((pair) => ({
      title: `throughput, ${formatPair(pair)}, ${bytes} B`,
      cases: offers
        .filter(({ spec }) => spec.kinds.includes('throughput') && isSensible({ waiting: spec.class }, pair, pairs))
        .flatMap((offer) => throughputCases(offer, pair, bytes, profile)),
    })),
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
      title: `core-to-core matrix, ${spec.mechanism}, ${MATRIX_BYTES} B`,
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

/** The smallest messages first, then matrices, then the rest; blocks without cases fall away. */
function byImportance(blocks: readonly Block[], profile: Profile): Block[] {
  const rank = ({ cases }: Block) => {
    const [first] = cases;
    if (first?.kind === 'matrix') return 1;
    const sizes = first?.kind === 'latency' ? profile.latencyBytes : profile.throughputBytes;
    const at = sizes.indexOf(Number(first?.parameters.message_bytes));
    return at === 0 ? 0 : 1 + at;
  };
  return blocks
    .filter(({ cases }) => cases.length > 0)
    .map((block, at) => ({ block, at }))
    .sort((a, b) => rank(a.block) - rank(b.block) || a.at - b.at)
    .map(({ block }) => block);
}

/** Blocks that fit the profile's target together; the first is always tried. */
function fitting(blocks: readonly Block[], profile: Profile): Block[] {
  let left = profile.targetSeconds * 1000;
  return blocks.filter((block, at) => {
    const fits = at === 0 || blockMs(block, profile) <= left;
    if (fits) left -= blockMs(block, profile);
    return fits;
  });
}

const LARGE_BYTES = 256 * 1024;

/** Words of the manifest for what this machine could do and this plan does not attempt. */
function leftOut(
  profile: Profile,
  manifest: SuiteManifest,
  possible: readonly Block[],
  planned: readonly Block[],
): string[] {
  const casesOf = (blocks: readonly Block[]) => blocks.flatMap(({ cases }) => cases);
  const drops = (isMeant: (one: Case) => boolean) => casesOf(possible).some(isMeant) && !casesOf(planned).some(isMeant);
  const words = [
    ...(drops(({ kind }) => kind === 'throughput') ? ['throughput'] : []),
    ...(drops(({ kind }) => kind === 'matrix') ? ['matrix'] : []),
    ...(drops(({ parameters }) => parameters.placement === 'cross-socket') ? ['cross_socket'] : []),
    ...(Math.max(...profile.latencyBytes) < LARGE_BYTES ? ['large_messages'] : []),
  ];
  return words.filter((word) => manifest.left_out.includes(word));
}

function formatPair({ placement, first, second }: PlacedPair): string {
  const cpus = first === second ? `CPU ${first}` : `CPUs ${first} and ${second}`;
  return placement === null ? cpus : `${placement} (${cpus})`;
}
