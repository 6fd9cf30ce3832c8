// One machine over time: a few of its mechanisms, day by day.
import { CategoryKey } from '../charts/dot-chart.js';
import { TrendChart, type TrendLine, type TrendStep } from '../charts/trend-chart.js';
import { quantityOf } from '../landscape.js';
import { counted, formatQuantity } from '../quantity.js';
import type { TrendAnswer, TrendRow } from '../rows.js';
import type { Conditions } from '../subject.js';
import { capital, metricName, nameWays } from '../words.js';
import { Amount } from './amount.js';
import { DataTable } from './data-table.js';
import { Figure } from './figure.js';
import { conditionWords } from './standing-figure.js';

export interface OverTimeFigureProps {
  answer: TrendAnswer;
  url: string;
  conditions: Conditions;
}

/** Drawn first where they have been measured: one of each kind. */
const USUAL = ['pipe', 'unix_stream', 'tcp', 'shm_futex', 'shm_spin', 'posix_mq'];
const MOST_LINES = 6;

export function OverTimeFigure({ answer, url, conditions }: OverTimeFigureProps) {
  const all = linesOf(answer.trends);
  const lines = all.slice(0, MOST_LINES).map(({ line }, category) => ({ ...line, category }));
  const [first] = lines;
  if (!first || first.steps.length < 2) return null;
  const results = Math.max(
    ...answer.trends.map(({ lines: [line] }) => sumOf(line?.steps.map((step) => step.results) ?? [])),
  );
  const metric = metricName(conditions.metric);
  const [from, to] = [first.steps[0], first.steps.at(-1)] as [TrendStep, TrendStep];
  return (
    <Figure
      id="over-time"
      finding={`${capital(first.label)}: ${formatQuantity(from.median)} on ${from.at}, ${formatQuantity(to.median)} on ${to.at}.`}
      basis={`${capital(metric)}; ${conditionWords(conditions)}; n = up to ${counted(results, 'result')} of 1 machine. Kernel and settings may have changed from day to day; the list of results says which.`}
      revision={answer.revision}
      data={[{ label: 'numbers (JSON)', url }]}
      table={
        <DataTable
          caption={`${capital(metric)}, ${conditionWords(conditions)}, day by day`}
          rows={all.flatMap(({ line }) => line.steps.map((step) => ({ line, step })))}
          keyOf={({ line, step }) => `${line.label} ${step.at}`}
          groupOf={({ line }: { line: TrendLine; step: TrendStep }) => line.label}
          columns={[
            { title: 'day (UTC)', isHeader: true, cell: ({ step }) => step.at },
            { title: 'median', isNumber: true, cell: ({ step }) => <Amount {...step.median} /> },
          ]}
        />
      }
      draw={(width) => (
        <>
          <CategoryKey categories={lines.map(({ label }) => label)} />
          <TrendChart
            lines={lines}
            isTime
            hasUnits={false}
            unit={answer.trends[0]?.unit ?? 'ps'}
            axisTitle={metric}
            stepTitle="day (UTC)"
            width={width}
            height={width > 500 ? 360 : 320}
            label={`${capital(metric)} of this machine over time`}
          />
        </>
      )}
    />
  );
}

function linesOf(trends: readonly TrendRow[]): { mechanism: string; line: TrendLine }[] {
  const told = trends
    .filter(({ parameters: { touch } }) => touch === undefined || touch === 'read_lines')
    .map((trend) => ({ ...trend, mechanism: (trend.benchmark ?? '').split('.')[0] ?? '' }));
  const names = nameWays(told);
  const rank = (mechanism: string) => (USUAL.includes(mechanism) ? USUAL.indexOf(mechanism) : USUAL.length);
  return told
    .map(({ mechanism, lines: [line], unit }, at) => ({
      mechanism,
      line: {
        label: names[at]?.label ?? mechanism,
        category: 0,
        steps: (line?.steps ?? []).map((step) => ({
          ...{ at: step.at, units: step.units, median: quantityOf(step.median, unit), lower: null, upper: null },
        })),
      },
    }))
    .sort((a, b) => rank(a.mechanism) - rank(b.mechanism));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
