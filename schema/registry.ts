// What this build of the tools knows: formats and suites. A registry is a value that is passed in, so that tests can
// play a tool of another age; `builtInRegistry` is the one compiled from schema/result and schema/suite.
import { canonicalBytes } from './canonical-json.js';
import type { Cryptography } from './cryptography.js';
import { formats, suites } from './generated/registry.js';
import { type Lift, lifts } from './lift.js';
import type { SuiteManifest } from './suite-manifest.js';
import { parseVersion, type Version } from './version.js';

export interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

export interface Format {
  version: Version;
  /** The JSON Schema itself, as committed. */
  schema: unknown;
  /** ajv's standalone validator: `errors` holds every error of the last call. */
  validate: ((document: unknown) => boolean) & { errors?: SchemaError[] | null };
}

export interface Suite {
  version: Version;
  manifest: SuiteManifest;
}

export interface Registry {
  formats: readonly Format[];
  suites: readonly Suite[];
  /** How points of older benchmark majors are stated in newer ones. Decides keys, never a verdict. */
  lifts: readonly Lift[];
}

function versionOrThrow(text: string): Version {
  const version = parseVersion(text);
  if (!version) throw new TypeError(`the registry holds a malformed version ${text}`);
  return version;
}

export const builtInRegistry: Registry = {
  formats: formats.map(({ version, schema, validate }) => ({ version: versionOrThrow(version), schema, validate })),
  suites: (suites as readonly SuiteManifest[]).map((manifest) => ({
    version: versionOrThrow(manifest.suite.version),
    manifest,
  })),
  lifts,
};

/** SHA-256 over all formats and manifests: one of the three things that `ipc-bench-db digest` prints. */
export function registryDigest(registry: Registry, { sha256 }: Cryptography): string {
  return sha256(
    canonicalBytes({
      formats: registry.formats.map(({ schema }) => schema),
      suites: registry.suites.map(({ manifest }) => manifest),
    }),
  );
}
