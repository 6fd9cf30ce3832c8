// `npm run schema:gate`: does schema/ keep its promises? Ends with 1 and one line for each objection.
//   --write-reserved   adds names that are in use for the first time to schema/reserved.json
import { writeFileSync } from 'node:fs';
import { fieldNames } from '@ipc-bench/schema/gate/check-names';
import { checkRegistry } from '@ipc-bench/schema/gate/check-registry';
import { readRegistry, schemaDir } from './read-registry.mjs';

const files = readRegistry();
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
  writeFileSync(new URL('reserved.json', schemaDir), `${JSON.stringify(files.reserved, null, 2)}\n`);
}
const problems = checkRegistry(files);
for (const { code, place, message } of problems) console.error(`${place}: ${message} (${code})`);
if (problems.length > 0) process.exitCode = 1;
else console.log(`schema gate: ${files.formats.length} format(s), ${files.suites.length} suite(s), no objection`);
