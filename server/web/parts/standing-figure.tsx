// Where one machine stands among all that measured the same: its number beside the middle half of everybody.
import { StripChart, type StripGroup } from '../charts/strip-chart.js';
import { quantityOf } from '../landscape.js';
import { counted, formatBytes, formatQuantity } from '../quantity.js';
import type { StandingAnswer, StandingRow } from '../rows.js';
import type { Conditions } from '../subject.js';
import { capital, familyOf, idleName, metricName, nameWays, placementName } from '../words.js';
import { Amount } from './amount.js';
import { DataTable } from './data-table.js';
import { Figure } from './figure.js';

export interface StandingFigureProps {
  answer: StandingAnswer;
  url: string;
  conditions: Conditions;
  isHistoric: boolean;
  /** Query string of the chart alone. */
  files: string;
}

interface Named extends StandingRow {
  label: string;
}

export function StandingFigure({ answer, url, conditions, isHistoric, files }: StandingFigureProps) {
  const rows = namedStandings(answer);
  if (rows.length === 0)
    return <p class="note">No other machine has measured the same yet, so there is nothing to stand among.</p>;
  const words = conditionWords(conditions);
  const title = capital(metricName(conditions.metric));
  return (
    <Figure
      id="standing"
      finding={standingFinding(rows)}
      basis={standingBasis(rows, conditions, isHistoric)}
      revision={answer.revision}
      data={[
        { label: 'numbers (JSON)', url },
        { label: 'chart (SVG)', url: `/chart/standing.svg?${files}` },
      ]}
      table={
        <DataTable
          caption={`${title}, ${words}: this machine among all others`}
          rows={rows}
          keyOf={({ key }) => key}
          columns={[
            { title: 'mechanism', isHeader: true, cell: ({ label }) => label },
            {
              title: 'this machine',
              isNumber: true,
              cell: ({ value, unit }) => <Amount {...quantityOf(value, unit)} />,
            },
            { title: 'better than', isNumber: true, cell: ({ percentile }) => `${Math.round(percentile ?? 0)} %` },
            { title: 'other units', isNumber: true, cell: ({ others }) => others },
            {
              title: 'median of all',
              isNumber: true,
              cell: ({ everybody, unit }) => <Amount {...quantityOf(everybody.median, unit)} />,
            },
            { title: 'results', isNumber: true, cell: ({ results }) => results },
          ]}
        />
      }
      draw={(width) => (
        <StripChart
          groups={standingGroups(rows)}
          unit={rows[0]?.unit ?? 'ps'}
          axisTitle={`${metricName(conditions.metric)}, ${words}`}
          width={width}
          label={`${title} of this machine among all others`}
        />
      )}
    />
  );
}

/** Those that anybody else has measured too, the best standing first. */
export function namedStandings({ standings }: StandingAnswer): Named[] {
  const names = nameWays(standings);
  return standings
    .map((one, at) => ({ ...one, label: names[at]?.label ?? one.mechanism }))
    .filter(({ others, parameters: { touch } }) => others > 0 && (touch === undefined || touch === 'read_lines'))
    .sort((a, b) => (b.percentile ?? 0) - (a.percentile ?? 0));
}

export function standingGroups(rows: readonly Named[]): StripGroup[] {
  const rowOf = ({ label, mechanism, value, unit, percentile, everybody }: Named) => ({
    label,
    family: familyOf(mechanism),
    median: quantityOf(everybody.median, unit),
    lower: quantityOf(everybody.lower_quartile, unit),
    upper: quantityOf(everybody.upper_quartile, unit),
    dots: [],
    own: { quantity: quantityOf(value, unit), note: `better than ${Math.round(percentile ?? 0)} %` },
  });
  return [
    { title: 'Spinning', rows: rows.filter((one) => one.class === 'spinning').map(rowOf) },
    { title: 'Sleeping', rows: rows.filter((one) => one.class === 'blocking').map(rowOf) },
  ];
}

export function standingFinding(rows: readonly Named[]): string {
  const [best] = rows;
  const worst = rows.at(-1);
  if (!best || !worst) return 'Nothing to stand among.';
  const told = ({ label, percentile, value, unit }: Named) =>
    `${label} (${formatQuantity(quantityOf(value, unit))}) is better than on ${Math.round(percentile ?? 0)} % of the others`;
  return capital(best === worst ? `${told(best)}.` : `${told(best)}, ${told(worst)}.`);
}

export function standingBasis(rows: readonly Named[], conditions: Conditions, isHistoric: boolean): string {
  const most = Math.max(...rows.map(({ everybody }) => everybody.units));
  const results = Math.max(...rows.map(({ everybody }) => everybody.results));
  return [
    `${capital(metricName(conditions.metric))}; ${conditionWords(conditions)}; n = up to ${counted(results, 'result')} of ${counted(most, 'unit')}, each counted once.`,
    'Diamonds are this machine, bars the median of all, bands their middle half.',
    ...(conditions.metric === 'throughput' ? ['Payload only.'] : ['One message there and one back, never halved.']),
    ...(isHistoric ? ['Historic suite (epoch 0): held against historic results only.'] : []),
  ].join(' ');
}

export function conditionWords({ placement, idle, size }: Conditions): string {
  return [
    ...(size === undefined ? [] : [formatBytes(size)]),
    ...(placement === undefined ? [] : [placementName(placement)]),
    ...(idle === undefined ? [] : [idleName(idle)]),
  ].join(', ');
}
