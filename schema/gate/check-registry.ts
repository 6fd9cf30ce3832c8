// The gate: everything that must hold of schema/ before a change lands. Pure; `scripts/schema-gate.mjs` reads the files.
import type { SuiteManifest } from '../suite-manifest.js';
import { compareVersions, parseVersion } from '../version.js';
import { checkFormats, type FormatFile } from './check-formats.js';
import { checkFrozen, type FrozenFiles } from './check-frozen.js';
import { checkGoldens, type GoldenFiles } from './check-goldens.js';
import { checkNames, type ReservedNames } from './check-names.js';
import { checkSuite, checkSuiteStep } from './check-suites.js';
import type { Problem } from './schema-node.js';

export interface RegistryFiles extends GoldenFiles {
  formats: readonly FormatFile[];
  suites: readonly { version: string; manifest: SuiteManifest }[];
  /** Path below schema/ → SHA-256 of the file's bytes. */
  hashes: Readonly<Record<string, string>>;
  frozen: FrozenFiles;
  reserved: ReservedNames;
  /** Format majors that a migration starts from, as `epoch.major`. */
  migratedMajors: readonly string[];
  /** Benchmark majors that a lift starts from, as `<benchmark> <epoch>.<major>`. */
  liftedMajors: readonly string[];
}

function ascending<Entry extends { version: string }>(entries: readonly Entry[]): Entry[] {
  const keyed = entries.map((entry) => ({ entry, version: parseVersion(entry.version) }));
  return keyed
    .sort((a, b) => (a.version && b.version ? compareVersions(a.version, b.version) : 0))
    .map(({ entry }) => entry);
}

export function checkRegistry(files: RegistryFiles): Problem[] {
  const malformed = [...files.formats, ...files.suites]
    .filter(({ version }) => parseVersion(version) === null)
    .map(({ version }) => ({ code: 'file_version', place: version, message: 'is not a version E.M.m' }));
  if (malformed.length > 0) return malformed;
  const formats = ascending(files.formats);
  const suites = ascending(files.suites);
  return [
    ...checkFrozen(files.hashes, files.frozen),
    ...checkFormats(formats, files.migratedMajors),
    ...suites.flatMap(({ version, manifest }) => checkSuite(manifest, version)),
    ...suites.flatMap(({ manifest }, at) => {
      const previous = suites[at - 1];
      return previous ? checkSuiteStep(previous.manifest, manifest, files.liftedMajors) : [];
    }),
    ...checkNames(
      formats,
      suites.map(({ manifest }) => manifest),
      files.reserved,
    ),
    ...checkGoldens(
      formats,
      suites.map(({ manifest }) => manifest),
      files,
    ),
  ];
}
