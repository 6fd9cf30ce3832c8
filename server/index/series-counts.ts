// How many points of each series have which statistic, kept while results come and go.
import type { Database } from 'better-sqlite3';
import { type MeasurementNumbers, STATISTIC_COLUMNS } from './measurement-numbers.js';

export interface SeriesCounts {
  add(series: number, numbers: MeasurementNumbers): void;
  /** Takes off the points of a result, which must still be in table `measurement`. */
  subtract(sub: number): void;
  /** Writes what changed. */
  flush(): void;
}

export function seriesCounts(database: Database): SeriesCounts {
  /** By series: the change of each statistic's count. */
  const changes = new Map<number, number[]>();
  const pointsOf = database
    .prepare<[number], (number | null)[]>(
      `SELECT series, ${STATISTIC_COLUMNS.join(', ')} FROM measurement WHERE sub = ?`,
    )
    .raw();
  const put = database.prepare(`INSERT INTO series_count (series, statistic, points) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET points = points + excluded.points`);

  function note(series: number, statistics: readonly (number | null)[], step: 1 | -1): void {
    const change = changes.get(series) ?? STATISTIC_COLUMNS.map(() => 0);
    for (const [at, value] of statistics.entries()) if (value !== null) change[at] = (change[at] ?? 0) + step;
    changes.set(series, change);
  }

  return {
    add: (series, [, , ...numbers]) => note(series, numbers.slice(0, STATISTIC_COLUMNS.length), 1),
    subtract(sub) {
      for (const [series, ...statistics] of pointsOf.all(sub)) note(Number(series), statistics, -1);
    },
    flush() {
      for (const [series, change] of changes)
        for (const [at, points] of change.entries()) if (points !== 0) put.run(series, STATISTIC_COLUMNS[at], points);
      changes.clear();
    },
  };
}
