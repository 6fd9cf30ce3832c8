// One run of the original suite as read from one packing: the reader's whole answer, and the only thing a document is made
// of. It lives in memory only: `to-document` decides which of it is written, and how it is rounded.
import type { ArchiveLimits } from './archive-limits.js';
import { collectRun } from './collect-run.js';
import { THROUGHPUT_TESTS } from './historic-tests.js';
import type { Irregularity } from './irregularity.js';
import {
  assembleLatency,
  isDiagonal,
  type LatencyDetail,
  type LatencyMatrix,
  latencyDetail,
} from './latency-matrix.js';
import { type Cpuinfo, parseCpuinfo } from './parse-cpuinfo.js';
import { type Cache, type CpuTopology, parseSysCpu } from './parse-sys-cpu.js';
import { type NumaNode, parseSysNode } from './parse-sys-node.js';
import type { ThroughputRow } from './parse-throughput.js';
import type { Uname } from './parse-uname.js';
import { parseVirtualisation, type Virtualisation } from './parse-virtualisation.js';
import { readArchive } from './read-archive.js';
import { type Refusal, refuse } from './refusal.js';
import { digestRun } from './run-key.js';
import type { RunParts } from './run-parts.js';
import { type TrustFlag, trustFlags } from './trust-flags.js';

export interface HistoricRun {
  /** UTC day the run ended, `2014-07-20`. */
  day: string;
  /** Undefined where the line is unreadable. */
  uname: Uname | undefined;
  cpu: Cpuinfo;
  memTotalKib: number | undefined;
  hugePageKib: number | undefined;
  /** One entry per logical CPU, ascending. */
  topology: CpuTopology[];
  /** Instances, each once; empty where sysfs was not copied. */
  caches: Cache[];
  /** Empty where the kernel knew no NUMA: unknown, not one. */
  numa: NumaNode[];
  /** CPUs that throughput was measured against; empty where unknown. */
  targetCpus: number[];
  virtualisation: Virtualisation;
  latency: LatencyMatrix[];
  latencyDetail: LatencyDetail;
  /** In the order of THROUGHPUT_TESTS, then of the log. */
  throughput: ThroughputRow[];
  /** Equal for every packing of the run. */
  runKey: string;
  /** Measured values kept: of two packings of a run, the one with more holds what the other holds. */
  richness: number;
  flags: TrustFlag[];
  /** Sorted. */
  irregularities: Irregularity[];
}

/** Reads one archive to a run, or to the reason why not. */
export async function readHistoricRun(
  archive: AsyncIterable<Uint8Array>,
  limits?: ArchiveLimits,
): Promise<HistoricRun | Refusal> {
  const collector = collectRun();
  const refusal = await readArchive(archive, collector.open, limits);
  if (refusal) return refusal;
  const parts = collector.finish();
  return 'rule' in parts ? parts : assembleRun(parts);
}

function assembleRun(parts: RunParts): HistoricRun | Refusal {
  const latency = assembleLatency(parts);
  const throughput = THROUGHPUT_TESTS.flatMap((test) => parts.throughput.get(test) ?? []);
  const richness = countValues(latency, throughput);
  if (richness === 0) return refuse('no_results', 'No file under `results/` holds a measurement.');
  const day = utcDay(parts.lastResultS ?? parts.lastLogS);
  if (day === undefined) return refuse('no_day', 'No member time says when the run ended.');

  const cpu = parts.cpuinfo ?? parseCpuinfo('');
  const sysCpu = parseSysCpu(parts.sysCpu);
  const topology = sysCpu.cpus.length > 0 ? sysCpu.cpus : topologyOfCpuinfo(cpu);
  const numa = parseSysNode(parts.sysNode);
  const virtualisation = parseVirtualisation(parts.dmesg ?? '', cpu.modelName ?? '', cpu.flags);
  noteIrregularities(parts, cpu, sysCpu, numa, throughput);
  return {
    day,
    uname: parts.uname,
    cpu,
    memTotalKib: parts.meminfo?.totalKib,
    hugePageKib: parts.meminfo?.hugePageKib,
    topology,
    caches: sysCpu.caches,
    numa,
    targetCpus: parts.targetCpus ?? [],
    virtualisation,
    latency,
    latencyDetail: latencyDetail(latency),
    throughput,
    runKey: digestRun({
      architecture: parts.uname?.machine ?? '',
      cpuModel: cpu.modelName ?? '',
      cpus: topology.length,
      targetCpus: parts.targetCpus ?? [],
      latency,
      throughput,
    }),
    richness,
    flags: trustFlags({
      cpuFlags: cpu.flags,
      observedKhz: cpu.observedKhz,
      nominalMhz: cpu.nominalMhz,
      virtualisation: virtualisation.verdict,
      quantised: latency.some(isQuantised),
      hasLatency: latency.length > 0,
      hasNuma: numa.length > 0,
    }),
    irregularities: [...parts.irregularities].sort(),
  };
}

