// Signed results of a size like real ones, the same for the same number, in a data directory of their own.
import crypto from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { CANONICAL_REF } from '@ipc-bench/schema/layout';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { signedBytes } from '@ipc-bench/schema/signature';
import { git } from '@ipc-bench/server/cli/git';

const MACHINES = 200;
const PLACEMENTS = ['same-cpu', 'smt', 'same-llc', 'same-socket', 'cross-socket'];
const CPUS = ['Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz', 'AMD EPYC 7763 64-Core Processor', 'Neoverse-N1'];
const BENCHMARKS = ['pipe', 'unix_stream', 'shm_futex', 'shm_spin'].map((mechanism) => `${mechanism}.latency`);

/** Commits `count` results of `points` measurements each; gives the commit. */
export async function writeCorpus(folder, count, points) {
  mkdirSync(folder, { recursive: true });
  const repository = await git.init(join(folder, 'results.git'));
  const files = Array.from({ length: count }, (_, number) => result(number, points));
  const header = { message: 'merge\n', timeSeconds: 0 };
  const { commit } = await repository.commit(CANONICAL_REF, null, files, header);
  await repository.close();
  return { commit, bytes: files.reduce((sum, file) => sum + file.bytes.length, 0) };
}

function result(number, points) {
  const machine = number % MACHINES;
  const { machineKey, privateKey } = keyOf(machine);
  const document = {
    envelope: 1,
    schema: '1.0.0',
    suite: { name: 'ipc-bench', version: '1.0.0' },
    day: new Date(Date.UTC(2026, 0, 1 + (number % 300))).toISOString().slice(0, 10),
    nonce: crypto.createHash('sha256').update(`nonce ${number}`).digest('hex').slice(0, 32),
    machine_key: machineKey,
    run: { profile: 'standard', runner: '0.1.0', flags: [] },
    machine: {
      os: 'linux',
      kernel: { version: [6, machine % 13, number % 7], flavour: 'debian', release: '18' },
      architecture: 'x86_64',
      cpu: { vendor: 'intel', name: CPUS[machine % 3], family: 6, model: machine },
      topology: { logical_cpus: 2 ** (machine % 7), evidence: 'hardware' },
      memory: { class_bytes: 2 ** 34 },
      virtualisation:
        machine % 2 ? { verdict: 'virtual', technology: 'kvm' } : { verdict: 'bare_metal', technology: 'none' },
      container: 'no',
      clock: { source: 'tsc', resolution_ns: 1 },
    },
    measurements: Array.from({ length: points }, (_, at) => measurement(number, at)),
  };
  const signature = crypto.sign(null, signedBytes(document), privateKey).toString('hex');
  const bytes = canonicalBytes({ ...document, signature });
  const id = crypto.createHash('sha256').update(bytes).digest('hex');
  return { path: `results/e1/${document.day.replaceAll('-', '/')}/${id}.json`, bytes };
}

function measurement(number, at) {
  const repeats = Array.from({ length: 5 }, (_, repeat) => {
    const p50 = 1_000_000 + ((number * 7919 + at * 104729 + repeat * 31) % 9_000_000);
    const cost = { cpu_ns: 40_000_000 + (p50 % 1000) };
    return {
      ...{ n: 10_000, min_ps: p50 - 9000, mean_ps: p50 + 100, p50_ps: p50, p90_ps: p50 + 5000 },
      ...{ p99_ps: p50 + 90_000, p999_ps: p50 + 500_000, max_ps: p50 + 9_000_000, initiator: cost, responder: cost },
    };
  });
  return {
    kind: 'latency',
    benchmark: BENCHMARKS[at % 4],
    version: '1.0.0',
    ordinal: Math.floor(at / 280),
    parameters: {
      ...requiredParameters(BENCHMARKS[at % 4]),
      message_bytes: 64 << (at % 7),
      placement: PLACEMENTS[at % 5],
      idle: at % 280 < 140 ? 'natural' : 'kept_awake',
      touch: 'read_lines',
      pinned: true,
      ...(BENCHMARKS[at % 4].startsWith('shm') ? { write_in_place: true, read_in_place: true } : {}),
    },
    repeats,
  };
}

/** The first value of every parameter that the benchmark requires. */
function requiredParameters(benchmark) {
  const { parameters } = builtInRegistry.suites.at(-1).manifest.benchmarks[benchmark];
  const required = Object.entries(parameters).filter(([, { required }]) => required);
  return Object.fromEntries(required.map(([name, { minimum, values }]) => [name, minimum ?? values?.[0] ?? false]));
}

const keys = new Map();

function keyOf(machine) {
  const known = keys.get(machine);
  if (known) return known;
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
  const machineKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  keys.set(machine, { machineKey, privateKey });
  return keys.get(machine);
}
