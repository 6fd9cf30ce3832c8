// The golden documents of a format, from its schema: the smallest, the fullest of today's suite, the fullest of the historic
// one. Signed by a key that exists for nothing else; its seed is public.
import crypto from 'node:crypto';
import { canonicalBytes } from '@ipc-bench/schema/canonical-json';
import { bucketOf } from '@ipc-bench/schema/histogram';
import { signedBytes } from '@ipc-bench/schema/signature';
import { makeValue } from './complete-document.mjs';

const MEDIAN_PS = 9_000_000;
/** An even number of repeats: which of the two middle ones is the median shows. */
const MEDIANS_PS = [MEDIAN_PS, 2 * MEDIAN_PS];
const SAMPLES = 10_000;

function goldenKey() {
  const seed = crypto.createHash('sha256').update('ipc-bench golden documents').digest();
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = crypto.createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const spki = crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { machine_key: spki.subarray(-32).toString('hex'), privateKey };
}

function sign({ signature: _, ...document }) {
  const { machine_key, privateKey } = goldenKey();
  const keyed = { ...document, machine_key };
  const signature = crypto.sign(null, signedBytes(keyed), privateKey).toString('hex');
  return canonicalBytes({ ...keyed, signature });
}

/** Values of all parameters that a benchmark requires, or of all that it has. */
function parametersOf({ parameters }, isFull) {
  const entries = Object.entries(parameters).filter(([, { required }]) => isFull || required);
  return Object.fromEntries(
    entries.map(([name, spec]) => [
      name,
      spec.type === 'boolean' ? true : spec.type === 'choice' ? spec.values[0] : spec.minimum,
    ]),
  );
}

/** Makes the numbers of a measurement agree with each other, as the rules want. */
const AGREE = {
  latency(measurement) {
    const [repeat] = measurement.repeats;
    measurement.repeats = MEDIANS_PS.map((median) => {
      const names = Object.keys(repeat).filter((name) => name.endsWith('_ps'));
      return { ...repeat, n: SAMPLES, ...Object.fromEntries(names.map((name) => [name, median])) };
    });
    const index = MEDIANS_PS.map(bucketOf);
    if (measurement.histogram) Object.assign(measurement.histogram, { index, count: index.map(() => SAMPLES) });
  },
  throughput(measurement) {
    const [repeat] = measurement.repeats;
    measurement.repeats = [1_000_000, 2_000_000].map((bytes) => ({ ...repeat, bytes, elapsed_ns: 1_000_000_000 }));
  },
  matrix(measurement) {
    Object.assign(measurement, { cpus: [0, 1], values_ps: [0, MEDIAN_PS, 0, MEDIAN_PS], missing: [0], censored: [2] });
  },
};

/** One measurement of every kind that a benchmark of the suite may be measured by. */
function measurementsOf(schema, { benchmarks, reasons }, isHistoric) {
  return makeValue(schema.properties.measurements, schema, true).flatMap((measurement) => {
    const { kind } = measurement;
    const entry = Object.entries(benchmarks).find(([, { kinds }]) => kind === 'missing' || kinds.includes(kind));
    if (!entry) return [];
    const [benchmark, spec] = entry;
    Object.assign(measurement, { benchmark, version: spec.version, ordinal: 0, parameters: parametersOf(spec, true) });
    if (kind === 'missing') measurement.reason = reasons[0];
    AGREE[kind]?.(measurement);
    return isHistoric && kind === 'missing' ? [] : [measurement];
  });
}

function fullDocument(version, schema, manifest) {
  const isHistoric = manifest.suite.version.startsWith('0.');
  const document = {
    ...makeValue(schema, schema, true),
    schema: version,
    suite: { ...manifest.suite },
    measurements: measurementsOf(schema, manifest, isHistoric),
    ext: { 'x-golden': 1, 'x-is-golden': true },
  };
  document.run.left_out = manifest.left_out.slice(0, 2);
  if (!isHistoric) return sign(document);
  const { machine_key: _, signature: __, ...unsigned } = document;
  return canonicalBytes({ ...unsigned, run: { ...unsigned.run, profile: 'imported' } });
}

/** By name: the bytes of each golden that a format's schema alone decides. */
export function goldensOf(version, schema, { current, historic }) {
  const minimal = {
    ...makeValue(schema, schema, false),
    schema: version,
    suite: { ...current.suite },
    measurements: [],
  };
  return {
    minimal: sign(minimal),
    maximal: fullDocument(version, schema, current),
    'maximal-historic': fullDocument(version, schema, historic),
  };
}
