import { formatCanonical } from '@ipc-bench/schema/canonical-json';
import { measurements } from '@ipc-bench/server/query/measurements';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from '../../support/corpus.js';
import { indexedData } from '../../support/indexed.js';
import { measurementRows, passes, type Row, supersededIds } from '../../support/oracle.js';
import { walk } from '../../support/walk.js';

const documents = corpus(60, 9);
const superseded = supersededIds(documents);
const shown = documents.filter(({ id }) => !superseded.has(id));
const all = new Map(shown.map((result) => [result.id, measurementRows(result)]));
let index: Awaited<ReturnType<typeof indexedData>>['index'];

beforeAll(async () => {
  ({ index } = await indexedData(documents, {}, afterAll));
});
afterAll(() => index.close());

const ask = (given: Record<string, string>) => walk(measurements, index, given);
const NUMBER_FILTERS = ['benchmark', 'mechanism', 'class', 'metric', 'key'];
const PARAMETER_FILTERS = { size: 'message_bytes', placement: 'placement', idle: 'idle' } as const;

/** The rows of each result in any order: their order within a result is promised to be stable, not to be ours. */
function expected({ sort = '-day', ...given }: Record<string, string>): Row[][] {
  const direction = sort === 'day' ? 1 : -1;
  const results = shown.filter((result) => passes(result, given));
  results.sort((a, b) => (a.document.day + a.id < b.document.day + b.id ? -1 : 1) * direction);
  return results
    .map(({ id }) => (all.get(id) ?? []).filter((row) => isAskedFor(row, given)))
    .filter(({ length }) => length);
}

function isAskedFor(row: Row, given: Record<string, string>): boolean {
  const parameters = row.parameters as Row;
  return (
    NUMBER_FILTERS.every((name) => given[name] === undefined || row[name] === given[name]) &&
    Object.entries(PARAMETER_FILTERS).every(
      ([name, parameter]) => given[name] === undefined || String(parameters[parameter]) === given[name],
    )
  );
}

function byResult(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.result === row.result) last?.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Rows of one side that the other has not, result by result; the first few say enough. */
function differences(found: readonly Row[], wanted: readonly Row[][]): string[] {
  const canonical = (groups: readonly Row[][]) => groups.flatMap((rows) => rows.map(formatCanonical).sort());
  const [left, right] = [canonical(byResult(found)), canonical(wanted)];
  const wrong = left.flatMap((row, at) => (row === right[at] ? [] : [`${at}: ${row} is not ${right[at]}`]));
  return [...(left.length === right.length ? [] : [`${left.length} rows, not ${right.length}`]), ...wrong].slice(0, 3);
}

const everyRow = [...all.values()].flat();
const valuesOf = (column: string) => fc.constantFrom(...new Set(everyRow.map((row) => String(row[column]))));

const filters = fc.record(
  {
    benchmark: valuesOf('benchmark'),
    mechanism: valuesOf('mechanism'),
    class: fc.constantFrom('blocking', 'spinning'),
    metric: valuesOf('metric'),
    key: valuesOf('key'),
    size: fc.constantFrom('64', '4096', '65536', '1'),
    placement: fc.constantFrom('same-cpu', 'same-llc', 'cross-socket', 'smt'),
    idle: fc.constantFrom('natural', 'kept_awake'),
    virtualisation: valuesOf('virtualisation'),
    day_from: valuesOf('day'),
    kernel: fc.constantFrom('6.1', '2.6'),
    cpu: fc.constantFrom('xeon', 'EPYC'),
    historic: fc.constantFrom('include', 'only'),
    sort: fc.constantFrom('day', '-day'),
  },
  { requiredKeys: [] },
);
const questions = fc.tuple(filters, fc.integer({ min: 1, max: 3 }), fc.nat()).map(([given, keep, start]) => {
  const entries = Object.entries(given);
  const order = [...entries.slice(start % (entries.length || 1)), ...entries];
  return Object.fromEntries(order.slice(0, keep)) as Record<string, string>;
});

describe('measurements', () => {
  it('gives every number of every result once, of the newest first', () => {
    const found = ask({ limit: '500' });
    expect(differences(found, expected({}))).toEqual([]);
  });

  it('keeps the order within a result whatever the page size', () => {
    const whole = ask({ limit: '500' });
    for (const limit of ['1', '7', '100']) expect(ask({ limit })).toEqual(whole);
  });

  it('agrees with a naive reading of the documents on any combination of filters, order and page size', () => {
    let found = 0;
    fc.assert(
      fc.property(questions, fc.integer({ min: 2, max: 200 }), (given, limit) => {
        const answer = ask({ ...given, limit: String(limit) });
        found += answer.length;
        expect(differences(answer, expected(given))).toEqual([]);
      }),
      { numRuns: 250, seed: 3 },
    );
    expect(found).toBeGreaterThan(5000);
  });

  it('walks results and asks each for the numbers wanted; it never reads all numbers', () => {
    const questions = [
      {},
      { metric: 'rtt_p99' },
      { key: '0'.repeat(64) },
      { size: '64' },
      { benchmark: 'tcp.latency', sort: 'day' },
    ];
    for (const given of questions) {
      const plan = index.read((snapshot) => {
        let steps: unknown[] = [];
        measurements.plan(given)({
          ...snapshot,
          all: (sql, values) => {
            steps = snapshot.all(`EXPLAIN QUERY PLAN ${sql}`, values);
            return [];
          },
        });
        return steps.map((step) => String((step as unknown[])[3]));
      });
      expect(plan.filter((step) => /^SCAN (?:m|k|text)\b/.test(step))).toEqual([]);
      expect(plan[0]).toMatch(/^S\w+ s USING (?:COVERING )?INDEX submission_day/);
    }
  });

  it('gives a censored number as its bound, never as a value', () => {
    const censored = ask({ metric: 'rtt_p50', limit: '500' }).filter(({ value }) => value === null);
    expect(censored.length).toBeGreaterThan(5);
    expect(censored.every(({ below_ns, value }) => value === null && Number(below_ns) >= 10)).toBe(true);
  });

  it('finds by key the same numbers of all results, and nothing else', () => {
    const [first] = ask({ metric: 'rtt_p50', benchmark: 'pipe.latency', limit: '1' });
    const key = String(first?.key);
    const found = ask({ key });
    expect(found.length).toBe(everyRow.filter((row) => row.key === key && row.benchmark_epoch === 1).length);
    expect(new Set(found.map((row) => `${row.benchmark} ${row.metric} ${JSON.stringify(row.parameters)}`)).size).toBe(
      1,
    );
  });
});
