// Reads schema/ as the gate wants it. `--write-reserved` of schema-gate.mjs adds new names to reserved.json.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { migrations } from '@ipc-bench/migrations/migrate';
import { lifts } from '@ipc-bench/schema/lift';

export const schemaDir = new URL('../schema/', import.meta.url);

const readJson = (path) => JSON.parse(readFileSync(new URL(path, schemaDir), 'utf8'));

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

export function readRegistry() {
  const formats = readFolder('result/', '.schema.json');
  const suites = readFolder('suite/', '.json');
  const hashes = [...formats, ...suites].map(({ path, bytes }) => [
    path,
    createHash('sha256').update(bytes).digest('hex'),
  ]);
  return {
    formats: formats.map(({ version, bytes }) => ({ version, schema: JSON.parse(bytes) })),
    suites: suites.map(({ version, bytes }) => ({ version, manifest: JSON.parse(bytes) })),
    hashes: Object.fromEntries(hashes),
    frozen: readJson('frozen.json'),
    reserved: readJson('reserved.json'),
    migratedMajors: migrations.map(({ from }) => `${from.epoch}.${from.major}`),
    liftedMajors: lifts.map(({ benchmark, from }) => `${benchmark} ${from.epoch}.${from.major}`),
  };
}
