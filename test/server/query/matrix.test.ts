import type { Matrix, ResultDocument } from '@ipc-bench/schema/document';
import { matrix } from '@ipc-bench/server/query/matrix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, randomFrom } from '../../support/corpus.js';
import { plainDocument, signDocument, testKey } from '../../support/document.js';
import type { FleetResult } from '../../support/fleet.js';
import { type FleetIndex, fleetIndex } from '../../support/fleet-index.js';
import { type Row, resultRow } from '../../support/oracle.js';
import { quantileOf, unitsOf } from '../../support/unit-oracle.js';

const CPUS = [0, 1, 2, 3];

/** Off-diagonal cells around 90 ns; the diagonal is missing, one cell is censored now and then. */
function cells(random: ReturnType<typeof randomFrom>): Pick<Matrix, 'values_ps' | 'censored' | 'missing' | 'below_ns'> {
  const missing = CPUS.map((cpu) => cpu * 5);
  const censored = [1, 2, 6].filter(() => random(4) === 0);
  const values_ps = Array.from({ length: 16 }, (_, at) =>
    missing.includes(at) || censored.includes(at) ? 0 : 80_000 + random(30_000),
  );
  return { values_ps, censored, missing, ...(censored.length > 0 ? { below_ns: 60 } : {}) };
}

function results(): FleetResult[] {
  const random = randomFrom(3);
  return Array.from({ length: 14 }, (_, at) => {
    const machine = at % 6;
    const measurement: Matrix = {
      ...{ kind: 'matrix', benchmark: 'shm_spin.latency', version: '1.0.0', ordinal: 0 },
      parameters: {
        message_bytes: 64,
        idle: 'natural',
        touch: 'read_lines',
        pinned: true,
        write_in_place: true,
        read_in_place: true,
      },
      ...{ row: 'responder', column: 'initiator', statistic: 'p50', cpus: CPUS, n: 1000 },
      ...cells(random),
    };
    const members: Partial<ResultDocument> = {
      nonce: at.toString(16).padStart(32, '0'),
      day: `2026-05-${String(at + 1).padStart(2, '0')}`,
      measurements: [measurement],
      machine: { ...plainDocument().machine, memory: { class_bytes: 2 ** (machine < 4 ? 33 : 34) } },
    };
    return {
      ...fileOf(signDocument(plainDocument(members), testKey(`matrix ${machine}`))),
      source: `sha256:${`${machine}`.repeat(64)}`,
    };
  });
}

const all = results();
const units = unitsOf(all);
const rowOf = (result: FleetResult) => resultRow(result);
let data: FleetIndex;
beforeAll(async () => {
  data = await fleetIndex(all, afterAll);
});

/** Median over units of the median of their results, cell by cell. */
function typical(members: readonly FleetResult[]) {
  const byUnit = [...Map.groupBy(members, ({ id }) => units.get(id)).values()];
  const cellOf = ({ document }: FleetResult, at: number) => {
    const { values_ps, censored, below_ns = 0 } = document.measurements[0] as Matrix;
    return censored.includes(at) ? -1000 * below_ns : (values_ps[at] as number);
  };
  return Array.from({ length: 16 }, (_, at) =>
    at % 5 === 0
      ? null
      : quantileOf(
          byUnit.map((own) =>
            quantileOf(
              own.map((result) => cellOf(result, at)),
              0.5,
            ),
          ),
          0.5,
        ),
  );
}

function expectTypical(told: Row, members: readonly FleetResult[]) {
  const wanted = typical(members);
  expect(told.cells).toEqual(wanted.map((value) => (value === null || value < 0 ? null : Math.round(value))));
  expect(told.censored).toEqual(wanted.flatMap((value, at) => (value !== null && value < 0 ? [at] : [])));
  expect(told.missing).toEqual([0, 5, 10, 15]);
  expect(told).toMatchObject({ cpus: CPUS, row: 'responder', column: 'initiator', unit: 'ps', metric: 'rtt_p50' });
}

describe('matrix', () => {
  it('of a result is the matrix of its document', () => {
    for (const result of all) {
      const { matrices } = data.ask(matrix, { result: result.id });
      const { values_ps, censored, missing, below_ns } = result.document.measurements[0] as Matrix;
      expect(matrices).toHaveLength(1);
      expect(matrices[0]).toMatchObject({ units: 1, results: 1, censored, missing, below_ns: below_ns ?? null });
      expect(matrices[0].cells).toEqual(values_ps.map((value) => (value === 0 ? null : value)));
    }
  });

  it('of a machine is the median of its results', () => {
    for (const key of new Set(all.map(({ document }) => document.machine_key))) {
      const members = all.filter(({ document }) => document.machine_key === key);
      const { matrices } = data.ask(matrix, { machine_key: String(key) });
      expect(matrices[0]).toMatchObject({ units: 1, results: members.length });
      expectTypical(matrices[0], members);
    }
  });

  it('of a configuration is the median of its units', () => {
    let censored = 0;
    for (const configuration of new Set(all.map((result) => String(rowOf(result).configuration)))) {
      const members = all.filter((result) => rowOf(result).configuration === configuration);
      const { matrices } = data.ask(matrix, { configuration });
      expect(matrices[0]).toMatchObject({
        units: new Set(members.map(({ id }) => units.get(id))).size,
        results: members.length,
      });
      expectTypical(matrices[0], members);
      censored += matrices[0].censored.length;
    }
    expect(censored).toBeGreaterThan(0);
  });

  it('says which configurations have matrices when nobody in particular is asked for', () => {
    const { matrices, subjects } = data.ask(matrix);
    expect(matrices).toEqual([]);
    expect(subjects.map(({ results: count }: Row) => count)).toEqual([10, 4]);
    expect(data.ask(matrix, { benchmark: 'pipe.latency' }).subjects).toEqual([]);
  });
});
