// `npm run schema:gate`: do schema/ and migrations/ keep their promises? Ends with 1 and one line for each objection.
//   --write-reserved   adds names that are in use for the first time to schema/reserved.json
//   --freeze PATH      releases a draft (`result/1.0.0.schema.json`, with its golden documents; `suite/1.0.0.json`): from
//                      then on its bytes never change
import { writeFileSync } from 'node:fs';
import { fieldNames } from '@ipc-bench/schema/gate/check-names';
import { checkRegistry } from '@ipc-bench/schema/gate/check-registry';
import { readRegistry, schemaDir } from './read-registry.mjs';

const files = await readRegistry();
if (process.argv.includes('--write-reserved')) {
  const union = (old, now) => [...new Set([...old, ...now])].sort();
  files.reserved = {
    fields: union(
      files.reserved.fields,
      files.formats.flatMap(({ schema }) => fieldNames(schema)),
    ),
    benchmarks: union(
      files.reserved.benchmarks,
      files.suites.flatMap(({ manifest }) => Object.keys(manifest.benchmarks)),
    ),
  };
  write('reserved.json', files.reserved);
}
const released = process.argv[process.argv.indexOf('--freeze') + 1];
if (process.argv.includes('--freeze')) {
  const { frozen, drafts } = files.frozen;
  const goldens = released?.replace(/^result\/(.*)\.schema\.json$/, 'goldens/result-$1/');
  const leaving = drafts.filter((path) => path === released || path.startsWith(goldens));
  if (!leaving.includes(released)) throw new Error(`${released} is no draft; drafts: ${drafts.join(', ')}`);
  const added = Object.fromEntries(leaving.map((path) => [path, files.hashes[path]]));
  files.frozen = { frozen: { ...frozen, ...added }, drafts: drafts.filter((path) => !leaving.includes(path)) };
  write('frozen.json', files.frozen);
}
const problems = checkRegistry(files);
for (const { code, place, message } of problems) console.error(`${place}: ${message} (${code})`);
if (problems.length > 0) process.exitCode = 1;
else {
  const counts = [
    `${files.formats.length} format(s)`,
    `${files.suites.length} suite(s)`,
    `${files.goldens.length} golden documents replayed`,
  ];
  console.log(`schema gate: ${counts.join(', ')}, no objection`);
}

function write(name, value) {
  writeFileSync(new URL(name, schemaDir), `${JSON.stringify(value, null, 2)}\n`);
}
