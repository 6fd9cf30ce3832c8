// Registries of other ages: the one of this build, with formats and suites added that a later release might bring.
import type { SchemaNode } from '@ipc-bench/schema/gate/schema-node';
import { builtInRegistry, type Registry } from '@ipc-bench/schema/registry';
import type { BenchmarkSpec, SuiteManifest } from '@ipc-bench/schema/suite-manifest';
import { parseVersion, type Version } from '@ipc-bench/schema/version';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ajvOptions } from '../../scripts/ajv-options.mjs';

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`malformed version ${text}`);
  return parsed;
}

function newest<Entry>(entries: readonly Entry[]): Entry {
  const last = entries.at(-1);
  if (!last) throw new Error('the registry is empty');
  return last;
}

/** The registry with one more format: the newest one, changed. */
export function withFormat(
  registry: Registry,
  text: string,
  change: (machine: SchemaNode, root: SchemaNode) => void,
): Registry {
  const schema = structuredClone(newest(registry.formats).schema) as SchemaNode;
  schema.$id = `https://ipc-bench.invalid/schema/result/${text}`;
  change(schema.$defs?.machine ?? {}, schema);
  const ajv = new Ajv2020(ajvOptions);
  const validate = ajv.compile(schema) as Registry['formats'][number]['validate'];
  return { ...registry, formats: [...registry.formats, { version: version(text), schema, validate }] };
}

export type Benchmarks = Record<string, BenchmarkSpec & { version: string }>;

/** The registry with one more suite: the newest one, changed. */
export function withSuite(registry: Registry, text: string, change: (benchmarks: Benchmarks) => void): Registry {
  const manifest = structuredClone(newest(registry.suites).manifest) as SuiteManifest;
  manifest.suite.version = text;
  change(manifest.benchmarks as Benchmarks);
  return { ...registry, suites: [...registry.suites, { version: version(text), manifest }] };
}

export { builtInRegistry };
