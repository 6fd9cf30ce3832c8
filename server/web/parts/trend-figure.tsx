// A number along kernels or dates, native against virtualised.
import { CategoryKey } from '../charts/dot-chart.js';
import { TrendChart, type TrendLine, type TrendStep } from '../charts/trend-chart.js';
import { counted, formatQuantity, formatRatio } from '../quantity.js';
import type { TrendRow } from '../rows.js';
import { type TrendChoice, trendLines, trendName } from '../trends.js';
import { capital, metricName } from '../words.js';
import { Amount } from './amount.js';
import { DataTable } from './data-table.js';
import { Figure } from './figure.js';

export interface TrendFigureProps {
  row: TrendRow;
  choice: Pick<TrendChoice, 'along' | 'by' | 'era'>;
  revision: string;
  /** Question of the numbers. */
  url: string;
  id: string;
  /** Query string of the chart and its CSV alone. */
  files?: string;
}

export const STEP_TITLES: Readonly<Record<string, string>> = {
  kernel_line: 'kernel',
  year: 'year (UTC)',
  month: 'month (UTC)',
  day: 'day (UTC)',
};

export function TrendFigure({ row, choice, revision, url, id, files }: TrendFigureProps) {
  const lines = trendLines(row, choice.by);
  return (
    <Figure
      id={id}
      finding={trendFinding(row, choice.by)}
      basis={trendBasis(row, choice)}
      revision={revision}
      data={[
        { label: 'numbers (JSON)', url },
        ...(files === undefined
          ? []
          : [
              { label: 'chart (CSV)', url: `/chart/trend.csv${files}` },
              { label: 'chart (SVG)', url: `/chart/trend.svg${files}` },
            ]),
      ]}
      table={<StepTable row={row} lines={lines} along={choice.along} />}
      draw={(width) => (
        <>
          {lines.length > 1 && <CategoryKey categories={lines.map(({ label }) => label)} />}
          <TrendChart {...trendChartProps(row, choice, lines)} width={width} height={width > 500 ? 400 : 340} />
        </>
      )}
    />
  );
}

export function trendChartProps(
  row: TrendRow,
  { along, by }: Pick<TrendChoice, 'along' | 'by'>,
  lines: TrendLine[] = trendLines(row, by),
) {
  return {
    ...{ lines, isTime: along !== 'kernel_line', unit: row.unit },
    axisTitle: metricName(row.metric),
    stepTitle: STEP_TITLES[along] ?? along,
    label: `${capital(metricName(row.metric))} of ${trendName(row)} along ${STEP_TITLES[along] ?? along}; the table gives the numbers`,
  };
}

/** First against last step of the line with most steps; then the lines against each other where they overlap. */
export function trendFinding(row: TrendRow, by: string): string {
  const lines = trendLines(row, by);
  const longest = lines.reduce<TrendLine | undefined>(
    (best, line) => (best && best.steps.length >= line.steps.length ? best : line),
    undefined,
  );
  const first = longest?.steps[0];
  const last = longest?.steps.at(-1);
  if (!longest || !first || !last) return 'Nothing was measured under these conditions.';
  const name = capital(trendName(row));
  const who = lines.length > 1 || longest.label !== 'all machines' ? ` on ${longest.label}` : '';
  if (first === last) return `${name}${who}: ${formatQuantity(first.median)} at ${first.at}, the only step so far.`;
  const [from, to] = [first.median.value, last.median.value];
  const ratio = from && to ? Math.max(from, to) / Math.min(from, to) : 0;
  const isMore = from !== null && to !== null && to > from;
  const change =
    ratio > 1.05 ? ` (${formatRatio(ratio)} ${isMore ? 'more' : 'less'})` : ratio > 0 ? ' (about the same)' : '';
  return `${name}${who}: ${formatQuantity(first.median)} at ${first.at}, ${formatQuantity(last.median)} at ${last.at}${change}.`;
}

export function trendBasis(row: TrendRow, { era, by }: Pick<TrendChoice, 'era' | 'by'>): string {
  const steps = row.lines.flatMap((line) => line.steps);
  const results = steps.reduce((sum, step) => sum + step.results, 0);
  const fewest = Math.min(...steps.map(({ units }) => units));
  const most = Math.max(...steps.map(({ units }) => units));
  const units = fewest === most ? counted(most, 'unit') : `${fewest} to ${counted(most, 'unit')}`;
  return [
    `${capital(metricName(row.metric))}; n = ${counted(results, 'result')}, ${units} a step, each counted once; marks are medians, bars the middle half, open marks a single unit.`,
    `Steps are not of the same machines, so a change may be theirs${by === 'virtualisation' ? '; lines are observational' : ''}.`,
    ...(row.metric === 'throughput'
      ? ['Payload only, writer → reader.']
      : ['One message there and one back, never halved.']),
    ...(era === 'historic' ? ['Historic suite (epoch 0): not comparable with today’s numbers.'] : []),
  ].join(' ');
}

interface StepOfLine {
  line: TrendLine;
  step: TrendStep;
}

function StepTable({ row, lines, along }: { row: TrendRow; lines: readonly TrendLine[]; along: string }) {
  const amount = (value: number | null) =>
    value === null ? '' : <Amount value={value} belowNs={null} unit={row.unit} />;
  const rows: StepOfLine[] = lines.flatMap((line) => line.steps.map((step) => ({ line, step })));
  return (
    <DataTable
      caption={`${capital(metricName(row.metric))} of ${trendName(row)}, step by step`}
      rows={rows}
      keyOf={({ line, step }) => `${line.label} ${step.at}`}
      {...(lines.length > 1 ? { groupOf: ({ line }: StepOfLine) => line.label } : {})}
      columns={[
        { title: STEP_TITLES[along] ?? along, isHeader: true, cell: ({ step }) => step.at },
        { title: 'median', isNumber: true, cell: ({ step }) => <Amount {...step.median} /> },
        { title: 'lower quartile', isNumber: true, cell: ({ step }) => amount(step.lower) },
        { title: 'upper quartile', isNumber: true, cell: ({ step }) => amount(step.upper) },
        { title: 'units', isNumber: true, cell: ({ step }) => step.units },
      ]}
    />
  );
}
