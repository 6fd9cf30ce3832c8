// What the members of one run directory parsed to, gathered in whatever order the archive holds them. Small by construction:
// numbers, and short sysfs strings within a budget.
import type { LatencyTest, ThroughputTest } from './historic-tests.js';
import type { Irregularity } from './irregularity.js';
import type { Cpuinfo } from './parse-cpuinfo.js';
import type { LatencyCsv } from './parse-latency-csv.js';
import type { Meminfo } from './parse-meminfo.js';
import type { ThroughputRow } from './parse-throughput.js';
import type { TscSummary } from './parse-tsc-summary.js';
import type { Uname } from './parse-uname.js';
import type { RawTscSummary } from './raw-tsc-reader.js';

/** One ordered pair of CPUs: first core (responder), second core (initiator). Times of one round trip. */
export interface LatencyCell {
  responder: number;
  initiator: number;
  /** Round trips timed; 0 where the log is missing. */
  count: number;
  /** Mean of the log's last line, in steps of a microsecond. */
  headlinePs: number | undefined;
  tsc: TscSummary | undefined;
  raw: RawTscSummary | undefined;
}

export interface RunParts {
  /** Path of the run directory inside the archive; '' is the top. */
  root: string;
  hasUname: boolean;
  uname: Uname | undefined;
  cpuinfo: Cpuinfo | undefined;
  meminfo: Meminfo | undefined;
  dmesg: string | undefined;
  targetCpus: number[] | undefined;
  /** Paths below `sys-cpu` and `sys-node` to trimmed values. */
  sysCpu: Map<string, string>;
  sysNode: Map<string, string>;
  /** Bytes of those values. */
  valueBytes: number;
  csv: Map<LatencyTest, LatencyCsv>;
  /** Message size, then test, then cells in any order. */
  cells: Map<number, Map<LatencyTest, Map<number, LatencyCell>>>;
  throughput: Map<ThroughputTest, ThroughputRow[]>;
  irregularities: Set<Irregularity>;
  /** Latest time of a member under `logs/` and under `results/`, in seconds since 1970. */
  lastLogS: number | undefined;
  lastResultS: number | undefined;
}

export function emptyRunParts(root: string): RunParts {
  return {
    root,
    hasUname: false,
    uname: undefined,
    cpuinfo: undefined,
    meminfo: undefined,
    dmesg: undefined,
    targetCpus: undefined,
    sysCpu: new Map(),
    sysNode: new Map(),
    valueBytes: 0,
    csv: new Map(),
    cells: new Map(),
    throughput: new Map(),
    irregularities: new Set(),
    lastLogS: undefined,
    lastResultS: undefined,
  };
}

export function noteDuplicate(parts: RunParts, isDuplicate: boolean): void {
  if (isDuplicate) parts.irregularities.add('duplicate_member');
}
