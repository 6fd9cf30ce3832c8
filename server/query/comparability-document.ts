// The comparability table as a document for people (Markdown): per metric, which versions of a benchmark give numbers that
// may be compared, how many there are, and what errata say of them. Pure.
import type { Span } from '@ipc-bench/schema/comparability-spans';
import type { ErratumRow } from './errata.js';
import { listErrata } from './errata.js';
import type { Rows } from './rows.js';
import { type CountedSpan, listSpans } from './spans.js';

/** `counted` is absent where a table says what is possible, not what is there. */
export interface ComparabilityTable {
  spans: readonly (Span & Partial<Pick<CountedSpan, 'points' | 'errata'>>)[];
  counted?: { revision: string; errata: readonly ErratumRow[] };
}

const INTRODUCTION = `Two numbers may be compared exactly when their comparability keys are equal. A key names the benchmark, its epoch, the
identity parameters, the metric, its definition and its unit. Each row below is one *span*: numbers of all its versions share
keys wherever their identity parameters are equal. Numbers of two spans are never pooled and never put in one line.`;

/** The table of what the index holds. */
export function comparabilityDocument(rows: Rows): string {
  return formatComparability({
    spans: listSpans(rows),
    counted: { revision: rows.revision, errata: listErrata(rows) },
  });
}

export function formatComparability({ spans, counted }: ComparabilityTable): string {
  const byBenchmark = Map.groupBy(spans, ({ benchmark }) => benchmark);
  return `${[
    '# What may be compared',
    INTRODUCTION,
    ...(counted ? [`Counted at revision \`${counted.revision}\`.`] : []),
    ...[...byBenchmark].flatMap(([benchmark, all]) => [`## ${benchmark}`, spanTable(all, counted !== undefined)]),
    ...(counted ? ['## Errata', errataPart(counted.errata)] : []),
  ].join('\n\n')}\n`;
}

function spanTable(spans: ComparabilityTable['spans'], isCounted: boolean): string {
  const heads = [
    'metric',
    'unit',
    'epoch',
    'definition',
    'versions (suites)',
    ...(isCounted ? ['numbers', 'errata'] : []),
  ];
  return table(
    heads,
    joinAlike(spans).map(({ metrics, span }) => [
      metrics.join(', '),
      span.unit,
      String(span.epoch),
      String(span.definition),
      span.versions.map(formatVersion(span)).join('; '),
      ...(isCounted ? [String(span.points ?? 0), (span.errata ?? []).map(short).join(', ')] : []),
    ]),
  );
}

/** Metrics that differ in nothing else, counts included, share a row. */
function joinAlike(
  spans: ComparabilityTable['spans'],
): { metrics: string[]; span: ComparabilityTable['spans'][number] }[] {
  const groups = Map.groupBy(spans, ({ metric, versions, ...rest }) =>
    JSON.stringify([rest, versions.map(({ metric: name, ...version }) => [version, name === metric || name])]),
  );
  return [...groups.values()].flatMap((all) => {
    const [span] = all;
    return span ? [{ metrics: all.map(({ metric }) => metric), span }] : [];
  });
}

const formatVersion = (span: Span) => (one: Span['versions'][number]) => {
  const renamed =
    one.benchmark === span.benchmark && one.metric === span.metric ? '' : ` as ${one.benchmark} ${one.metric}`;
  const scaled = one.factor === 1 ? '' : `, in ${one.unit}, times ${one.factor}`;
  return `${one.version} (${one.suites.join(', ')}${scaled})${renamed}`;
};

function errataPart(errata: readonly ErratumRow[]): string {
  if (errata.length === 0) return 'None.';
  return table(
    ['erratum', 'effect', 'state', 'speaks of', 'reason', 'results', 'measurements'],
    errata.map((row) => [
      short(row.id),
      row.effect,
      row.state,
      selectorsOf(row) || 'everything',
      row.reason ?? '',
      String(row.results),
      String(row.points),
    ]),
  );
}

function selectorsOf({ subject, machine_key, benchmark, benchmark_version, runner }: ErratumRow): string {
  const words = { subject: subject && short(subject), 'machine key': machine_key && short(machine_key), benchmark };
  return Object.entries({ ...words, version: benchmark_version, runner })
    .flatMap(([name, value]) => (value ? [`${name} ${value}`] : []))
    .join(', ');
}

const short = (id: string) => id.slice(0, 12);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
