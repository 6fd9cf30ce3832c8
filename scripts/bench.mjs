// All benchmarks, each a ratio to a reference measured in the same run (these machines are noisy: absolute numbers are
// shown for orientation only). `--only NAME` runs one file of scripts/bench/, `--large` the big sizes, `--json` rows.
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(`Usage: npm run bench -- [--only NAME] [--large] [--json]

Prints, for each row, our value, the reference's value in the same run, their ratio and the target.

  npm run bench                    everything at the default sizes
  npm run bench -- --only git      scripts/bench/git.mjs only
  npm run bench -- --large --json  the big sizes, as JSON`);
  process.exit(0);
}

const folder = new URL('bench/', import.meta.url);
const names = (await readdir(folder))
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -4))
  .filter((name) => values.only === undefined || name === values.only);
if (names.length === 0) {
  console.error(`no benchmark named ${values.only}`);
  process.exit(2);
}

const number = (value) => (value === undefined || value === null ? '' : Number(value).toPrecision(4));
const all = [];
for (const name of names.sort()) {
  console.error(`bench ${name} …`);
  const { bench } = await import(new URL(`${name}.mjs`, folder));
  for (const row of await bench({ large: values.large })) {
    all.push({ bench: name, ...row });
    if (values.json) continue;
    const reference =
      row.reference === undefined ? '' : `  reference ${number(row.reference)}  ratio ${number(row.ratio)}`;
    console.log(
      `${name.padEnd(9)} ${row.name.padEnd(58)} ${number(row.value)} ${row.unit}${reference}  ${row.note ?? ''}`,
    );
  }
}
if (values.json) console.log(JSON.stringify(all, null, 2));
