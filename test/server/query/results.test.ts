import { results } from '@ipc-bench/server/query/results';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CorpusResult, corpus } from '../../support/corpus.js';
import { indexedData } from '../../support/indexed.js';
import { kernelNumbers, passes, type Row, resultRow, supersededIds } from '../../support/oracle.js';
import { walk } from '../../support/walk.js';

const documents = corpus(160, 7);
const superseded = supersededIds(documents);
let index: Awaited<ReturnType<typeof indexedData>>['index'];

beforeAll(async () => {
  ({ index } = await indexedData(documents, {}, afterAll));
});
afterAll(() => index.close());

const ask = (given: Record<string, string>) => walk(results, index, given);

function expected({ sort = '-day', benchmark, ...given }: Record<string, string>): Row[] {
  const measures = ({ document }: CorpusResult) =>
    benchmark === undefined ||
    document.measurements.some((measurement) => measurement.benchmark === benchmark && measurement.kind !== 'missing');
  const found = documents.filter((result) => !superseded.has(result.id) && passes(result, given) && measures(result));
  const sortKey = (result: CorpusResult): (string | number)[] => {
    const first = {
      day: [result.document.day],
      kernel: kernelNumbers(result),
      cpu: [result.document.machine.cpu.name ?? ''],
    }[sort.replace('-', '')];
    return [...(first ?? []), result.id];
  };
  found.sort((a, b) => compareLists(sortKey(a), sortKey(b)) * (sort.startsWith('-') ? -1 : 1));
  return found.map(resultRow);
}

function compareLists(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, position) => value !== b[position]);
  return at < 0 ? 0 : (a[at] as string) < (b[at] as string) ? -1 : 1;
}

const rows = documents.map(resultRow);
const valuesOf = (column: string) => fc.constantFrom(...new Set(rows.map((row) => String(row[column]))));

/** Filters with values that occur, so that combinations find something. */
const filters = fc.record(
  {
    day_from: valuesOf('day'),
    day_to: valuesOf('day'),
    cpu: fc.constantFrom('E5-2670', 'epyc', 'XEON', '@', 'v3', 'nothing of the kind', "' OR 1=1 --", '%', '_'),
    vendor: valuesOf('cpu_vendor'),
    os: valuesOf('os'),
    kernel: fc.constantFrom('6', '6.1', '6.1.0', '6.10', '2.6.32', '2.6.32.5', '5.15', '5.15.0.0', '7'),
    flavour: valuesOf('kernel_flavour'),
    architecture: valuesOf('architecture'),
    virtualisation: valuesOf('virtualisation'),
    technology: valuesOf('technology'),
    container: valuesOf('container'),
    machine_key: valuesOf('machine_key').filter((key) => key !== 'null'),
    configuration: valuesOf('configuration'),
    suite_epoch: fc.constantFrom('0', '1', '2'),
    profile: valuesOf('profile'),
    verdict: valuesOf('verdict'),
    historic: fc.constantFrom('vouched', 'include', 'only', 'exclude'),
    invalid: fc.constantFrom('include', 'exclude', 'only'),
    benchmark: fc.constantFrom('pipe.latency', 'pipe.throughput', 'shm_spin.latency'),
    sort: fc.constantFrom('-day', 'day', '-kernel', 'kernel', '-cpu', 'cpu'),
  },
  { requiredKeys: [] },
);
/** Few filters at a time, or hardly anything is found. */
const questions = fc.tuple(filters, fc.integer({ min: 0, max: 3 }), fc.nat()).map(([given, keep, start]) => {
  const entries = Object.entries(given);
  const order = [...entries.slice(start % (entries.length || 1)), ...entries];
  return Object.fromEntries(order.slice(0, keep).filter(([, value]) => value !== undefined)) as Record<string, string>;
});

describe('results', () => {
  it('lists the newest first, historic results not among them', () => {
    const found = ask({});
    expect(found).toEqual(expected({}));
    expect(found.length).toBeGreaterThan(100);
    expect(found.every(({ suite_epoch }) => suite_epoch !== 0)).toBe(true);
  });

  it('shows the richest packing of a historic run only', () => {
    expect(superseded.size).toBeGreaterThan(0);
    const found = ask({ historic: 'only' }).map(({ id }) => id);
    expect(found.length).toBeGreaterThan(1);
    expect(found.filter((id) => superseded.has(String(id)))).toEqual([]);
  });

  it('agrees with a naive reading of the documents on any combination of filters, order and page size', () => {
    let found = 0;
    fc.assert(
      fc.property(questions, fc.integer({ min: 1, max: 60 }), (given, limit) => {
        const answer = ask({ ...given, limit: String(limit) });
        found += answer.length;
        expect(answer).toEqual(expected(given));
      }),
      { numRuns: 400, seed: 11 },
    );
    expect(found).toBeGreaterThan(5000);
  });

  it('finds a CPU by part of its name in any case', () => {
    const found = ask({ cpu: 'e5-2670', historic: 'include' });
    expect(found.length).toBeGreaterThan(5);
    expect(found.every(({ cpu_name }) => String(cpu_name).includes('E5-2670'))).toBe(true);
  });

  it('takes 6.1 for 6.1.x, not for 6.10', () => {
    const found = new Set(ask({ kernel: '6.1' }).map(({ kernel }) => kernel));
    expect([...found].sort()).toEqual(['6.1.0', '6.1.119']);
  });
});
