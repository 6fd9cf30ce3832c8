import type { Machine } from '@ipc-bench/schema/document';
import type { SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { currentManifest } from 'ipc-bench/plan/current-manifest';
import { blockMs } from 'ipc-bench/plan/estimate';
import { formatPlan } from 'ipc-bench/plan/format-plan';
import { planRun } from 'ipc-bench/plan/plan-run';
import { PROFILES, type ProfileName } from 'ipc-bench/plan/profile';
import type { ShimListing } from 'ipc-bench/shim-driver/shim';
import { readMachine } from 'ipc-bench/system/read-machine';
import { afterAll, describe, expect, it } from 'vitest';
import { MACHINES, type MachineName } from '../system/machines.js';
import { plantMachine } from '../system/plant-machine.js';

const manifest = currentManifest();

/** A shim that offers whatever the suite asks for. */
const listing: ShimListing = {
  compiler: { name: 'gcc', version: '12.2.0' },
  flags: [],
  libc: { name: 'glibc' },
  transports: Object.values(manifest.benchmarks).map((spec) => ({
    name: spec.mechanism,
    class: spec.class,
    modes: ['latency', 'throughput'],
    options: [],
  })),
};

const names = Object.keys(MACHINES) as MachineName[];
const machines = new Map(
  names.map((name) => [name, readMachine(plantMachine(MACHINES[name], afterAll), MACHINES[name].host)]),
);
const planOf = (name: MachineName, profile: ProfileName = 'self-test') =>
  planRun(machines.get(name) as Machine, listing, manifest, PROFILES[profile]);
const casesOf = (plan: ReturnType<typeof planRun>) => plan.blocks.flatMap(({ cases }) => cases);

describe('planRun', () => {
  it.each(names)('fits the self-test of %s into its minute', (name) => {
    const plan = planOf(name);
    expect(plan.blocks.length).toBeGreaterThan(0);
    expect(plan.estimateMs).toBeLessThan(50_000);
    expect(plan.profile.budgetSeconds).toBeLessThan(60);
  });

  it('repeats at least five times in every profile, long enough and often enough for its quantiles', () => {
    for (const profile of Object.values(PROFILES)) {
      expect(profile.repeats).toBeGreaterThanOrEqual(5);
      expect(profile.throughputMs).toBeGreaterThanOrEqual(200);
      expect(profile.samples * 0.01).toBeGreaterThanOrEqual(10);
    }
  });

  it('measures what the self-test measures in every larger profile, so that they can be compared', () => {
    for (const profile of [PROFILES.standard, PROFILES.full]) {
      expect(profile.latencyBytes).toEqual(expect.arrayContaining([...PROFILES['self-test'].latencyBytes]));
      expect(profile.throughputBytes).toEqual(expect.arrayContaining([...PROFILES['self-test'].throughputBytes]));
    }
  });

  it('gives no two cases of one kind the same identity and ordinal', () => {
    const points = casesOf(planOf('bigServer', 'full')).map(({ kind, benchmark, parameters, ordinal }) => {
      const { initiator_cpu: _a, responder_cpu: _b, writer_cpu: _c, reader_cpu: _d, ...identity } = parameters;
      return JSON.stringify([kind, benchmark, identity, ordinal]);
    });
    expect(new Set(points).size).toBe(points.length);
    expect(casesOf(planOf('bigServer', 'full')).some(({ ordinal }) => ordinal === 1)).toBe(true);
  });

  it('measures both idle modes of blocking mechanisms, and never a spinning one on one CPU of several', () => {
    const cases = casesOf(planOf('kvmGuest')).filter(({ kind }) => kind === 'latency');
    const idles = (mechanism: string) => [
      ...new Set(cases.filter((one) => one.mechanism === mechanism).map(({ parameters }) => parameters.idle)),
    ];
    expect(idles('pipe')).toEqual(['natural', 'kept_awake']);
    expect(idles('shm_spin')).toEqual(['natural']);
    expect(cases.some(({ waiting, parameters }) => waiting === 'spinning' && parameters.placement === 'same-cpu')).toBe(
      false,
    );
  });

  it('still asks for spinning mechanisms on a single CPU, so that the result says why there is no number', () => {
    const cases = casesOf(planOf('container'));
    expect(cases.filter(({ waiting }) => waiting === 'spinning').length).toBeGreaterThan(0);
    expect(cases.every(({ parameters }) => parameters.placement === 'same-cpu')).toBe(true);
  });

  it('takes a matrix up to the profile’s number of CPUs, and says where it takes none', () => {
    expect(casesOf(planOf('kvmGuest')).filter(({ kind }) => kind === 'matrix')).toHaveLength(1);
    expect(casesOf(planOf('bigServer')).filter(({ kind }) => kind === 'matrix')).toHaveLength(0);
    const wholeServer = casesOf(planOf('bigServer', 'full')).find(({ kind }) => kind === 'matrix');
    expect(wholeServer?.cpus).toHaveLength(256);
  });

  it('begins with the smallest messages', () => {
    const [first] = casesOf(planOf('bigServer'));
    expect(first?.parameters.message_bytes).toBe(64);
  });

  it('plans nothing of a kind without sizes', () => {
    const profile = { ...PROFILES['self-test'], throughputBytes: [], matrixCpus: 0 };
    const limited = {
      ...listing,
      transports: listing.transports.map((each) => ({ ...each, max_message_bytes: 2 ** 30 })),
    };
    const kinds = casesOf(planRun(machines.get('kvmGuest') as Machine, limited, manifest, profile)).map(
      ({ kind }) => kind,
    );
    expect(new Set(kinds)).toEqual(new Set(['latency']));
  });

  it('adds up', () => {
    const plan = planOf('bigServer');
    const sum = plan.blocks.reduce((total, block) => total + blockMs(block, plan.profile), 0);
    expect(plan.estimateMs).toBeCloseTo(sum);
  });

  it('says which relations a short run gives up altogether', () => {
    const short = { ...PROFILES['self-test'], targetSeconds: 0 };
    const plan = planRun(machines.get('kvmGuest') as Machine, listing, manifest, short);
    expect(plan.leftOut).toContain('same_cpu');
    const placements = casesOf(plan).map(({ parameters }) => parameters.placement);
    expect(new Set(placements)).toEqual(new Set(['same-llc']));
  });

  it('names nothing as dropped that could not be measured anyway', () => {
    expect(planOf('kvmGuest').dropped.filter((title) => /same-cpu .*, 0 B/.test(title))).toEqual([]);
  });

  it('uses only words of the manifest for what it leaves out', () => {
    for (const name of names) for (const word of planOf(name).leftOut) expect(manifest.left_out).toContain(word);
  });
});

const FAMILIAR = ['pipe', 'unix_stream', 'tcp', 'shm_spin', 'shm_futex'];

/** Twenty mechanisms: five under four names each, and some with limits of their own. */
function largerSuite(): { manifest: SuiteManifest; listing: ShimListing } {
  const benchmarks = Object.fromEntries(
    Object.entries(manifest.benchmarks)
      .filter(([, { mechanism }]) => FAMILIAR.includes(mechanism))
      .flatMap(([id, spec]) =>
        ['', 'b_', 'c_', 'd_'].map((prefix) => [
          `${prefix}${id}`,
          { ...spec, mechanism: `${prefix}${spec.mechanism}` },
        ]),
      ),
  );
  const transports = Object.values(benchmarks).map(({ mechanism, class: waiting }) => ({
    name: mechanism,
    class: waiting,
    modes: ['latency', 'throughput'] as const,
    options: [],
    ...(mechanism === 'b_pipe' ? { min_message_bytes: 8, max_message_bytes: 8 } : {}),
    ...(mechanism === 'd_pipe' ? { min_message_bytes: 0, max_message_bytes: 0 } : {}),
    ...(mechanism === 'c_pipe' ? { max_message_bytes: 8192 } : {}),
  }));
  return { manifest: { ...manifest, benchmarks }, listing: { ...listing, transports } };
}

describe('planRun with twenty mechanisms', () => {
  const larger = largerSuite();
  const plan = planRun(machines.get('kvmGuest') as Machine, larger.listing, larger.manifest, PROFILES['self-test']);

  it('still fits its time, with every mechanism and both kinds of pair, and names what it gave up', () => {
    expect(plan.estimateMs).toBeLessThanOrEqual(40_000);
    const latency = casesOf(plan).filter(({ kind }) => kind === 'latency');
    expect(new Set(latency.map(({ mechanism }) => mechanism)).size).toBe(
      Object.keys(larger.manifest.benchmarks).filter((id) => id.endsWith('.latency')).length,
    );
    expect(latency.some(({ parameters }) => parameters.placement === 'same-llc')).toBe(true);
    expect(plan.dropped.length).toBeGreaterThan(0);
    expect(plan.dropped.join()).toContain('4 KiB');
  });

  it('asks a mechanism of one fixed size for that size, once', () => {
    const fixed = casesOf(plan).filter(({ mechanism, kind }) => mechanism === 'b_pipe' && kind === 'latency');
    expect(new Set(fixed.map(({ parameters }) => parameters.message_bytes))).toEqual(new Set([8]));
  });

  it('asks for no size that the suite does not know', () => {
    const sizes = casesOf(plan)
      .filter(({ mechanism }) => mechanism === 'd_pipe')
      .map(({ parameters }) => parameters.message_bytes);
    expect(new Set(sizes)).toEqual(new Set([1]));
  });

  it('asks for sizes above a limit that others reach, so that the result says the limit', () => {
    const full = planRun(machines.get('kvmGuest') as Machine, larger.listing, larger.manifest, PROFILES.full);
    const sizes = casesOf(full)
      .filter(({ mechanism }) => mechanism === 'c_pipe')
      .map(({ parameters }) => parameters.message_bytes);
    expect(sizes).toContain(64);
    expect(sizes).toContain(1024 * 1024);
  });
});

describe('formatPlan', () => {
  it('stays within the width and keeps numbers with their units', () => {
    for (const columns of [60, 80, 120]) {
      const lines = formatPlan(planOf('bigServer', 'full'), columns);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns + 2);
      expect(lines.join('\n')).toMatch(/about \d+/);
      for (const line of lines) expect(line).not.toMatch(/^\s*KiB/);
    }
  });
});
