// `/chart/landscape.*`: what Explore draws, with its parameters.
import { type ChartFile, formatCsv } from '../chart-file.js';
import { SizeChart } from '../charts/size-chart.js';
import { renderStandalone } from '../charts/standalone.js';
import { StripChart, stripHeight } from '../charts/strip-chart.js';
import { explore } from '../explore.js';
import { messageSizes, toSizeSeries } from '../landscape.js';
import { basisOf, findingOf, stripGroups } from '../parts/landscape-figure.js';
import { formatBytes } from '../quantity.js';
import { capital, metricName } from '../words.js';

const WIDTH = 860;
const HEIGHT = 440;

export const landscapeSvg: ChartFile = {
  path: '/chart/landscape.svg',
  type: 'image/svg+xml',
  answer({ read, query }) {
    const { landscape, conditions, revision } = read((ask) => explore(ask, query));
    const axisTitle = metricName(landscape.metric);
    const sizes = messageSizes(landscape);
    const common = { unit: landscape.unit, width: WIDTH, label: axisTitle };
    const groups = stripGroups(landscape.series);
    const isStrip = sizes.length < 2;
    return renderStandalone({
      title: `${capital(axisTitle)} by mechanism`,
      finding: findingOf(landscape),
      basis: basisOf(landscape, conditions),
      revision,
      width: WIDTH,
      height: isStrip ? stripHeight(groups, WIDTH) : HEIGHT,
      chart: isStrip ? (
        <StripChart {...common} groups={groups} axisTitle={`${axisTitle}, ${formatBytes(sizes[0] ?? 0)}`} />
      ) : (
        <SizeChart
          {...common}
          series={toSizeSeries(landscape)}
          axisTitle={axisTitle}
          height={HEIGHT}
          hasLabels
          hasBands={landscape.series.length <= 4}
        />
      ),
    });
  },
};

export const landscapeCsv: ChartFile = {
  path: '/chart/landscape.csv',
  type: 'text/csv; charset=utf-8',
  answer({ read, query }) {
    const { landscape } = read((ask) => explore(ask, query));
    const rows = landscape.series.flatMap(({ label, mechanism, isSpinning, points }) =>
      points.map((point) => [
        ...[
          mechanism,
          label,
          isSpinning ? 'spinning' : 'blocking',
          point.messageBytes,
          landscape.metric,
          landscape.unit,
        ],
        ...[point.median.value, point.median.belowNs, point.lowerQuartile.value, point.upperQuartile.value],
        ...[point.p99?.value ?? null, point.units, point.results, point.key],
      ]),
    );
    return formatCsv(
      [
        'mechanism',
        'way',
        'class',
        'message_bytes',
        'metric',
        'unit',
        'median',
        'below_ns',
        'lower_quartile',
        'upper_quartile',
        'p99',
        'units',
        'results',
        'key',
      ],
      rows,
    );
  },
};
