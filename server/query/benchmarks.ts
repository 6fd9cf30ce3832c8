// The benchmarks of all suites, from their manifests, with what the index holds of each.
import { builtInRegistry, type Registry } from '@ipc-bench/schema/registry';
import { parseVersion } from '@ipc-bench/schema/version';
import { Type } from 'typebox';
import { field } from '../answer-field.js';
import { checkParameters } from './check-parameters.js';
import { jsonAnswer } from './json-answer.js';
import type { Query } from './query.js';
import type { Rows } from './rows.js';
import { listSpans, SPAN } from './spans.js';

const { count, text, word, words } = field;

const metric = field.object(
  {
    statistic: text('which number of a measurement it is', 'p50'),
    unit: text('ps, B/s, ps/KiB', 'ps'),
    better: word(['lower', 'higher'], 'which direction is good'),
    definition: count('raised when the way it is computed changes', 1),
  },
  'a number of a measurement',
);

const benchmark = field.object(
  {
    benchmark: text('benchmark id', 'pipe.latency'),
    version: text('version of the benchmark', '1.0.0'),
    epoch: count('its epoch: numbers of different epochs are never comparable', 1),
    suites: words('versions of the suite that hold this version', ['1.0.0']),
    title: text('for people', 'pair of pipes: closed-loop round trip'),
    mechanism: text('how bytes or wake-ups move', 'pipe'),
    class: word(['blocking', 'spinning'], 'whether a waiting process sleeps or burns its CPU'),
    contrast_group: text('benchmarks may be contrasted inside one group only', 'latency'),
    kinds: words('how it may be measured', ['latency', 'matrix']),
    parameters: Type.Record(Type.String(), Type.Unknown(), {
      description: 'as in the manifest',
      examples: [
        { message_bytes: { role: 'identity', type: 'integer', minimum: 1, maximum: 1048576, required: true } },
      ],
    }),
    metrics: Type.Record(Type.String(), metric, {
      description: 'its numbers, by name',
      examples: [{ rtt_p50: { statistic: 'p50', unit: 'ps', better: 'lower', definition: 1 } }],
    }),
    results: count('results in the index that measured this benchmark and epoch', 210),
    measurements: count('their measured points', 4200),
    missing: count('points that could not be measured', 17),
  },
  'one version of a benchmark',
);

const parameters = Type.Object({});

export const benchmarks: Query = {
  name: 'benchmarks',
  summary: 'What can be measured, and how much of it has been',
  description:
    'Every version of every benchmark of every suite that this service knows, with the counts of all indexed results, historic ones included; and the comparability table: `spans` says, metric by metric, which versions give numbers that may be compared. The same as a document: /v1/comparability.md.',
  parameters,
  answer: field.object(
    {
      revision: field.revision(),
      rows: field.list(benchmark, 'by id and version'),
      spans: field.list(SPAN, 'by benchmark and metric, oldest first'),
    },
    'all benchmarks',
  ),
  examples: [''],
  plan(raw) {
    checkParameters(parameters, raw);
    return (rows) => {
      return jsonAnswer({ revision: rows.revision, rows: listBenchmarks(rows), spans: listSpans(rows) });
    };
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
