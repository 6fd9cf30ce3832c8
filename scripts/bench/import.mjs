// Import of historic archives: from gzip to a judged document, as MB/s of unpacked content, against `tar xzf` into a
// temporary directory followed by reading the same files. Ours and the reference take turns; medians are compared.
//   1. write    one synthetic run (12 CPUs, per-iteration summaries; 32 with --large) and pack it with `tar czf`
//   2. import   it, and unpack and read it, in turns
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importArchive } from '@ipc-bench/server/import/import-archives';

const TESTS = ['pipe_lat', 'unix_lat', 'tcp_lat', 'tcp_nodelay_lat', 'mempipe_lat'];
const ROUNDS = 7;

export async function bench({ large }) {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-bench-import-'));
  try {
    const archive = join(folder, 'run.tar.gz');
    const { bytes, files } = writeArchive(folder, archive, large ? 32 : 12);
    const ours = [];
    const reference = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await milliseconds(() => importSoundly(archive)));
      reference.push(await milliseconds(() => unpackAndRead(folder, archive)));
    }
    const megabytesPerSecond = (times) => bytes / 1000 / median(times);
    const [value, referenceValue] = [megabytesPerSecond(ours), megabytesPerSecond(reference)];
    return [
      {
        name: `import of a run of ${files} files`,
        value,
        reference: referenceValue,
        ratio: value / referenceValue,
        unit: 'MB/s',
        note: 'unpacked bytes; reference: tar xzf, then reading the files',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importSoundly(archive) {
  const outcome = await importArchive(archive);
  if ('refusal' in outcome) throw new Error(outcome.refusal.message);
}

function unpackAndRead(folder, archive) {
  const target = mkdtempSync(join(folder, 'unpacked-'));
  execFileSync('tar', ['xzf', archive, '-C', target]);
  let bytes = 0;
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += readFileSync(join(entry.parentPath, entry.name)).length;
  }
  return bytes;
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function writeArchive(folder, archive, cpus) {
  const run = join(folder, 'tmp', 'tmpBench0');
  let bytes = 0;
  let files = 0;
  const write = (path, content) => {
    mkdirSync(dirname(join(run, path)), { recursive: true });
    writeFileSync(join(run, path), content);
    bytes += content.length;
    files++;
  };
  write('logs/uname', 'Linux 3.2.0-29-generic x86_64 x86_64 x86_64 GNU/Linux\n');
  write('logs/target_cpus', '0,1');
  write('logs/dmesg_virt', '');
  write('logs/meminfo', 'MemTotal: 8192104 kB\n');
  write(
    'logs/cpuinfo',
    Array.from(
      { length: cpus },
      (_, cpu) => `processor : ${cpu}\nmodel name : Intel(R) Xeon(R) CPU E5520 @ 2.27GHz\n`,
    ).join('\n'),
  );
  write('results/01-pipe_thr-headline.log', 'pipe_thr 0 1 -1 64 2 1 1 1 1000000 800 Mbps\n');
  for (const [at, test] of TESTS.entries()) {
    let csv = '';
    for (let responder = 0; responder < cpus; responder++) {
      for (let initiator = 0; initiator < cpus; initiator++) {
        const seconds = (5 + at + responder + initiator / 7) / 1e6;
        const cell = `results/lat/128/${responder}-${initiator}-${test}/01-${test}`;
        write(`${cell}-headline.log`, `${test} 128 10000 ${seconds.toFixed(6)}s\n`);
        write(`${cell}-tsc.log`, summary(seconds));
        csv += `${seconds.toFixed(6)} `;
      }
      csv += '\n';
    }
    write(`results/lat/${test}.csv`, csv);
  }
  execFileSync('tar', ['czf', archive, '-C', folder, 'tmp']);
  return { bytes, files };
}

/** A per-iteration summary as long as the real ones, with digits that compress no better. */
function summary(seconds) {
  const noise = (k) => (seconds * (1 + (Math.imul(k + 1, 2_654_435_761) >>> 0) / 2 ** 34)).toExponential(6);
  const block = (title, k) =>
    `${title}:\n\tMean ${noise(k)}, sample sd ${noise(k + 1)}, sample skew ${noise(k + 2)}, sample kurtosis ${noise(k + 3)}\n` +
    `\tQuintiles: ${[1, 1.3, 1.35, 1.4, 1.45, 2].map((f) => (seconds * f).toExponential(6)).join(', ')}\n` +
    `\t5% ${(seconds * 1.1).toExponential(6)}, median ${(seconds * 1.37).toExponential(6)}, 95% ${(seconds * 1.6).toExponential(6)}\n` +
    `\tSD percentiles: ${[-3, -2, -1, 0, 1, 2, 3].map((d) => `${d} -> ${noise(k + d + 9)}%`).join(', ')}\n`;
  const slices = Array.from({ length: 10 }, (_, slice) => block(`Slice ${slice}/10`, slice * 17)).join('');
  // The mean of the block that counts must lie between its quintiles.
  const all = block('Distribution of all values', 400);
  return `Linear regression: y = ${noise(1)}*x + ${noise(2)}\nBy tenths of total run:\n${slices}${all}${block('Bulk distribution', 500)}`;
}
