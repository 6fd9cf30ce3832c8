// Which results lie far off their replicates: the other results of the same configuration in the same series. Worked out
// for whole configurations, so it does not depend on which result came first.
import type { Database } from 'better-sqlite3';
import { ofCensored } from '../statistics/censored.js';
import { median } from '../statistics/order-statistics.js';
import { MIN_REPLICATES, outliers } from '../statistics/outliers.js';

/** Results that count as replicates: not a second packing of one, and not declared invalid. */
const RESULTS =
  'SELECT sub, resolution_ns FROM submission WHERE configuration = ? AND is_superseded = 0 AND is_invalid = 0';

/** The number that stands for a point, in the unit of its metric; censored as in `statistics/censored.ts`. */
const POINTS = `
SELECT series, iif(number < 0, number * 1000, number) FROM (
  SELECT series, coalesce(p50, batched_mean) AS number FROM measurement WHERE sub = ?
) WHERE number IS NOT NULL`;

/** Fills table `off_replicates` anew for these configurations. */
export function markOffReplicates(database: Database, configurations: Iterable<string>): void {
  const forget = database.prepare(
    'DELETE FROM off_replicates WHERE sub IN (SELECT sub FROM submission WHERE configuration = ?)',
  );
  const results = database.prepare<[string], [number, number]>(RESULTS).raw();
  const points = database.prepare<[number], [number, number]>(POINTS).raw();
  const mark = database.prepare('INSERT INTO off_replicates (sub, series) VALUES (?, ?)');
  for (const configuration of configurations) {
    forget.run(configuration);
    const found = results.all(configuration);
    if (found.length < MIN_REPLICATES) continue;
    const resolutionPs = 1000 * Math.max(...found.map(([, ns]) => ns));
    const bySeries = new Map<number, Map<number, number[]>>();
    for (const [sub] of found)
      for (const [series, value] of points.all(sub)) {
        const subs = bySeries.get(series) ?? new Map<number, number[]>();
        bySeries.set(series, subs.set(sub, [...(subs.get(sub) ?? []), value]));
      }
    for (const [series, subs] of bySeries) {
      const values = Array.from(subs.values(), (own) => ofCensored(own, median));
      const isOff = outliers(values, resolutionPs);
      [...subs.keys()].forEach((sub, at) => {
        if (isOff[at]) mark.run(sub, series);
      });
    }
  }
}
