// The files of a run directory: which path goes to which parser. A path that is not listed here is not part of a run.
import { isLatencyTest, isThroughputTest } from './historic-tests.js';
import { openLatencyCell } from './open-latency-cell.js';
import { MAX_CPUS } from './parse-cpu-list.js';
import { parseCpuinfo } from './parse-cpuinfo.js';
import { parseLatencyCsv } from './parse-latency-csv.js';
import { parseMeminfo } from './parse-meminfo.js';
import { parseTargetCpus } from './parse-target-cpus.js';
import { parseThroughput } from './parse-throughput.js';
import { parseUname } from './parse-uname.js';
import type { ArchiveMember, MemberSink } from './read-archive.js';
import { type Refusal, refuse } from './refusal.js';
import { noteDuplicate, type RunParts } from './run-parts.js';
import { skippingSink, textSink } from './sinks.js';

/** Of one log or matrix; the longest real one has 50 KB. */
const MAX_TEXT_BYTES = 1024 * 1024;
/** A sysfs value: the longest is a list of CPUs, or a node's meminfo. */
const MAX_VALUE_BYTES = 4 * 1024;
/** Of all sysfs values of a run, and their number. */
const MAX_VALUES_BYTES = 8 * 1024 * 1024;
const MAX_VALUES = 65_536;

type Opener = (parts: RunParts, captures: string[], member: ArchiveMember) => MemberSink | Refusal;

const OPENERS: readonly (readonly [RegExp, Opener])[] = [
  [/^logs\/(uname|cpuinfo|meminfo|dmesg_virt|target_cpus)$/, openLog],
  [/^logs\/sys-(cpu)\/(cpu(\d{1,4})\/(?:cache\/index\d{1,2}|topology)\/[a-z_]{1,32})$/, openValue],
  [/^logs\/sys-(node)\/(node(\d{1,4})\/(?:cpulist|distance|meminfo))$/, openValue],
  [/^results\/01-(\w{1,64})-headline\.log$/, openThroughput],
  [/^results\/lat\/(\w{1,64})\.csv$/, openCsv],
  [
    /^results\/lat\/([1-9]\d{0,8})\/(\d{1,4})-(\d{1,4})-(\w{1,64})\/01-(\w{1,64}?)-(headline|tsc|raw_tsc)\.log$/,
    openLatencyCell,
  ],
];

/** Undefined for a path that no run holds. */
export function openRunFile(path: string, member: ArchiveMember, parts: RunParts): MemberSink | Refusal | undefined {
  for (const [pattern, opener] of OPENERS) {
    const match = pattern.exec(path);
    if (!match) continue;
    noteTime(path, member, parts);
    return opener(parts, match.slice(1), member);
  }
  return undefined;
}

/** The member times are a run's only clock. */
function noteTime(path: string, { modifiedS }: ArchiveMember, parts: RunParts): void {
  if (modifiedS === undefined) return;
  if (path.startsWith('logs/')) parts.lastLogS = Math.max(parts.lastLogS ?? modifiedS, modifiedS);
  else parts.lastResultS = Math.max(parts.lastResultS ?? modifiedS, modifiedS);
}

function openLog(parts: RunParts, [name = '']: string[], member: ArchiveMember): MemberSink | Refusal {
  return textSink(member, MAX_TEXT_BYTES, (text) => {
    switch (name) {
      case 'uname':
        noteDuplicate(parts, parts.hasUname);
        parts.hasUname = true;
        parts.uname = parseUname(text);
        break;
      case 'cpuinfo':
        noteDuplicate(parts, parts.cpuinfo !== undefined);
        parts.cpuinfo = parseCpuinfo(text);
        break;
      case 'meminfo':
        noteDuplicate(parts, parts.meminfo !== undefined);
        parts.meminfo = parseMeminfo(text);
        break;
      case 'dmesg_virt':
        noteDuplicate(parts, parts.dmesg !== undefined);
        parts.dmesg = text;
        break;
      default:
        noteDuplicate(parts, parts.targetCpus !== undefined);
        parts.targetCpus = parseTargetCpus(text);
    }
  });
}

function openValue(parts: RunParts, captures: string[], member: ArchiveMember): MemberSink | Refusal {
  const [tree, path = '', number] = captures;
  const values = tree === 'cpu' ? parts.sysCpu : parts.sysNode;
  if (Number(number) >= MAX_CPUS) return refuse('member_too_large', `The run names CPUs or nodes above ${MAX_CPUS}.`);
  parts.valueBytes += member.sizeBytes;
  if (values.size >= MAX_VALUES || parts.valueBytes > MAX_VALUES_BYTES) {
    return refuse('too_many_members', `More than ${MAX_VALUES} sysfs values, or ${MAX_VALUES_BYTES} bytes of them.`);
  }
  return textSink(member, MAX_VALUE_BYTES, (text) => {
    noteDuplicate(parts, values.has(path));
    values.set(path, text.trim());
  });
}

function openThroughput(parts: RunParts, [test = '']: string[], member: ArchiveMember): MemberSink | Refusal {
  if (!isThroughputTest(test)) return skipUnknownTest(parts);
  return textSink(member, MAX_TEXT_BYTES, (text) => {
    const { rows, rejectedLines } = parseThroughput(text);
    noteDuplicate(parts, parts.throughput.has(test));
    if (rejectedLines > 0) parts.irregularities.add('throughput_line_rejected');
    if (!rows.every((row) => isThroughputTest(row.test))) parts.irregularities.add('unknown_test');
    parts.throughput.set(
      test,
      rows.filter((row) => isThroughputTest(row.test)),
    );
  });
}

function openCsv(parts: RunParts, [test = '']: string[], member: ArchiveMember): MemberSink | Refusal {
  if (!isLatencyTest(test)) return skipUnknownTest(parts);
  return textSink(member, MAX_TEXT_BYTES, (text) => {
    const csv = parseLatencyCsv(text);
    noteDuplicate(parts, parts.csv.has(test));
    if (!csv || csv.cells.includes(null)) parts.irregularities.add('csv_unreadable');
    if (csv) parts.csv.set(test, csv);
  });
}

function skipUnknownTest(parts: RunParts): MemberSink {
  parts.irregularities.add('unknown_test');
  return skippingSink();
}
