// What an answer is not made of, counted: a reader must be able to see what a number leaves out, and why.
import { field } from '../answer-field.js';
import type { AskedResults } from './asked-results.js';
import type { Rows } from './rows.js';
import type { SeriesPoints } from './series-points.js';
import type { Sampling } from './unit-samples.js';

export const LEFT_OUT = field.object(
  {
    second_packing: field.count('results: another packing of the same historic run counts instead', 2),
    declared_invalid: field.count('results that a trusted maintainer declared invalid', 0),
    not_vouched_for: field.count('unsigned historic results that no trusted maintainer vouches for', 4),
    flagged: field.count('results some or all of whose numbers have a flag that `without` names', 1),
    other_keys: field.count('results that measured these benchmarks, but only under keys that are not shown', 12),
    unknown_benchmarks: field.count('results with benchmarks that this service does not know, here or elsewhere', 0),
    groups_without_interval: field.count('groups shown that have too few units for an interval', 1),
  },
  'results that pass the filters given and are not counted, by reason; one may have several',
);

export class LeftOutTally {
  readonly #asked: AskedResults;
  readonly #sampling: Sampling;
  readonly #reasons = new Map<string, Set<number>>();
  readonly #seen = new Set<number>();
  #groupsWithoutInterval = 0;

  constructor(asked: AskedResults, sampling: Sampling) {
    this.#asked = asked;
    this.#sampling = sampling;
  }

  /** Looks at the points of one comparison. */
  look({ subs, flags }: SeriesPoints): void {
    const { results, without } = this.#sampling;
    for (let at = 0; at < subs.length; at++) {
      const sub = subs[at] as number;
      if (this.#asked.asked[sub] !== 1) continue;
      if (this.#asked.counted[sub] !== 1) this.#note(this.#asked.reason(sub), sub);
      else {
        this.#seen.add(sub);
        if (results[sub] !== 1 || ((flags[at] as number) & without) !== 0) this.#note('flagged', sub);
      }
    }
  }

  /** Looks at the groups that are shown. */
  lookAtGroups(groups: readonly { interval: unknown }[]): void {
    this.#groupsWithoutInterval += groups.filter(({ interval }) => interval === null).length;
  }

  /** `benchmarks` are those that the question is about. */
  format(rows: Rows, benchmarks: readonly string[]) {
    const count = (reason: string) => this.#reasons.get(reason)?.size ?? 0;
    const measured = benchmarks.flatMap((benchmark) => resultsThatMeasured(rows, benchmark));
    const isOther = (sub: number) => this.#sampling.results[sub] === 1 && !this.#seen.has(sub);
    return {
      second_packing: count('second_packing'),
      declared_invalid: count('declared_invalid'),
      not_vouched_for: count('not_vouched_for'),
      flagged: count('flagged'),
      other_keys: new Set(measured.filter(isOther)).size,
      unknown_benchmarks: resultsWithUnknown(rows).filter((sub) => this.#sampling.results[sub] === 1).length,
      groups_without_interval: this.#groupsWithoutInterval,
    };
  }

  #note(reason: string, sub: number): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? new Set()).add(sub));
  }
}

function resultsThatMeasured(rows: Rows, benchmark: string): readonly number[] {
  const sql = `SELECT c.sub FROM benchmark AS b CROSS JOIN coverage AS c ON c.benchmark = b.benchmark
WHERE b.name = ? AND c.measurements > 0`;
  return rows.remember(`measured ${benchmark}`, () => rows.all(sql, [benchmark]).map(([sub]) => Number(sub)));
}

function resultsWithUnknown(rows: Rows): readonly number[] {
  return rows.remember('unknown benchmarks', () =>
    rows.all('SELECT sub FROM submission WHERE unread > 0', []).map(([sub]) => Number(sub)),
  );
}
