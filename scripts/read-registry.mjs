// Reads schema/ and migrations/goldens/ as the gate wants them.
import crypto from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { migrations } from '@ipc-bench/migrations/migrate';
import { replay } from '@ipc-bench/migrations/replay';
import { cryptographyFromNode } from '@ipc-bench/schema/cryptography-from-node';
import { lifts } from '@ipc-bench/schema/lift';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { verdictsOver } from './goldens/verdicts.mjs';
import { bundleSealed, callPure } from './sealed-context.mjs';

export const schemaDir = new URL('../schema/', import.meta.url);
export const goldensFolder = new URL('../migrations/goldens/', import.meta.url);

const cryptography = cryptographyFromNode(crypto);
const readJson = (path) => JSON.parse(readFileSync(new URL(path, schemaDir), 'utf8'));
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

function readFolder(folder, suffix) {
  return readdirSync(new URL(folder, schemaDir))
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => ({
      version: name.slice(0, -suffix.length),
      path: folder + name,
      bytes: readFileSync(new URL(folder + name, schemaDir)),
    }));
}

/** Golden documents as `{path, bytes}`; a path is `goldens/result-<E.M.m>/<name>.json`. */
function readGoldens() {
  return readdirSync(goldensFolder, { recursive: true })
    .filter((name) => /^result-[\d.]+\/.*\.json$/.test(name))
    .sort()
    .map((name) => ({ path: `goldens/${name}`, bytes: readFileSync(new URL(name, goldensFolder)) }));
}

/** Every golden through the validator, the sealed migrations and the keys of today. */
export async function replayGoldens() {
  const script = await bundleSealed(fileURLToPath(new URL('../migrations/migrate.ts', import.meta.url)));
  const migrateWith = (document) => callPure(script, 'migrate', document);
  return readGoldens().map(({ path, bytes }) => {
    const recorded = { path, sha256: sha256(bytes) };
    try {
      const { verdict, format, view, objection, numbers } = replay(bytes, {
        registry: builtInRegistry,
        cryptography,
        migrateWith,
      });
      const text = numbers.join('\n');
      const whole = { verdict, format, view: sha256(view), numbers: numbers.length, numbers_sha256: sha256(text) };
      return { ...recorded, ...whole, objection };
    } catch (error) {
      return { ...recorded, objection: error.message };
    }
  });
}

/** By format: the digest of its verdicts over variants of its smaller goldens. */
export function judgeVariants() {
  const small = readGoldens().filter(({ path }) => /\/(?:minimal|maximal|maximal-historic)\.json$/.test(path));
  const byFormat = Map.groupBy(small, ({ path }) => path.split('/')[1].replace('result-', ''));
  return Object.fromEntries(
    [...byFormat].map(([version, all]) => [
      version,
      verdictsOver(all.map(({ path, bytes }) => ({ name: path, document: JSON.parse(bytes) }))),
    ]),
  );
}

const readGoldenJson = (name) => {
  const file = new URL(name, goldensFolder);
  return existsSync(file) ? JSON.parse(readFileSync(file)) : {};
};

export async function readRegistry() {
  const formats = readFolder('result/', '.schema.json');
  const suites = readFolder('suite/', '.json');
  const goldens = readGoldens();
  return {
    formats: formats.map(({ version, bytes }) => ({ version, schema: JSON.parse(bytes) })),
    suites: suites.map(({ version, bytes }) => ({ version, manifest: JSON.parse(bytes) })),
    hashes: Object.fromEntries([...formats, ...suites, ...goldens].map(({ path, bytes }) => [path, sha256(bytes)])),
    frozen: readJson('frozen.json'),
    reserved: readJson('reserved.json'),
    migratedMajors: migrations.map(({ from }) => `${from.epoch}.${from.major}`),
    liftedMajors: lifts.map(({ benchmark, from }) => `${benchmark} ${from.epoch}.${from.major}`),
    goldens: goldens.map(({ path, bytes }) => ({ path, document: JSON.parse(bytes) })),
    goldenDigests: readGoldenJson('digests.json'),
    replayed: await replayGoldens(),
    verdicts: { recorded: readGoldenJson('verdicts.json'), now: judgeVariants() },
  };
}
