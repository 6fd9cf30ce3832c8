// `npm run goldens`: writes migrations/goldens/, the documents that every later version must still read.
//   1. documents  of every draft format: smallest and fullest, from its schema; of the first one also a real run of the
//                 project's own machine and the import of a synthetic archive. A released format's are never written again
//   2. digests    of every golden: its bytes, its view in the newest format, its numbers under their keys
//   3. verdicts   of every format over documents that are almost right
// What a change of schema, migration or lift does to old documents is the diff of this folder.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readHistoricRun } from '@ipc-bench/server/import/historic-run';
import { toDocument } from '@ipc-bench/server/import/to-document';
import { packRun, stream, syntheticRun } from '../test/support/legacy-archive.ts';
import { goldensOf } from './goldens/documents.mjs';
import { goldensFolder, judgeVariants, readRegistry, replayGoldens } from './read-registry.mjs';

const shipped = fileURLToPath(new URL('../results-repo/results', import.meta.url));

// 1 ------------------------------------------------------------------------------------------------------------------

async function importOfSyntheticArchive() {
  const result = toDocument(await readHistoricRun(stream(packRun(syntheticRun({ cpus: 4, tsc: true })))));
  if ('rule' in result) throw new Error(result.message);
  return result.bytes;
}

function realRun(version) {
  const names = readdirSync(shipped, { recursive: true }).filter((name) => name.endsWith('.json'));
  const runs = names.sort().map((name) => readFileSync(join(shipped, name)));
  return runs.find((bytes) => JSON.parse(bytes).schema === version);
}

const files = await readRegistry();
const suites = files.suites.map(({ manifest }) => manifest);
const known = { current: suites.at(-1), historic: suites[0] };
const [first] = files.formats;
for (const { version, schema } of files.formats) {
  if (!files.frozen.drafts.includes(`result/${version}.schema.json`)) continue;
  const folder = new URL(`result-${version}/`, goldensFolder);
  const documents = goldensOf(version, schema, known);
  if (version === first.version) {
    documents['real-run'] = realRun(version);
    documents.import = await importOfSyntheticArchive();
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(documents))
    if (bytes) writeFileSync(new URL(`${name}.json`, folder), bytes);
}

// 2 ------------------------------------------------------------------------------------------------------------------

const digests = Object.fromEntries(
  (await replayGoldens()).map(({ path, objection, ...digest }) => {
    if (objection) throw new Error(`${path}: ${objection}`);
    return [path, digest];
  }),
);
writeFileSync(new URL('digests.json', goldensFolder), `${JSON.stringify(digests, null, 2)}\n`);

// 3 ------------------------------------------------------------------------------------------------------------------

writeFileSync(new URL('verdicts.json', goldensFolder), `${JSON.stringify(judgeVariants(), null, 2)}\n`);
console.log(`${Object.keys(digests).length} golden documents`);
