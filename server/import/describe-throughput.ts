// Throughput rows as measurements: known only as rates, in whole Mbit/s. Bytes flow writer (second core) → reader (first).
import type { Measurement, Parameters } from '@ipc-bench/schema/document';
import { HISTORIC_BENCHMARK_VERSION, THROUGHPUT_BENCHMARKS } from './historic-benchmarks.js';
import type { HistoricRun } from './historic-run.js';
import type { ThroughputTest } from './historic-tests.js';
import { ordinalCounter } from './ordinals.js';
import type { ThroughputRow } from './parse-throughput.js';
import { placementFinder } from './placement.js';

const MEGABIT = 1_000_000;

export function describeThroughput(run: HistoricRun): Measurement[] {
  const placementOf = placementFinder(run);
  const nodeOf = (cpu: number) => run.numa.find(({ cpus }) => cpus.includes(cpu))?.node;
  const ordinalOf = ordinalCounter();
  return run.throughput.map((row) => {
    const { id, fixed } = THROUGHPUT_BENCHMARKS[row.test as ThroughputTest];
    const placement = placementOf(row.writerCpu, row.readerCpu);
    const identity: Parameters = {
      ...fixed,
      message_bytes: row.sizeBytes,
      ...(placement === undefined ? {} : { placement }),
      memory_node: relateNode(row, nodeOf),
      produce: PRODUCE_METHODS[row.produceMethod] ?? 'other',
      write_in_place: row.writeInPlace === 1,
      read_in_place: row.readInPlace === 1,
      verify: row.verify === 1,
    };
    const point = {
      benchmark: id,
      version: HISTORIC_BENCHMARK_VERSION,
      ordinal: ordinalOf(id, identity),
      parameters: {
        ...identity,
        reader_cpu: row.readerCpu,
        writer_cpu: row.writerCpu,
        ...(row.numaNode < 0 ? {} : { segment_node: row.numaNode }),
      },
    };
    if (row.mbps < 0) return { ...point, kind: 'missing', status: 'failed', reason: 'negative_sample' };
    const rate = { bits_per_second: row.mbps * MEGABIT, resolution_bps: MEGABIT, messages: row.count };
    return { ...point, kind: 'rate', repeats: [rate] };
  });
}

const PRODUCE_METHODS: Readonly<Record<number, string>> = { 1: 'memset', 2: 'rep_stosq', 3: 'byte_loop' };

/** Where the shared segment lies, as seen from both ends. */
function relateNode(
  { numaNode, writerCpu, readerCpu }: ThroughputRow,
  nodeOf: (cpu: number) => number | undefined,
): string {
  if (numaNode < 0) return 'none';
  const [writer, reader] = [nodeOf(writerCpu), nodeOf(readerCpu)];
  if (writer === undefined || reader === undefined) return 'unknown';
  if (numaNode === writer) return numaNode === reader ? 'both' : 'writer';
  return numaNode === reader ? 'reader' : 'other';
}
