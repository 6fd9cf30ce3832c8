import { type Candidate, rankCandidates, regretOf } from '@ipc-bench/server/statistics/rank-candidates';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const candidate = (name: string, values: Record<number, number>): Candidate => ({
  name,
  values: new Map(Object.entries(values).map(([unit, value]) => [Number(unit), value])),
});
const everybody = () => true;
const names = (ranking: ReturnType<typeof rankCandidates>) => ranking.ranked.map(({ name }) => name);

describe('rankCandidates', () => {
  it('compares within units: a way is not slow because slow machines measured it', () => {
    // Every machine that has both finds `b` twice as fast, but only slow machines have measured it.
    const a = candidate('a', { 1: 10, 2: 11, 3: 12, 4: 1000, 5: 1100 });
    const b = candidate('b', { 4: 500, 5: 550 });
    const ranking = rankCandidates([a, b], everybody, 'lower', 2);
    expect(names(ranking)).toEqual(['b', 'a']);
    expect(ranking.ranked[0]?.score).toBeCloseTo(0.5, 9);
    expect(names(rankCandidates([a, b], everybody, 'higher', 2))).toEqual(['a', 'b']);
  });

  it('places only what enough of the units asked about have measured', () => {
    const ways = [candidate('a', { 1: 1, 2: 1, 3: 1 }), candidate('b', { 1: 2, 2: 2, 9: 2 })];
    expect(rankCandidates(ways, everybody, 'lower', 3)).toMatchObject({ unplaced: [{ name: 'b', units: 3 }] });
    expect(names(rankCandidates(ways, everybody, 'lower', 2))).toEqual(['a', 'b']);
    expect(names(rankCandidates(ways, (unit) => unit === 9, 'lower', 1))).toEqual(['b']);
    expect(rankCandidates([], everybody, 'lower', 1)).toEqual({ ranked: [], unplaced: [] });
  });

  it('calls nothing better than it is known to be', () => {
    const ways = [candidate('sure', { 1: 50, 2: 50 }), candidate('censored', { 1: -1000, 2: -1000 })];
    expect(names(rankCandidates(ways, everybody, 'lower', 1))).toEqual(['sure', 'censored']);
  });

  it('does not hang on how fast machines are as a whole', () => {
    const table = fc.array(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 }), {
      minLength: 4,
      maxLength: 9,
    });
    fc.assert(
      fc.property(table, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 9, maxLength: 9 }), (rows, speeds) => {
        const ways = (factor: (unit: number) => number) =>
          ['a', 'b', 'c'].map((name, column) =>
            candidate(
              name,
              Object.fromEntries(rows.map((row, unit) => [unit, (row[column] as number) * factor(unit)])),
            ),
          );
        const plain = rankCandidates(
          ways(() => 1),
          everybody,
          'lower',
          2,
        ).ranked;
        const scaled = rankCandidates(
          ways((unit) => speeds[unit] as number),
          everybody,
          'lower',
          2,
        ).ranked;
        plain.forEach(({ name, score }) => {
          expect(scaled.find((one) => one.name === name)?.score).toBeCloseTo(score, 6);
        });
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('regretOf', () => {
  const ways = [candidate('a', { 1: 10, 2: 30 }), candidate('b', { 1: 20, 2: 10 }), candidate('c', { 2: 5, 3: 1 })];
  const ranked = ['a', 'b', 'c'].map((name) => ({ name }));

  it('is what the advised way costs beyond the best of that unit', () => {
    expect(regretOf(ranked, ways, 1, 'lower')).toBe(0);
    expect(regretOf(ranked, ways, 2, 'lower')).toBe(5);
    expect(regretOf(ranked, ways, 1, 'higher')).toBe(1);
  });

  it('takes the first of the ranking that the unit has measured, and knows where there is no choice', () => {
    expect(regretOf([{ name: 'c' }, { name: 'b' }], ways, 1, 'lower')).toBe(1);
    expect(regretOf(ranked, ways, 3, 'lower')).toBeNull();
    expect(regretOf([], ways, 1, 'lower')).toBeNull();
  });
});
