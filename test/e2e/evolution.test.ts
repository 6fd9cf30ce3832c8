// The evolution that the worked cases play is one that the gate passes, step by step; and its migration and lifts are total
// and pure: over documents generated from the old formats' own schemas, in the sealed context.
import { join } from 'node:path';
import { fieldNames } from '@ipc-bench/schema/gate/check-names';
import { checkRegistry, type RegistryFiles } from '@ipc-bench/schema/gate/check-registry';
import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import { formatVersion } from '@ipc-bench/schema/version';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeValue } from '../../scripts/goldens/complete-document.mjs';
import { bundleSealed, callPure, openSealed, type SealedModule } from '../../scripts/sealed-context.mjs';
import { arbitraryDocument } from '../support/arbitrary-document.js';
import { type Release, releases } from '../support/evolution/releases.js';

/** What the gate would read, were the release committed. */
function filesOf({ registry, chain }: Release): RegistryFiles {
  const formats = registry.formats.map(({ version, schema }) => ({
    version: formatVersion(version),
    schema: schema as SchemaNode,
  }));
  const suites = registry.suites.map(({ version, manifest }) => ({ version: formatVersion(version), manifest }));
  const paths = [
    ...formats.map(({ version }) => `result/${version}.schema.json`),
    ...suites.map(({ version }) => `suite/${version}.json`),
  ];
  return {
    formats,
    suites,
    hashes: Object.fromEntries(paths.map((path) => [path, 'hash'])),
    frozen: { frozen: Object.fromEntries(paths.map((path) => [path, 'hash'])), drafts: [] },
    reserved: {
      fields: formats.flatMap(({ schema }) => fieldNames(schema)),
      benchmarks: suites.flatMap(({ manifest }) => Object.keys(manifest.benchmarks)),
    },
    migratedMajors: chain.steps.map(({ from }) => `${from.epoch}.${from.major}`),
    goldens: goldensOf(formats, suites),
    goldenDigests: {},
    replayed: [],
    verdicts: { recorded: {}, now: {} },
    liftedMajors: registry.lifts.map(({ benchmark, from }) => `${benchmark} ${from.epoch}.${from.major}`),
  };
}

/** Documents that hold every property of each format, and one that names each suite. */
function goldensOf(formats: RegistryFiles['formats'], suites: RegistryFiles['suites']): RegistryFiles['goldens'] {
  const ofFormats = formats.flatMap(({ version, schema }) =>
    ['minimal', 'maximal'].map((name) => ({
      path: `goldens/result-${version}/${name}.json`,
      document: makeValue(schema, schema, name === 'maximal'),
    })),
  );
  const ofSuites = suites.map(({ version }) => ({
    path: `goldens/result-1.0.0/suite-${version}.json`,
    document: { suite: { version } },
  }));
  return [...ofFormats, ...ofSuites];
}

const codes = (files: RegistryFiles) => checkRegistry(files).map(({ code }) => code);

describe('every release of the evolution', () => {
  it.each(Object.entries(releases))('%s passes the gate', (_name, release) => {
    expect(checkRegistry(filesOf(release))).toEqual([]);
  });

  it('would not, had its migration been forgotten', () => {
    expect(codes({ ...filesOf(releases.format11), migratedMajors: [] })).toEqual(['migration_missing']);
  });

  it('would not, had a lift been forgotten', () => {
    const { liftedMajors, ...files } = filesOf(releases.lifted);
    expect(codes({ ...files, liftedMajors: liftedMajors.slice(1) })).toEqual(['lift_missing']);
  });

  it.each([
    ['format', 'result', '1.1.0', '1.0.2', 'format_bump'],
    ['suite', 'suite', '1.1.0', '1.0.2', 'suite_bump'],
  ])('would not, were its %s major called a minor', (_name, kind, version, called, code) => {
    const files = filesOf(releases.lifted);
    const rename = (text: string) => (text === version ? called : text);
    const renamed =
      kind === 'result'
        ? { ...files, formats: files.formats.map((file) => ({ ...file, version: rename(file.version) })) }
        : {
            ...files,
            suites: files.suites.map(({ version: at, manifest }) => ({
              version: rename(at),
              manifest: { ...manifest, suite: { ...manifest.suite, version: rename(at) } },
            })),
          };
    expect(codes(renamed)).toContain(code);
  });
});

describe('its migration and lifts, sealed from clock, chance, locale and I/O', () => {
  let script = '';
  let sealed: SealedModule;
  beforeAll(async () => {
    script = await bundleSealed(join(import.meta.dirname, '../support/evolution/sealed-entry.ts'));
    sealed = openSealed(script);
  });
  const { formats } = releases.format11.registry;
  const formatOf = (version: string) => {
    const format = formats.find((one) => formatVersion(one.version) === version);
    if (!format) throw new Error(`no format ${version}`);
    return format;
  };

  it.each(['1.0.0', '1.0.1'])('bring every document that format %s admits to 1.1.0, and lose nothing', (version) => {
    const { schema, validate } = formatOf(version);
    const newest = formatOf('1.1.0');
    fc.assert(
      fc.property(arbitraryDocument(schema as SchemaNode), (generated) => {
        const document = { ...(generated as { machine: Record<string, unknown> }), schema: version };
        expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
        const migrated = sealed.call('migrate', document) as { document: { machine: Record<string, unknown> } };
        expect(newest.validate(migrated.document), JSON.stringify(newest.validate.errors)).toBe(true);
        const { quotas, cooling, ...machine } = migrated.document.machine;
        const { limits, cooling: said = 'unknown', ...rest } = document.machine;
        expect([machine, quotas, cooling]).toEqual([rest, limits, said]);
        expect({ ...migrated.document, machine: 0 }).toEqual({ ...document, schema: '1.1.0', machine: 0 });
      }),
      { numRuns: 150 },
    );
  });

  it('answer the same whenever and however often they are asked', () => {
    fc.assert(
      fc.property(arbitraryDocument(formatOf('1.0.0').schema as SchemaNode), (document) => {
        callPure(script, 'migrate', { ...(document as object), schema: '1.0.0' });
      }),
      { numRuns: 5 },
    );
  });

  it('lift every point of every older version to one of the newest, whatever its parameters', () => {
    const benchmarks = releases.lifted.registry.suites.flatMap(({ manifest }) => Object.entries(manifest.benchmarks));
    const points = fc
      .tuple(fc.constantFrom(...benchmarks), fc.dictionary(fc.constantFrom('idle', 'touch', 'placement'), fc.string()))
      .chain(([[benchmark, { version, metrics }], identity]) =>
        fc.constantFrom(...Object.entries(metrics)).map(([metric, { unit }]) => ({
          version,
          point: { benchmark, identity: { ...identity }, metric, unit, factor: 1 },
        })),
      );
    fc.assert(
      fc.property(points, ({ version, point }) => {
        const lifted = sealed.call('lift', point, version) as typeof point;
        const last = benchmarks
          .filter(([id, spec]) => id === lifted.benchmark && spec.version[0] === version[0])
          .at(-1);
        expect(last?.[1].metrics[lifted.metric]?.unit).toBe(lifted.unit);
        expect(Number.isFinite(lifted.factor) && lifted.factor > 0).toBe(true);
        expect(lifted.identity).toMatchObject(point.identity);
      }),
      { numRuns: 300 },
    );
  });
});
