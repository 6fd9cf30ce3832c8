import { type Points, unitValues } from '@ipc-bench/server/statistics/unit-values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const point = fc.record({
  result: fc.integer({ min: 0, max: 12 }),
  value: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -50, max: -1 })),
});
type Point = { result: number; value: number };
/** Four results belong to one unit. */
const columns = (points: readonly Point[]): Points => ({
  result: points.map(({ result }) => result),
  unit: points.map(({ result }) => result >> 2),
  value: points.map(({ value }) => value),
});
const byUnit = (points: Points) => new Map(unitValues(points).map((entry) => [entry.unit, entry]));

describe('unitValues', () => {
  it('takes medians level by level: points, results, units', () => {
    const found = byUnit(
      columns([
        { result: 0, value: 1 },
        { result: 0, value: 2 },
        { result: 0, value: 90 },
        { result: 1, value: 10 },
        { result: 2, value: 50 },
        { result: 5, value: 7 },
      ]),
    );
    // unit 0: medians of results 2, 10, 50; a median of all its points would be 10 as well, so weigh them:
    expect(found.get(0)).toEqual({ unit: 0, value: 10, results: 3 });
    expect(found.get(1)).toEqual({ unit: 1, value: 7, results: 1 });
  });

  it('gives a unit that hands in more no more weight', () => {
    const once = byUnit(
      columns([
        { result: 0, value: 3 },
        { result: 4, value: 9 },
      ]),
    );
    const often = byUnit(
      columns([
        { result: 0, value: 3 },
        { result: 1, value: 3 },
        { result: 2, value: 3 },
        { result: 4, value: 9 },
      ]),
    );
    expect(often.get(0)?.value).toBe(once.get(0)?.value);
    expect(often.size).toBe(once.size);
  });

  it('does not depend on the order of points', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        const sorted = (map: ReturnType<typeof byUnit>) => [...map.values()].sort((a, b) => a.unit - b.unit);
        expect(sorted(byUnit(columns([...points].reverse())))).toEqual(sorted(byUnit(columns(points))));
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it('keeps a median that hangs on a censored value censored', () => {
    expect(byUnit(columns([{ result: 0, value: -5 }])).get(0)?.value).toBe(-5);
    expect(
      byUnit(
        columns([
          { result: 0, value: -5 },
          { result: 0, value: 8 },
          { result: 0, value: 9 },
        ]),
      ).get(0)?.value,
    ).toBe(8);
  });
});
