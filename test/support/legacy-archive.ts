// Builds archives as the original suite left them, whole or hostile, byte by byte: a tar writer small enough to write what
// no library would, and a synthetic run whose every file a test may replace or drop.
import { gzipSync } from 'node:zlib';

export interface TarEntry {
  /** Raw bytes of the name; a string is encoded as UTF-8. */
  name: string | Buffer;
  content?: string | Buffer;
  /** Type flag; `0` is a file, `5` a directory. */
  type?: string;
  linkName?: string;
  mtimeS?: number;
  owner?: string;
  /** Declared size, where it is to differ from the content's. */
  declaredSize?: number;
}

const BLOCK = 512;

export function tarEntry(entry: TarEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const header = Buffer.alloc(BLOCK);
  Buffer.from(entry.name).copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write('0001750\0', 108);
  header.write('0001750\0', 116);
  header.write(`${(entry.declaredSize ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${(entry.mtimeS ?? 1_328_000_000).toString(8).padStart(11, '0')}\0`, 136);
  header.write('        ', 148);
  header.write(entry.type ?? '0', 156);
  header.write(entry.linkName ?? '', 157);
  header.write('ustar  \0', 257);
  header.write(entry.owner ?? '', 265);
  header.write(entry.owner ?? '', 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, content, padding]);
}

export const END_OF_TAR = Buffer.alloc(2 * BLOCK);

/** A whole tar file. */
export function tarFile(entries: readonly (TarEntry | Buffer)[]): Buffer {
  return Buffer.concat([...entries.map((entry) => (Buffer.isBuffer(entry) ? entry : tarEntry(entry))), END_OF_TAR]);
}

