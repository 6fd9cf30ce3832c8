// `/chart/trend.*`: what the trend page draws, with its parameters; `at` picks one of several.
import { ServerError } from '../../errors.js';
import { type ChartFile, formatCsv } from '../chart-file.js';
import { renderStandalone } from '../charts/standalone.js';
import { TrendChart } from '../charts/trend-chart.js';
import type { PageRequest } from '../page.js';
import { trendBasis, trendChartProps, trendFinding } from '../parts/trend-figure.js';
import { readTrends, trendName } from '../trends.js';
import { capital, metricName } from '../words.js';

const WIDTH = 860;
const HEIGHT = 400;

function readTrend({ read, query }: PageRequest) {
  const at = query.get('at') ?? '0';
  const asked = new URLSearchParams(query);
  asked.delete('at');
  const trends = read((ask) => readTrends(ask, asked));
  const row = trends.rows[Number(at)];
  if (!/^\d$/.test(at) || !row) throw new ServerError('not_found', 'nothing was measured under these conditions');
  return { row, ...trends };
}

export const trendSvg: ChartFile = {
  path: '/chart/trend.svg',
  type: 'image/svg+xml',
  answer(request) {
    const { row, choice, revision } = readTrend(request);
    const props = trendChartProps(row, choice);
    return renderStandalone({
      title: `${capital(metricName(row.metric))} of ${trendName(row)}`,
      finding: trendFinding(row, choice.by),
      basis: trendBasis(row, choice),
      revision,
      width: WIDTH,
      height: HEIGHT,
      categories: props.lines.length > 1 ? props.lines.map(({ label }) => label) : [],
      chart: <TrendChart {...props} width={WIDTH} height={HEIGHT} />,
    });
  },
};

export const trendCsv: ChartFile = {
  path: '/chart/trend.csv',
  type: 'text/csv; charset=utf-8',
  answer(request) {
    const { row, choice } = readTrend(request);
    const steps = row.lines.flatMap(({ group, steps: ofLine }) => ofLine.map((step) => ({ group, ...step })));
    return formatCsv(
      [
        ...[choice.along, choice.by === 'none' ? 'group' : choice.by, 'metric', 'unit', 'median', 'below_ns'],
        ...['lower_quartile', 'upper_quartile', 'units', 'results', 'key'],
      ],
      steps.map(({ at, group, median, lower_quartile, upper_quartile, units, results }) => [
        ...[at, group, row.metric, row.unit, median.value, median.below_ns],
        ...[lower_quartile.value, upper_quartile.value, units, results, row.key],
      ]),
    );
  },
};
