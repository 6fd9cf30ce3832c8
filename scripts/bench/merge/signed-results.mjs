// Valid signed results of about 6 KB, as a self-test writes them: one machine key, another nonce each, 250 to a day.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { signedBytes } from '@ipc-bench/schema/signature';

const PER_DAY = 250;
const REPEAT = { n: 20, min_ps: 9_000_000, mean_ps: 9_100_000, p50_ps: 9_050_000, max_ps: 9_400_000 };

function measurement(messageBytes) {
  return {
    kind: 'latency',
    benchmark: 'pipe.latency',
    version: '1.0.0',
    ordinal: 0,
    parameters: {
      message_bytes: messageBytes,
      idle: 'natural',
      touch: 'read_lines',
      pinned: true,
      placement: 'same-llc',
    },
    repeats: Array.from({ length: 5 }, () => REPEAT),
  };
}

const DOCUMENT = {
  envelope: 1,
  schema: '1.0.0',
  suite: { name: 'ipc-bench', version: '1.0.0' },
  run: { profile: 'self-test', runner: '0.1.0', flags: [] },
  machine: {
    os: 'linux',
    kernel: { version: [6, 1, 0], flavour: 'debian', release: '18' },
    architecture: 'x86_64',
    cpu: { vendor: 'intel', name: 'Intel(R) Xeon(R) Processor', family: 6, model: 143, stepping: 8 },
    topology: {
      logical_cpus: 2,
      evidence: 'guest_reported',
      cpu_number: [0, 1],
      core: [0, 1],
      socket: [0, 0],
      node: [0, 0],
    },
    memory: { class_bytes: 8 * 2 ** 30, page_bytes: 4096 },
    virtualisation: { verdict: 'virtual', technology: 'kvm' },
    container: 'no',
    clock: { source: 'kvm-clock', resolution_ns: 1 },
  },
  measurements: Array.from({ length: 10 }, (_, at) => measurement(2 ** (at + 1))),
};

/** `count` files `{path, bytes}` of a fresh key. */
export function signedResults(count) {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
  const machineKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(at / PER_DAY))).toISOString().slice(0, 10);
    const document = { ...DOCUMENT, day, nonce: crypto.randomBytes(16).toString('hex'), machine_key: machineKey };
    const signature = crypto.sign(null, signedBytes(document), privateKey).toString('hex');
    const bytes = canonicalBytes({ ...document, signature });
    const id = crypto.createHash('sha256').update(bytes).digest('hex');
    return { path: `results/e1/${day.replaceAll('-', '/')}/${id}.json`, bytes };
  });
}
