// The files of a run directory: which path goes to which parser. A path that is not listed here is not part of a run.
import { isLatencyTest, isThroughputTest, type LatencyTest } from './historic-tests.js';
import { MAX_CPUS } from './parse-cpu-list.js';
import { parseCpuinfo } from './parse-cpuinfo.js';
import { parseLatencyCsv } from './parse-latency-csv.js';
import { parseLatencyHeadline } from './parse-latency-headline.js';
import { parseMeminfo } from './parse-meminfo.js';
import { parseTargetCpus } from './parse-target-cpus.js';
import { parseThroughput } from './parse-throughput.js';
import { parseTscSummary } from './parse-tsc-summary.js';
import { parseUname } from './parse-uname.js';
import { RawTscReader } from './raw-tsc-reader.js';
import type { ArchiveMember, MemberSink } from './read-archive.js';
import { type Refusal, refuse } from './refusal.js';
import type { LatencyCell, RunParts } from './run-parts.js';

const MEBIBYTE = 1024 * 1024;
/** Of one text member that a parser needs whole. */
const MAX_TEXT_BYTES = 4 * MEBIBYTE;
const MAX_THROUGHPUT_BYTES = MEBIBYTE;
const MAX_TSC_BYTES = 256 * 1024;
/** A sysfs value: the longest is a list of CPUs. */
const MAX_VALUE_BYTES = 4 * 1024;
/** Of all sysfs values of a run. */
const MAX_VALUES = 65_536;
/** Distinct message sizes; the suite had one. */
const MAX_SIZES = 16;

type Opener = (parts: RunParts, captures: string[], member: ArchiveMember) => MemberSink | Refusal | undefined;

const OPENERS: readonly (readonly [RegExp, Opener])[] = [
  [/^logs\/(uname|cpuinfo|meminfo|dmesg_virt|target_cpus)$/, openLog],
  [/^logs\/sys-(cpu)\/(cpu(\d{1,4})\/(?:cache\/index\d{1,2}|topology)\/[a-z_]{1,32})$/, openValue],
  [/^logs\/sys-(node)\/(node(\d{1,4})\/(?:cpulist|distance|meminfo))$/, openValue],
  [/^results\/01-(\w{1,64})-headline\.log$/, openThroughput],
  [/^results\/lat\/(\w{1,64})\.csv$/, openCsv],
  [
    /^results\/lat\/([1-9]\d{0,8})\/(\d{1,4})-(\d{1,4})-(\w{1,64})\/01-(\w{1,64}?)-(headline|tsc|raw_tsc)\.log$/,
    openCell,
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

/** Gathers one member as text; a member over the cap is refused, since a run without it would not be the run. */
function textSink(member: ArchiveMember, maxBytes: number, take: (text: string) => void): MemberSink | Refusal {
  if (member.sizeBytes > maxBytes) return refuse('member_too_large', `A log has more than ${maxBytes} bytes.`);
  const chunks: Buffer[] = [];
  return {
    write: (chunk) => chunks.push(chunk),
    end: () => take(Buffer.concat(chunks).toString('utf8')),
  };
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

function openValue(parts: RunParts, captures: string[], member: ArchiveMember): MemberSink | Refusal | undefined {
  const [tree, path = '', number] = captures;
  const values = tree === 'cpu' ? parts.sysCpu : parts.sysNode;
  if (Number(number) >= MAX_CPUS) return refuse('member_too_large', `The run names CPUs or nodes above ${MAX_CPUS}.`);
  if (values.size >= MAX_VALUES) return refuse('too_many_members', `More than ${MAX_VALUES} sysfs values.`);
  return textSink(member, MAX_VALUE_BYTES, (text) => {
    noteDuplicate(parts, values.has(path));
    values.set(path, text.trim());
  });
}

function openThroughput(parts: RunParts, [test = '']: string[], member: ArchiveMember): MemberSink | Refusal {
  if (!isThroughputTest(test)) return skipUnknownTest(parts);
  return textSink(member, MAX_THROUGHPUT_BYTES, (text) => {
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

function openCell(parts: RunParts, captures: string[], member: ArchiveMember): MemberSink | Refusal | undefined {
  const [size, first, second, test = '', fileTest, kind] = captures;
  if (!isLatencyTest(test) || fileTest !== test) return skipUnknownTest(parts);
  const [responder, initiator] = [Number(first), Number(second)];
  if (responder >= MAX_CPUS || initiator >= MAX_CPUS) {
    return refuse('member_too_large', `The run names CPUs above ${MAX_CPUS}.`);
  }
  const cell = findCell(parts, Number(size), test, responder, initiator);
  if (!cell) return refuse('too_many_members', `More than ${MAX_SIZES} message sizes.`);
  if (kind === 'headline') {
    return textSink(member, MAX_TEXT_BYTES, (text) => takeHeadline(parts, cell, text, test, Number(size)));
  }
  if (kind === 'tsc') {
    return textSink(member, MAX_TSC_BYTES, (text) => {
      noteDuplicate(parts, cell.tsc !== undefined);
      cell.tsc = parseTscSummary(text);
      if (!cell.tsc) parts.irregularities.add('tsc_unreadable');
    });
  }
  const reader = new RawTscReader();
  return {
    write: (chunk) => reader.write(chunk),
    end: () => {
      noteDuplicate(parts, cell.raw !== undefined);
      cell.raw = reader.finish();
      if (!cell.raw || cell.raw.rejected > 0) parts.irregularities.add('tsc_unreadable');
    },
  };
}

function takeHeadline(parts: RunParts, cell: LatencyCell, text: string, test: LatencyTest, sizeBytes: number): void {
  noteDuplicate(parts, cell.headlinePs !== undefined);
  const headline = parseLatencyHeadline(text);
  if (headline?.test !== test || headline.sizeBytes !== sizeBytes) {
    parts.irregularities.add('headline_unreadable');
    return;
  }
  if (headline.appended) parts.irregularities.add('appended_log');
  cell.count = headline.count;
  cell.headlinePs = headline.meanPs;
}

/** The cell, made when it is new; undefined when the run names too many message sizes. */
function findCell(parts: RunParts, sizeBytes: number, test: LatencyTest, responder: number, initiator: number) {
  let tests = parts.cells.get(sizeBytes);
  if (!tests) {
    if (parts.cells.size >= MAX_SIZES) return undefined;
    tests = new Map();
    parts.cells.set(sizeBytes, tests);
  }
  let cells = tests.get(test);
  if (!cells) {
    cells = new Map();
    tests.set(test, cells);
  }
  const key = responder * MAX_CPUS + initiator;
  let cell = cells.get(key);
  if (!cell) {
    cell = { responder, initiator, count: 0, headlinePs: undefined, tsc: undefined, raw: undefined };
    cells.set(key, cell);
  }
  return cell;
}

function skipUnknownTest(parts: RunParts): MemberSink {
  parts.irregularities.add('unknown_test');
  return { write: () => {}, end: () => {} };
}

function noteDuplicate(parts: RunParts, duplicate: boolean): void {
  if (duplicate) parts.irregularities.add('duplicate_member');
}
