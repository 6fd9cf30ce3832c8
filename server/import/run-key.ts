// Which run this is, whatever it was packed in. Packings differ in owner, compression, member order and in the per-iteration
// logs that repacking threw away; what they share is the machine and the headline numbers, so those are digested. Times are
// left out, because a repacked copy may have lost them.
import { createHash } from 'node:crypto';
import type { LatencyMatrix } from './latency-matrix.js';
import type { ThroughputRow } from './parse-throughput.js';

export interface SharedContent {
  architecture: string;
  cpuModel: string;
  cpus: number;
  targetCpus: readonly number[];
  latency: readonly LatencyMatrix[];
  throughput: readonly ThroughputRow[];
}

const DOMAIN = 'ipc-bench/historic-run/1\n';

/** SHA-256 in hex of the canonical text below. */
export function digestRun(shared: SharedContent): string {
  const hash = createHash('sha256').update(DOMAIN);
  const { architecture, cpuModel, cpus, targetCpus } = shared;
  hash.update(`${JSON.stringify({ architecture, cpuModel, cpus, targetCpus })}\n`);
  for (const { test, sizeBytes, n, meanPs } of shared.latency) {
    hash.update(`${JSON.stringify({ test, sizeBytes, n, meanPs })}\n`);
  }
  for (const row of [...shared.throughput].map(throughputLine).sort()) hash.update(`${row}\n`);
  return hash.digest('hex');
}

function throughputLine(row: ThroughputRow): string {
  return [
    row.test,
    row.readerCpu,
    row.writerCpu,
    row.numaNode,
    row.sizeBytes,
    row.produceMethod,
    row.writeInPlace,
    row.readInPlace,
    row.verify,
    row.count,
    row.mbps,
  ].join(' ');
}
