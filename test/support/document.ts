// Small, complete result documents for tests, signed by keys made on the spot.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import type { Measurement, ResultDocument } from '@ipc-bench/schema/document';
import { judge } from '@ipc-bench/schema/judge';
import { signedBytes } from '@ipc-bench/schema/signature';

export const cryptography = cryptographyFromNode(crypto);

export interface TestKey {
  /** Public half, 64 hex digits. */
  machineKey: string;
  privateKey: crypto.KeyObject;
}

/** A deterministic key pair: the seed is the SHA-256 of `name`. */
export function testKey(name: string): TestKey {
  const seed = crypto.createHash('sha256').update(name).digest();
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = crypto.createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const spki = crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { machineKey: spki.subarray(-32).toString('hex'), privateKey };
}

/** One pipe latency measurement whose statistics and histogram agree. */
export function latencyMeasurement(p50Ps = 9_000_000, messageBytes = 64): Measurement {
  const repeat = { n: 20, min_ps: p50Ps, mean_ps: p50Ps, p50_ps: p50Ps, max_ps: p50Ps };
  const exponent = Math.floor(Math.log2(p50Ps));
  const bucket = (exponent - 3) * 16 + Math.floor(p50Ps / 2 ** (exponent - 4)) - 16;
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
    repeats: Array.from({ length: 5 }, () => ({ ...repeat })),
    histogram: { grid: 'log2x16', index: [bucket], count: [100] },
  };
}

/** An unsigned document of the current format; `overrides` replace whole members. */
export function plainDocument(overrides: Partial<ResultDocument> = {}): ResultDocument {
  return {
    envelope: 1,
    schema: '1.0.0',
    suite: { name: 'ipc-bench', version: '1.0.0' },
    day: '2026-11-20',
    nonce: '00112233445566778899aabbccddeeff',
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
    measurements: [latencyMeasurement()],
    ...overrides,
  };
}

/** The document with key and signature. */
export function signDocument(document: ResultDocument, key: TestKey): ResultDocument {
  const keyed: ResultDocument = { ...document, machine_key: key.machineKey };
  const signature = crypto.sign(null, signedBytes(keyed), key.privateKey).toString('hex');
  return { ...keyed, signature };
}

export interface TestFile {
  path: string;
  bytes: Uint8Array;
  id: string;
}

/** A signed document as a file of the layout; throws when the validator refuses it. */
export function resultFile(document: ResultDocument, key: TestKey): TestFile {
  const bytes = canonicalBytes(signDocument(document, key));
  const report = judge(bytes, { cryptography });
  if (report.verdict === 'invalid') throw new Error(JSON.stringify(report.findings));
  return { path: report.path, bytes, id: report.id };
}

/** `count` distinct valid files of one machine. */
export function resultFiles(count: number, keyName: string, day = '2026-11-20'): TestFile[] {
  const key = testKey(keyName);
  return Array.from({ length: count }, (_, at) => {
    const nonce = crypto.createHash('sha256').update(`${keyName}/${at}`).digest('hex').slice(0, 32);
    const measurements = [latencyMeasurement(5_000_000 + at * 1000)];
    return resultFile(plainDocument({ nonce, day, measurements }), key);
  });
}