/** Bytes as the stream that readers take, in pieces of `pieceBytes`. */
export async function* stream(bytes: Uint8Array, pieceBytes = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Paths below the run directory to contents. */
export type RunFiles = Record<string, string>;

export interface RunShape {
  /** CPUs, two to a core. */
  cpus?: number;
  /** Per-iteration summaries beside each latency cell. */
  tsc?: boolean;
  /** Every per-iteration sample beside each latency cell. */
  raw?: boolean;
  latency?: boolean;
  numaNodes?: number;
}

export const LATENCY = ['pipe_lat', 'unix_lat', 'tcp_lat', 'tcp_nodelay_lat', 'mempipe_lat'];
const THROUGHPUT = ['pipe_thr', 'unix_thr', 'tcp_thr', 'mempipe_thr', 'mempipe_spin_thr', 'shmem_pipe_thr'];

/** Microseconds of one synthetic cell; 0 off the diagonal for mempipe, as on most real machines. */
export function cellMicroseconds(test: string, responder: number, initiator: number): number {
  if (test === 'mempipe_lat') return responder === initiator ? 16_000 + responder : 0;
  return 5 + LATENCY.indexOf(test) * 3 + responder + 2 * initiator;
}

/** Nanoseconds of the median in a synthetic per-iteration log. */
export function tscMedianNs(test: string, responder: number, initiator: number): number {
  return cellMicroseconds(test, responder, initiator) * 1000 + 123.4;
}

export function syntheticRun({
  cpus = 2,
  tsc = false,
  raw = false,
  latency = true,
  numaNodes = 1,
}: RunShape = {}): RunFiles {
  const files: RunFiles = {
    'logs/uname': 'Linux 3.2.0-29-generic x86_64 x86_64 x86_64 GNU/Linux\n',
    'logs/cpuinfo': Array.from({ length: cpus }, (_, cpu) => cpuinfoBlock(cpu, cpus)).join('\n'),
    'logs/meminfo': 'MemTotal:        8192104 kB\nMemFree:          100 kB\nHugepagesize:       2048 kB\n',
    'logs/dmesg_virt': '[    0.000000] Booting paravirtualized kernel on bare hardware\n',
    'logs/target_cpus': Array.from({ length: Math.min(cpus, 4) }, (_, cpu) => cpu).join(','),
  };
  for (let cpu = 0; cpu < cpus; cpu++) Object.assign(files, sysCpuFiles(cpu, cpus));
  for (let node = 0; node < numaNodes; node++) Object.assign(files, sysNodeFiles(node, numaNodes, cpus));
  for (const test of THROUGHPUT)
    files[`results/01-${test}-headline.log`] = throughputLog(test, Math.min(cpus, 4), numaNodes);
  if (latency) for (const test of LATENCY) Object.assign(files, latencyFiles(test, cpus, tsc, raw));
  return files;
}

function cpuinfoBlock(cpu: number, cpus: number): string {
  return [
    `processor\t: ${cpu}`,
    'vendor_id\t: GenuineIntel',
    'cpu family\t: 6',
    'model\t\t: 15',
    'model name\t: Intel(R) Core(TM)2 CPU          6600  @ 2.40GHz',
    'stepping\t: 6',
    'microcode\t: 0x44',
    'cpu MHz\t\t: 2400.000',
    'physical id\t: 0',
    `siblings\t: ${cpus}`,
    `core id\t\t: ${cpu >> 1}`,
    `cpu cores\t: ${Math.max(1, cpus >> 1)}`,
    'flags\t\t: fpu tsc ht constant_tsc',
    '',
  ].join('\n');
}

function sysCpuFiles(cpu: number, cpus: number): RunFiles {
  const pair = `${cpu & ~1}-${Math.min(cpu | 1, cpus - 1)}`;
  const all = `0-${cpus - 1}`;
  const at = `logs/sys-cpu/cpu${cpu}`;
  const files: RunFiles = {
    [`${at}/topology/core_id`]: `${cpu >> 1}\n`,
    [`${at}/topology/physical_package_id`]: '0\n',
    [`${at}/topology/thread_siblings_list`]: `${pair}\n`,
    [`${at}/topology/core_siblings_list`]: `${all}\n`,
  };
  const caches = [
    ['1', 'Data', '32K', pair],
    ['1', 'Instruction', '32K', pair],
    ['2', 'Unified', '4096K', all],
  ] as const;
  caches.forEach(([level, type, size, shared], index) => {
    files[`${at}/cache/index${index}/level`] = `${level}\n`;
    files[`${at}/cache/index${index}/type`] = `${type}\n`;
    files[`${at}/cache/index${index}/size`] = `${size}\n`;
    files[`${at}/cache/index${index}/shared_cpu_list`] = `${shared}\n`;
    files[`${at}/cache/index${index}/coherency_line_size`] = '64\n';
    files[`${at}/cache/index${index}/ways_of_associativity`] = '8\n';
  });
  return files;
}

function sysNodeFiles(node: number, nodes: number, cpus: number): RunFiles {
  const share = Math.floor(cpus / nodes);
  return {
    [`logs/sys-node/node${node}/cpulist`]: `${node * share}-${(node + 1) * share - 1}\n`,
    [`logs/sys-node/node${node}/distance`]: `${Array.from({ length: nodes }, (_, i) => (i === node ? 10 : 20)).join(' ')}\n`,
    [`logs/sys-node/node${node}/meminfo`]: `Node ${node} MemTotal:       4096052 kB\n`,
  };
}

function throughputLog(test: string, targets: number, nodes: number): string {
  const shared = test === 'mempipe_thr' || test === 'mempipe_spin_thr' || test === 'shmem_pipe_thr';
  const lines: string[] = [];
  for (const readInPlace of shared ? [1, 0] : [1]) {
    for (const size of [64, 4096, 65536]) {
      for (let writer = 0; writer < targets; writer++) {
        for (let node = 0; node < (shared ? nodes : 1); node++) {
          const mbps = size / 8 + 100 * writer + 10 * node + readInPlace + THROUGHPUT.indexOf(test);
          lines.push(`${test} 0 ${writer} ${shared ? node : -1} ${size} 2 1 ${readInPlace} 1 1000000 ${mbps} Mbps`);
        }
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function latencyFiles(test: string, cpus: number, tsc: boolean, raw: boolean): RunFiles {
  const files: RunFiles = {};
  let csv = '';
  for (let responder = 0; responder < cpus; responder++) {
    for (let initiator = 0; initiator < cpus; initiator++) {
      const seconds = (cellMicroseconds(test, responder, initiator) / 1e6).toFixed(6);
      const at = `results/lat/128/${responder}-${initiator}-${test}/01-${test}`;
      files[`${at}-headline.log`] = `${test} 128 ${responder === initiator ? 100 : 10000} ${seconds}s\n`;
      const median = tscMedianNs(test, responder, initiator) * 1e-9;
      if (tsc) files[`${at}-tsc.log`] = tscLog(median);
      if (raw)
        files[`${at}-raw_tsc.log`] = [1.02, 1, 0.99]
          .map((factor) => `${(median * factor).toExponential(6)}\n`)
          .join('');
      csv += `${seconds} `;
    }
    csv += '\n';
  }
  files[`results/lat/${test}.csv`] = csv;
  return files;
}

/** A per-iteration summary with the given median in seconds; the first slice is constant, so its skew is `-nan`. */
export function tscLog(median: number): string {
  const e = (factor: number) => (median * factor).toExponential(6);
  const block = (title: string, skew: string, factor: number) =>
    [
      `${title}:`,
      `\tMean ${e(1.01 * factor)}, sample sd ${e(0.01)}, sample skew ${skew}, sample kurtosis ${skew}`,
      `\tQuintiles: ${[0.9, 0.95, 0.99, 1.02, 1.05, 2].map((f) => e(f * factor)).join(', ')}`,
      `\t5% ${e(0.92 * factor)}, median ${e(factor)}, 95% ${e(1.2 * factor)}`,
      '\tSD percentiles: -3 -> 0.000000%, 3 -> 99.000000%',
    ].join('\n');
  return [
    `Linear regression: y = ${e(0.1)}*x + ${e(1)}`,
    'By tenths of total run:',
    block('Slice 0/10', '-nan', 3),
    block('Distribution of all values', '1.000000e+00', 1),
    block('Low outliers', '-nan', 0.5),
    block('Bulk distribution', '1.000000e+00', 0.98),
    block('High outliers', '1.000000e+00', 2),
    '',
  ].join('\n');
}

export interface Packing {
  /** Run directory inside the archive. */
  root?: string;
  owner?: string;
  mtimeS?: number;
  /** Members in reverse order. */
  reversed?: boolean;
  /** Entries before the run's own. */
  extra?: readonly (TarEntry | Buffer)[];
}

/** A gzip file of the run, as `tar czf` would leave it. */
export function packRun(
  files: RunFiles,
  { root = 'tmp/tmpAbCdEf', owner, mtimeS, reversed = false, extra = [] }: Packing = {},
) {
  const paths = Object.keys(files);
  if (reversed) paths.reverse();
  const entries = paths.map((path) => ({
    name: root === '' ? path : `${root}/${path}`,
    content: files[path] ?? '',
    ...(owner === undefined ? {} : { owner }),
    ...(mtimeS === undefined ? {} : { mtimeS }),
  }));
  return gzipSync(tarFile([...extra, ...entries]));
}
