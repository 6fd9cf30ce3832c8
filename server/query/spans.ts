// The comparability table: which versions of a benchmark give numbers that may be compared, metric by metric, how many
// such numbers there are, and which errata speak of them.
import { comparabilitySpans, type Span } from '@ipc-bench/schema/comparability-spans';
import { builtInRegistry, type Registry } from '@ipc-bench/schema/registry';
import { field } from '../answer-field.js';
import { type ErratumRow, listErrata } from './errata.js';
import type { Rows } from './rows.js';

const { count, list, number, object, text, word, words } = field;

export interface CountedSpan extends Span {
  /** Numbers in the index. */
  points: number;
  /** Ids of acting errata that name the benchmark, in a version of this span or in every one. */
  errata: string[];
}

export const SPAN = object(
  {
    benchmark: text('benchmark id, as the newest version calls it', 'pipe.latency'),
    epoch: count('epoch of the benchmark', 1),
    metric: text('name of the number', 'rtt_p50'),
    definition: count('how it is computed', 1),
    unit: text('ps, B/s, ps/KiB', 'ps'),
    better: word(['lower', 'higher'], 'which direction is good'),
    versions: list(
      object(
        {
          benchmark: text('benchmark id at that version', 'pipe.latency'),
          version: text('version of the benchmark', '1.0.0'),
          suites: words('suites that hold it', ['1.0.0']),
          metric: text('name of the number at that version', 'rtt_p50'),
          unit: text('its unit at that version', 'ps'),
          factor: number('its values times this are in the unit of the span', 1),
        },
        'one version of the benchmark',
      ),
      'oldest first: their numbers may be compared with each other where identity parameters are equal',
    ),
    points: count('such numbers in the index, historic and invalid results included', 4200),
    errata: words('ids of errata that hold here and name this benchmark in one of these versions or in all', []),
  },
  'numbers that share a comparability key wherever their identity parameters are equal',
);

/** `registry` is that of this build; tests pass one of another age. */
export function listSpans(rows: Rows, registry: Registry = builtInRegistry): CountedSpan[] {
  const points = countPoints(rows);
  const acting = listErrata(rows).filter(({ state }) => state === 'acting');
  return comparabilitySpans(registry).map((span) => ({
    ...span,
    points: points.get(nameOf(span)) ?? 0,
    errata: acting.filter((erratum) => names(erratum, span)).map(({ id }) => id),
  }));
}

function names({ benchmark, benchmark_version }: ErratumRow, { versions }: Span): boolean {
  return versions.some(
    (one) => one.benchmark === benchmark && (benchmark_version === null || one.version === benchmark_version),
  );
}

function nameOf({
  benchmark,
  epoch,
  metric,
  definition,
  unit,
}: Pick<Span, 'benchmark' | 'epoch' | 'metric' | 'definition' | 'unit'>) {
  return [benchmark, epoch, metric, definition, unit].join(' ');
}

function countPoints(rows: Rows): Map<string, number> {
  const found = rows.all(
    `SELECT e.benchmark, e.benchmark_epoch, k.metric, k.definition, k.unit, sum(c.points)
FROM series AS e CROSS JOIN series_key AS k ON k.series = e.series
CROSS JOIN series_count AS c ON c.series = e.series AND c.statistic = k.statistic
GROUP BY 1, 2, 3, 4, 5`,
    [],
  );
  return new Map(found.map((row) => [row.slice(0, 5).join(' '), Number(row[5])]));
}
