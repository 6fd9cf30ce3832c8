// The logs of one latency cell: `results/lat/<size>/<c1>-<c2>-<test>/01-<test>-….log`, where c1 is the responder and c2 the
// initiator.
import { isLatencyTest, type LatencyTest } from './historic-tests.js';
import { MAX_CPUS } from './parse-cpu-list.js';
import { parseLatencyHeadline } from './parse-latency-headline.js';
import { parseTscSummary } from './parse-tsc-summary.js';
import { RawTscReader } from './raw-tsc-reader.js';
import type { ArchiveMember, MemberSink } from './read-archive.js';
import { type Refusal, refuse } from './refusal.js';
import { type LatencyCell, noteDuplicate, type RunParts } from './run-parts.js';
import { skippingSink, textSink } from './sinks.js';

/** Of a headline log or a summary; the longest real one has 6 KB. Raw logs stream by. */
const MAX_LOG_BYTES = 256 * 1024;
/** Distinct message sizes; the suite had one. */
const MAX_SIZES = 16;

/** Captures: size, first core, second core, test of the folder, test of the file, `headline`, `tsc` or `raw_tsc`. */
export function openLatencyCell(parts: RunParts, captures: string[], member: ArchiveMember): MemberSink | Refusal {
  const [size, first, second, test = '', fileTest, kind] = captures;
  if (!isLatencyTest(test) || fileTest !== test) {
    parts.irregularities.add('unknown_test');
    return skippingSink();
  }
  const [responder, initiator] = [Number(first), Number(second)];
  if (responder >= MAX_CPUS || initiator >= MAX_CPUS) {
    return refuse('member_too_large', `The run names CPUs above ${MAX_CPUS}.`);
  }
  const cell = findCell(parts, Number(size), test, responder, initiator);
  if (!cell) return refuse('too_many_members', `More than ${MAX_SIZES} message sizes.`);
  if (kind === 'headline') {
    return textSink(member, MAX_LOG_BYTES, (text) => takeHeadline(parts, cell, text, test, Number(size)));
  }
  if (kind === 'tsc') {
    return textSink(member, MAX_LOG_BYTES, (text) => {
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