/** `YYYY-MM-DD`; undefined for no time, or one beyond the calendar of four-digit years. */
function utcDay(seconds: number | undefined): string | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? undefined : date.toISOString().slice(0, 10);
}

/** Without sysfs: CPUs of one socket that name the same core are its threads. */
function topologyOfCpuinfo({ processors }: Cpuinfo): CpuTopology[] {
  const distinct = new Map(processors.map((processor) => [processor.cpu, processor]));
  return [...distinct.values()]
    .map(({ cpu, physicalId, coreId }) => {
      const isKnown = physicalId !== undefined && coreId !== undefined;
      const siblings = processors.filter((other) => other.physicalId === physicalId && other.coreId === coreId);
      const threads = isKnown ? siblings.map((other) => other.cpu).sort((a, b) => a - b) : undefined;
      return { cpu, socket: physicalId, core: coreId, threads };
    })
    .sort((a, b) => a.cpu - b.cpu);
}

function countValues(latency: LatencyMatrix[], throughput: ThroughputRow[]): number {
  let values = throughput.length;
  for (const { meanPs, tsc, raw } of latency) {
    values += meanPs.filter((mean) => mean !== null).length;
    values += tsc.filter((summary) => summary !== undefined).length;
    values += raw.filter((summary) => summary !== undefined).length;
  }
  return values;
}

function isQuantised(matrix: LatencyMatrix): boolean {
  return matrix.meanPs.some(
    (mean, index) => mean !== null && !isDiagonal(matrix, index) && !matrix.tsc[index] && !matrix.raw[index],
  );
}

function noteIrregularities(
  { root, irregularities, ...parts }: RunParts,
  cpu: Cpuinfo,
  sysCpu: ReturnType<typeof parseSysCpu>,
  numa: NumaNode[],
  throughput: ThroughputRow[],
): void {
  const noted: [Irregularity, boolean][] = [
    ['odd_root', !/^tmp\/tmp\w{6}$/.test(root)],
    ['no_cpuinfo', cpu.processors.length === 0],
    ['cpu_count_mismatch', sysCpu.cpus.length > 0 && sysCpu.cpus.length !== cpu.processors.length],
    ['no_physical_id', cpu.processors.length > 0 && cpu.physicalIds === undefined],
    ['model_name_tagged', cpu.modelNameTagged],
    ['several_models', cpu.distinctModelNames > 1],
    ['no_sys_cpu', sysCpu.cpus.length === 0],
    ['shared_cpu_map', sysCpu.usedMasks],
    ['duplicate_cache_index', sysCpu.duplicateCaches],
    ['no_numa', numa.length === 0],
    ['no_target_cpus', parts.targetCpus === undefined],
    ['dmesg_empty', (parts.dmesg ?? '').trim() === ''],
    ['uname_odd_middle', parts.uname === undefined || parts.uname.oddMiddle],
    ['duplicate_throughput_row', hasDuplicateRows(throughput)],
    ['negative_value', throughput.some((row) => row.mbps < 0)],
  ];
  for (const [irregularity, present] of noted) if (present) irregularities.add(irregularity);
}

function hasDuplicateRows(rows: ThroughputRow[]): boolean {
  const keys = rows.map((row) => [row.test, row.readInPlace, row.sizeBytes, row.writerCpu, row.numaNode].join());
  return new Set(keys).size < keys.length;
}
