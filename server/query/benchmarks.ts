// The benchmarks of all suites, from their manifests, with what the index holds of each.
import { builtInRegistry, type Registry } from '@ipc-bench/schema/registry';
import { parseVersion } from '@ipc-bench/schema/version';
import { Type } from 'typebox';
import { checkParameters } from './check-parameters.js';
import { REVISION } from './page.js';
import type { Query } from './query.js';
import type { Rows } from './rows.js';

const text = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ minimum: 0, description });

const metric = Type.Object(
  {
    statistic: text('which number of a measurement it is'),
    unit: text('ps, B/s, ps/KiB'),
    better: Type.Unsafe<string>({ type: 'string', enum: ['lower', 'higher'] }),
    definition: count('raised when the way it is computed changes'),
  },
  { additionalProperties: false },
);

const benchmark = Type.Object(
  {
    benchmark: text('benchmark id'),
    version: text('version of the benchmark'),
    epoch: count('its epoch: numbers of different epochs are never comparable'),
    suites: Type.Array(Type.String(), { description: 'versions of the suite that hold this version' }),
    title: text('for people'),
    mechanism: text('how bytes or wake-ups move'),
    class: Type.Unsafe<string>({ type: 'string', enum: ['blocking', 'spinning'] }),
    contrast_group: text('benchmarks may be contrasted inside one group only'),
    kinds: Type.Array(Type.String(), { description: 'how it may be measured' }),
    parameters: Type.Record(Type.String(), Type.Unknown(), { description: 'as in the manifest' }),
    metrics: Type.Record(Type.String(), metric),
    results: count('results in the index that measured this benchmark and epoch'),
    measurements: count('their measured points'),
    missing: count('points that could not be measured'),
  },
  { additionalProperties: false },
);

const parameters = Type.Object({});

export const benchmarks: Query = {
  name: 'benchmarks',
  summary: 'What can be measured, and how much of it has been',
  description:
    'Every version of every benchmark of every suite that this service knows, with the counts of all indexed results, historic ones included.',
  parameters,
  answer: Type.Object(
    { revision: REVISION, rows: Type.Array(benchmark) },
    { description: 'all benchmarks', additionalProperties: false },
  ),
  examples: [''],
  plan(raw) {
    checkParameters(parameters, raw);
    return (rows) => ({ body: JSON.stringify({ revision: rows.revision, rows: listBenchmarks(rows) }), next: null });
  },
};

interface Counts {
  results: number;
  measurements: number;
  missing: number;
}

/** `registry` is that of this build; tests pass one of another age. */
export function listBenchmarks(rows: Rows, registry: Registry = builtInRegistry) {
  const counts = countsByBenchmark(rows);
  const entries = new Map<string, Record<string, unknown> & { suites: string[] }>();
  for (const { manifest } of registry.suites)
    for (const [id, spec] of Object.entries(manifest.benchmarks)) {
      const epoch = parseVersion(spec.version)?.epoch ?? 0;
      const entry = entries.get(`${id} ${spec.version}`) ?? {
        ...{ benchmark: id, epoch, suites: [], ...spec },
        ...(counts.get(`${id} ${epoch}`) ?? { results: 0, measurements: 0, missing: 0 }),
      };
      entry.suites.push(manifest.suite.version);
      entries.set(`${id} ${spec.version}`, entry);
    }
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function countsByBenchmark(rows: Rows): Map<string, Counts> {
  const found = rows.all(
    `SELECT b.name, b.epoch, count(*) FILTER (WHERE c.measurements > 0), sum(c.measurements), sum(c.missing)
FROM coverage AS c CROSS JOIN benchmark AS b USING (benchmark)
GROUP BY c.benchmark`,
    [],
  );
  return new Map(
    found.map(([name, epoch, results, measurements, missing]) => [
      `${name} ${epoch}`,
      { results: Number(results), measurements: Number(measurements), missing: Number(missing) },
    ]),
  );
}
