// The gate must be able to fail. Each mutation breaks a sound registry in one way and names the objection it must raise.
import type { VerdictDigest } from '@ipc-bench/schema/gate/check-goldens';
import { checkRegistry, type RegistryFiles } from '@ipc-bench/schema/gate/check-registry';
import { computeBump } from '@ipc-bench/schema/gate/compute-bump';
import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import type { BenchmarkSpec, SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { describe, expect, it } from 'vitest';
import { makeValue } from '../../../scripts/goldens/complete-document.mjs';
import { readRegistry } from '../../../scripts/read-registry.mjs';

const current = await readRegistry();
const lastOf = <Item>(items: readonly Item[]): Item => {
  const last = items.at(-1);
  if (last === undefined) throw new Error('the registry is empty');
  return last;
};

function withFile(files: RegistryFiles, path: string): RegistryFiles {
  return {
    ...files,
    hashes: { ...files.hashes, [path]: '0' },
    frozen: { ...files.frozen, drafts: [...files.frozen.drafts, path] },
    reserved: {
      fields: [...files.reserved.fields, 'colour', 'colours'],
      benchmarks: [...files.reserved.benchmarks, 'warp.latency'],
    },
  };
}

/** The registry with one more golden document, which is replayed as it was written down. */
function withGolden(files: RegistryFiles, path: string, document: unknown): RegistryFiles {
  const digest = { sha256: 'a', verdict: 'valid', format: '1.0.0', view: 'b', numbers: 0, numbers_sha256: 'c' };
  return {
    ...files,
    goldens: [...files.goldens, { path, document }],
    goldenDigests: { ...files.goldenDigests, [path]: digest },
    replayed: [...files.replayed, { path, ...digest }],
  };
}

const FIRST = 'goldens/result-1.0.0/minimal.json';

/** The registry with another digest of a golden, or without it. */
function withReplay(change: Partial<RegistryFiles['replayed'][number]> | null): RegistryFiles {
  const replayed = current.replayed.flatMap((one) => {
    if (one.path !== FIRST) return [one];
    return change === null ? [] : [{ ...one, ...change }];
  });
  return { ...current, replayed };
}

/** The registry whose first format judges otherwise than was written down. */
function withVerdicts(change: (digest: VerdictDigest) => VerdictDigest): RegistryFiles {
  const now = Object.entries(current.verdicts.now).map(([version, digest]) => [version, change(digest)]);
  return { ...current, verdicts: { ...current.verdicts, now: Object.fromEntries(now) } };
}

/** The registry with a next format: the newest one, changed. */
function nextFormat(version: string, change: (machine: SchemaNode, root: SchemaNode) => void): RegistryFiles {
  const schema = structuredClone(lastOf(current.formats).schema);
  change(schema.$defs?.machine ?? {}, schema);
  const files = withFile(current, `result/${version}.schema.json`);
  const next = { ...files, formats: [...files.formats, { version, schema }] };
  const small = withGolden(next, `goldens/result-${version}/minimal.json`, {});
  return withGolden(small, `goldens/result-${version}/maximal.json`, fullest(schema));
}

/** The registry with a next suite: the newest one, changed. `pipe` is the specification of pipe.latency. */
function nextSuite(
  version: string,
  change: (pipe: Record<string, unknown> & BenchmarkSpec, benchmarks: Record<string, unknown>) => void,
  before: RegistryFiles = current,
): RegistryFiles {
  const manifest = structuredClone(lastOf(before.suites).manifest) as SuiteManifest;
  manifest.suite.version = version;
  const benchmarks = manifest.benchmarks as Record<string, unknown>;
  change(benchmarks['pipe.latency'] as Record<string, unknown> & BenchmarkSpec, benchmarks);
  const files = withFile(before, `suite/${version}.json`);
  const next = { ...files, suites: [...files.suites, { version, manifest }] };
  return withGolden(next, `goldens/result-1.0.0/suite-${version}.json`, { suite: { version } });
}

/** A value of every property; `{}` for a schema so broken that none can be made. */
function fullest(schema: SchemaNode): unknown {
  try {
    return makeValue(schema, schema, true);
  } catch {
    return {};
  }
}

const colour: SchemaNode = { type: 'string', enum: ['red'] };
const withColour = (node: SchemaNode) => (machine: SchemaNode) =>
  Object.assign(machine.properties ?? {}, { colour: node });

function choice(...values: string[]) {
  return { role: 'identity', type: 'choice', required: true, values };
}

it('the registry as committed passes', () => {
  expect(checkRegistry(current)).toEqual([]);
});

const sound: [string, RegistryFiles][] = [
  ['an optional property as a minor', nextFormat('1.0.1', withColour(colour))],
  ['other prose as a minor', nextFormat('1.0.1', (machine) => Object.assign(machine, { description: 'other words' }))],
  [
    'a rename as a major with its migration',
    {
      ...nextFormat('1.1.0', (machine) => {
        const { container, ...rest } = machine.properties ?? {};
        machine.properties = { ...rest, ...(container ? { colours: container } : {}) };
        machine.required = machine.required?.map((name) => (name === 'container' ? 'colours' : name)) ?? [];
      }),
      migratedMajors: ['1.0'],
    },
  ],
  [
    'a new mechanism as a suite minor',
    nextSuite('1.0.1', (pipe, benchmarks) =>
      Object.assign(benchmarks, { 'warp.latency': { ...pipe, mechanism: 'warp' } }),
    ),
  ],
  [
    'a new parameter value as a benchmark minor',
    nextSuite('1.0.1', (pipe) => {
      pipe.version = '1.0.1';
      Object.assign(pipe.parameters, { idle: choice('natural', 'kept_awake', 'busy') });
    }),
  ],
  ['an epoch of one benchmark', nextSuite('1.0.1', (pipe) => Object.assign(pipe, { version: '2.0.0' }))],
];

describe('the gate lets pass', () => {
  it.each(sound)('%s', (_name, files) => {
    expect(checkRegistry(files)).toEqual([]);
  });
});

const without = nextSuite('1.1.0', (_pipe, benchmarks) => delete benchmarks['pipe.latency']);
const broken: [string, string, RegistryFiles][] = [
  [
    'a released file that changed',
    'frozen_changed',
    { ...current, frozen: { ...current.frozen, frozen: { 'suite/1.0.0.json': 'f' } } },
  ],
  [
    'a released file that left',
    'frozen_gone',
    { ...current, frozen: { ...current.frozen, frozen: { 'suite/0.9.0.json': 'f' } } },
  ],
  ['a file nobody listed', 'unlisted', { ...current, hashes: { ...current.hashes, 'suite/1.0.1.json': '0' } }],
  [
    'a draft that does not exist',
    'draft_gone',
    { ...current, frozen: { frozen: {}, drafts: [...current.frozen.drafts, 'suite/9.9.9.json'] } },
  ],
  [
    'a file name that is no version',
    'file_version',
    { ...current, formats: [{ ...lastOf(current.formats), version: '1.0' }] },
  ],
  ['a removed property as a minor', 'format_bump', nextFormat('1.0.1', (machine) => delete machine.properties?.power)],
  [
    'a new required property as a minor',
    'format_bump',
    nextFormat('1.0.1', (machine) => {
      withColour(colour)(machine);
      machine.required?.push('colour');
    }),
  ],
  ['a property made optional as a minor', 'format_bump', nextFormat('1.0.1', (machine) => machine.required?.pop())],
  [
    'a wider enum as a minor',
    'format_bump',
    nextFormat('1.0.1', (machine) => machine.properties?.os?.enum?.push('plan9')),
  ],
  [
    'a wider integer as a minor',
    'format_bump',
    nextFormat('1.0.1', (_, root) => Object.assign(root.$defs?.cpu_number ?? {}, { maximum: 99_999 })),
  ],
  [
    'a longer array as a minor',
    'format_bump',
    nextFormat('1.0.1', (_, root) => Object.assign(root.$defs?.cpu_list ?? {}, { maxItems: 9999 })),
  ],
  [
    'another pattern as a minor',
    'format_bump',
    nextFormat('1.0.1', (_, root) => Object.assign(root.$defs?.hash ?? {}, { pattern: '^[0-9a-f]{65}$' })),
  ],
  [
    'a kind of measurement less as a minor',
    'format_bump',
    nextFormat('1.0.1', (_, root) => root.properties?.measurements?.items?.oneOf?.pop()),
  ],
  ['a major without a migration', 'migration_missing', nextFormat('1.1.0', (machine) => machine.required?.pop())],
  ['a version that skips one', 'format_order', nextFormat('1.0.2', withColour(colour))],
  [
    'an envelope member of another type',
    'envelope',
    nextFormat('2.0.0', (_, root) =>
      Object.assign(root.properties ?? {}, { day: { type: 'integer', minimum: 0, maximum: 9 } }),
    ),
  ],
  ['an envelope member that left', 'envelope', nextFormat('2.0.0', (_, root) => delete root.properties?.nonce)],
  [
    'an open object',
    'open_object',
    nextFormat('2.0.0', (machine) => Object.assign(machine, { additionalProperties: true })),
  ],
  ['a keyword outside the profile', 'keyword', nextFormat('2.0.0', (machine) => Object.assign(machine, { not: {} }))],
  ['a string without a pattern', 'free_string', nextFormat('2.0.0', withColour({ type: 'string', maxLength: 9 }))],
  ['an unanchored pattern', 'unanchored', nextFormat('2.0.0', withColour({ type: 'string', pattern: '[a-z]{1,9}' }))],
  ['a string without a bound', 'unbounded', nextFormat('2.0.0', withColour({ type: 'string', pattern: '^[a-z]+$' }))],
  [
    'a pattern that backtracks',
    'nested_quantifier',
    nextFormat('2.0.0', withColour({ type: 'string', maxLength: 9, pattern: '^([a-z]+)+$' })),
  ],
  ['an array without a bound', 'unbounded', nextFormat('2.0.0', withColour({ type: 'array', items: colour }))],
  ['an integer without bounds', 'unbounded', nextFormat('2.0.0', withColour({ type: 'integer' }))],
  ['an empty enum', 'empty_enum', nextFormat('2.0.0', withColour({ type: 'string', enum: [] }))],
  ['a reference to nowhere', 'ref', nextFormat('2.0.0', withColour({ $ref: '#/$defs/nowhere' }))],
  [
    'a union without tags',
    'untagged',
    nextFormat('2.0.0', withColour({ type: 'object', oneOf: [{ $ref: '#/$defs/machine' }] })),
  ],
  ['an object or a string', 'shape', nextFormat('2.0.0', withColour({ type: ['object', 'string'] }))],
  [
    'a required name that is no property',
    'required',
    nextFormat('2.0.0', (machine) => machine.required?.push('nothing')),
  ],
  [
    'a removed benchmark as a suite minor',
    'suite_bump',
    nextSuite('1.0.1', (_pipe, benchmarks) => delete benchmarks['pipe.latency']),
  ],
  [
    'a new identity parameter under the old version',
    'benchmark_bump',
    nextSuite('1.0.1', (pipe) => Object.assign(pipe.parameters, { colour: choice('red') })),
  ],
  [
    'another unit as a benchmark minor',
    'benchmark_bump',
    nextSuite('1.0.1', (pipe) => {
      pipe.version = '1.0.1';
      Object.assign(pipe.metrics.rtt_p50 ?? {}, { unit: 'ns' });
    }),
  ],
  [
    'a benchmark version that goes back',
    'benchmark_order',
    nextSuite('1.0.1', (pipe) => Object.assign(pipe, { version: '0.9.0' })),
  ],
  [
    'a suite that says another version',
    'file_version',
    { ...current, suites: [{ ...lastOf(current.suites), version: '1.0.9' }] },
  ],
  ['a field that is not reserved', 'unreserved_name', { ...current, reserved: { ...current.reserved, fields: [] } }],
  [
    'a benchmark name that came back',
    'reused_name',
    nextSuite(
      '1.1.1',
      (_pipe, benchmarks) => {
        benchmarks['pipe.latency'] = lastOf(current.suites).manifest.benchmarks['pipe.latency'];
      },
      without,
    ),
  ],
  [
    'a choice that no document may hold',
    'choice',
    nextSuite('2.0.0', (pipe) => Object.assign(pipe.parameters, { idle: choice('Natural') })),
  ],
  ['a benchmark without metrics', 'metrics', nextSuite('2.0.0', (pipe) => Object.assign(pipe, { metrics: {} }))],
  [
    'a benchmark id without its mechanism',
    'benchmark_id',
    nextSuite('2.0.0', (pipe) => Object.assign(pipe, { mechanism: 'tube' })),
  ],
  [
    'a benchmark major without a lift',
    'lift_missing',
    nextSuite('1.0.1', (pipe) => {
      pipe.version = '1.1.0';
      Object.assign(pipe.parameters, { colour: choice('red') });
    }),
  ],
  [
    'a format without its smallest document',
    'golden_missing',
    { ...current, goldens: current.goldens.filter(({ path }) => path !== FIRST) },
  ],
  [
    'a suite that no golden document names',
    'golden_missing',
    { ...current, goldens: current.goldens.filter(({ path }) => !/import|historic/.test(path)) },
  ],
  [
    'a property that no golden document has',
    'golden_narrow',
    { ...current, goldens: current.goldens.filter(({ path }) => !path.includes('maximal')) },
  ],
  ['a golden document that was taken away', 'golden_gone', withReplay(null)],
  ['a golden document that is refused now', 'golden_refused', withReplay({ objection: 'refused' })],
  ['a golden document that is only provisional now', 'golden_refused', withReplay({ verdict: 'provisional' })],
  ['other bytes of a golden document', 'golden_changed', withReplay({ sha256: 'f' })],
  ['a migration that gives another view', 'golden_changed', withReplay({ view: 'f' })],
  ['a lift that gives other keys', 'golden_changed', withReplay({ numbers_sha256: 'f' })],
  [
    'a rule that judges documents of a format otherwise',
    'verdicts_changed',
    withVerdicts((digest) => ({ ...digest, sha256: 'f' })),
  ],
  [
    'a word that an old format did not allow',
    'verdicts_changed',
    withVerdicts((digest) => ({ ...digest, words_sha256: 'f' })),
  ],
  ['a golden document nobody wrote down', 'golden_unrecorded', { ...current, goldenDigests: {} }],
  [
    'a released golden document that changed',
    'frozen_changed',
    { ...current, frozen: { ...current.frozen, frozen: { [FIRST]: 'f' } } },
  ],
];

describe('the gate objects to', () => {
  it.each(broken)('%s', (_name, code, files) => {
    expect(checkRegistry(files).map((problem) => problem.code)).toContain(code);
  });

  it('at least 20 different mutations', () => {
    expect(broken.length).toBeGreaterThanOrEqual(20);
  });
});

describe('computeBump', () => {
  it('sees through references and ignores prose', () => {
    const node = (description: string): SchemaNode => ({
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: { a: { $ref: '#/$defs/x' } },
      $defs: { x: { type: 'boolean', description } },
    });
    expect(computeBump(node('old words'), node('new words'))).toBe('none');
  });
});
