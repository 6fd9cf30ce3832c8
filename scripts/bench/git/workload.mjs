// Results as git sees them: 6 KB of JSON at a path of the layout, 250 to a day; and the same as a fast-import stream.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';

const PER_DAY = 250;

/** The `number`th result of this benchmark: always the same bytes at the same path. */
function result(number) {
  const measurements = Array.from({ length: 40 }, (_, at) => {
    const seed = (number * 2654435761 + at * 40503) % 4294967296;
    const histogram = Array.from({ length: 12 }, (_, bucket) => [at * 8 + bucket, (seed >> bucket) & 1023]);
    return { benchmark: `mechanism_${at}.latency`, n: 10_000, p50_ps: seed % 100_000_000, histogram };
  });
  const bytes = Buffer.from(JSON.stringify({ envelope: 1, number, measurements }));
  const day = new Date(Date.UTC(2026, 0, 1) + Math.floor(number / PER_DAY) * 86_400_000).toISOString().slice(0, 10);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { path: `results/e1/${day.replaceAll('-', '/')}/${hash}.json`, bytes };
}

/** `count` results, the `from`th first. */
export function results(from, count) {
  return Array.from({ length: count }, (_, at) => result(from + at));
}

/** Writes what `git fast-import` needs for one commit of these files, on top of `parent` if there is one. */
export async function writeFastImport(file, files, ref, parent) {
  const stream = createWriteStream(file);
  const write = (text) => stream.write(text) || new Promise((resolve) => stream.once('drain', resolve));
  await write(`commit ${ref}\ncommitter ipc-bench <root@ipc-bench.invalid> 0 +0000\ndata 2\nx\n`);
  if (parent !== undefined) await write(`from ${parent}\n`);
  for (const { path, bytes } of files) {
    await write(`M 100644 inline ${path}\ndata ${bytes.length}\n`);
    await write(bytes);
    await write('\n');
  }
  await new Promise((resolve) => stream.end(resolve));
}
