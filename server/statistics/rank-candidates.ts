// Which of several ways of doing the same is best, when not every unit has measured every way.
import { highEnd } from './censored.js';
import { median } from './order-statistics.js';

export interface Candidate {
  name: string;
  /** Value by unit; censored ones as in `censored.ts`. */
  values: ReadonlyMap<number, number>;
}

export interface RankedCandidate {
  name: string;
  /** Units that have measured it, among those asked about. */
  units: number;
  /** Median over units of how many times worse it is than the reference; the best has the least. */
  score: number;
}

export interface Ranking {
  /** Best first. */
  ranked: RankedCandidate[];
  /** Those that too few units have measured to be placed. */
  unplaced: Omit<RankedCandidate, 'score'>[];
}

/**
 * Ranks by within-unit ratios to one reference, so that a way is not called slow because slow machines measured it. The
 * reference is the candidate that most units have measured. A candidate is placed when `least` units have measured it
 * together with the reference. A censored value stands at its bound: nothing is called better than it is known to be.
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  isAsked: (unit: number) => boolean,
  better: 'lower' | 'higher',
  least: number,
): Ranking {
  const asked = candidates.map(({ name, values }) => ({
    name,
    values: new Map([...values].filter(([unit, value]) => isAsked(unit) && value !== 0)),
  }));
  const reference = asked.reduce<Candidate | null>(
    (most, candidate) => (most && most.values.size >= candidate.values.size ? most : candidate),
    null,
  );
  const ranking: Ranking = { ranked: [], unplaced: [] };
  for (const { name, values } of asked) {
    const ratios = [...values].flatMap(([unit, value]) => {
      const other = reference?.values.get(unit);
      return other === undefined ? [] : [Math.log(highEnd(value)) - Math.log(highEnd(other))];
    });
    const units = values.size;
    if (ratios.length < least) ranking.unplaced.push({ name, units });
    else ranking.ranked.push({ name, units, score: Math.exp(median(ratios) * (better === 'lower' ? 1 : -1)) });
  }
  ranking.ranked.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return ranking;
}

/**
 * How much worse than its best the candidate is that a ranking advises for this unit: 0 is the best, 1 is twice as bad.
 * Of the ranking the first counts that the unit has measured; its best may be one that is not ranked. `null` where it has
 * measured fewer than two candidates, or none of those ranked.
 */
export function regretOf(
  ranked: readonly Pick<RankedCandidate, 'name'>[],
  candidates: readonly Candidate[],
  unit: number,
  better: 'lower' | 'higher',
): number | null {
  const measured = new Map(
    candidates.flatMap(({ name, values }): [string, number][] => {
      const value = values.get(unit);
      return value === undefined || value === 0 ? [] : [[name, highEnd(value)]];
    }),
  );
  const advised = ranked.map(({ name }) => measured.get(name)).find((value) => value !== undefined);
  if (advised === undefined || measured.size < 2) return null;
  return better === 'lower'
    ? advised / Math.min(...measured.values()) - 1
    : Math.max(...measured.values()) / advised - 1;
}
