// The figure of mechanisms over message size: a chart of all of them, or a strip of machines where there is one size.
import { SizeChart } from '../charts/size-chart.js';
import { StripChart, type StripGroup } from '../charts/strip-chart.js';
import { type Landscape, type LandscapePoint, type LandscapeSeries, messageSizes, toSizeSeries } from '../landscape.js';
import { counted, formatBytes, formatQuantity, formatRatio } from '../quantity.js';
import { capital, familyOf, metricName } from '../words.js';
import { Figure } from './figure.js';
import { LandscapeTable } from './landscape-table.js';
import { SeriesKey } from './series-key.js';

export interface LandscapeFigureProps {
  id: string;
  landscape: Landscape;
  /** Said before the finding: which placement and the like. */
  conditions: string;
  revision: string;
  /** Query string of the chart and its CSV alone. */
  files?: string;
}

export function LandscapeFigure({ id, landscape, conditions, revision, files }: LandscapeFigureProps) {
  const sizes = messageSizes(landscape);
  const axisTitle = metricName(landscape.metric);
  const label = `${axisTitle}, ${conditions}, by mechanism`;
  const series = toSizeSeries(landscape);
  return (
    <Figure
      id={id}
      finding={findingOf(landscape)}
      basis={basisOf(landscape, conditions)}
      revision={revision}
      data={[
        { label: 'numbers (JSON)', url: landscape.url },
        ...(files === undefined
          ? []
          : [
              { label: 'chart (CSV)', url: `/chart/landscape.csv${files}` },
              { label: 'chart (SVG)', url: `/chart/landscape.svg${files}` },
            ]),
      ]}
      table={<LandscapeTable landscape={landscape} conditions={conditions} />}
      draw={(width) =>
        sizes.length > 1 ? (
          <>
            <SizeChart
              series={series}
              unit={landscape.unit}
              axisTitle={axisTitle}
              label={label}
              width={width}
              height={width > 500 ? 440 : 380}
              hasLabels={width > 500}
              hasBands={series.length <= 4}
            />
            {width <= 500 && <SeriesKey series={series} />}
          </>
        ) : (
          <StripChart
            groups={stripGroups(landscape.series)}
            unit={landscape.unit}
            axisTitle={`${axisTitle}, ${formatBytes(sizes[0] ?? 0)}`}
            width={width}
            label={label}
          />
        )
      }
    />
  );
}

export function stripGroups(series: readonly LandscapeSeries[]): StripGroup[] {
  const rowOf = ({ label, mechanism, points }: LandscapeSeries) =>
    points.slice(0, 1).map(({ messageBytes, median, lowerQuartile, upperQuartile, dots }) => ({
      label: messageBytes === 0 ? `${label} (no data)` : label,
      family: familyOf(mechanism),
      median,
      lower: lowerQuartile,
      upper: upperQuartile,
      dots,
    }));
  return [
    {
      title: 'Spinning: each side burns a CPU while it waits',
      rows: series.filter((one) => one.isSpinning).flatMap(rowOf),
    },
    {
      title: 'Sleeping: the kernel wakes the other side',
      rows: series.filter((one) => !one.isSpinning).flatMap(rowOf),
    },
  ];
}

/** What the numbers rest on. */
export function basisOf({ results, units, era, metric, series }: Landscape, conditions: string): string {
  const hasDots = series.some(({ points }) => points.some(({ dots }) => dots.length > 1));
  return [
    `${capital(metricName(metric))}; ${conditions}.`,
    `n = up to ${counted(results, 'result')}; ${counted(units, 'unit')}, of which each counts once: bars are medians over units, bands their middle half${hasDots ? ', dots single results' : ''}.`,
    ...(metric === 'throughput'
      ? ['Payload only, writer → reader.']
      : ['One message there and one back, never halved.']),
    ...(era === 'historic' ? ['Historic suite (epoch 0): not comparable with today’s numbers.'] : []),
  ].join(' ');
}

/** What the chart shows, in a sentence or two; within one class of waiting, so that spinning does not win by definition. */
export function findingOf({ series, metric }: Landscape): string {
  const isRate = metric === 'throughput';
  const sleeping = series.filter(({ isSpinning }) => !isSpinning);
  const [spin] = series.filter(({ isSpinning }) => isSpinning);
  const [best] = sleeping;
  const first = best?.points[0];
  const spun = spin?.points[0];
  const told = (one: LandscapePoint) => formatQuantity(one.median);
  if (!best || !first)
    return spin && spun ? `${spin.label}: ${told(spun)}.` : 'Nothing was measured under these conditions.';
  const size = formatBytes(first.messageBytes);
  const worst = sleeping.at(-1);
  const other =
    worst !== best ? worst?.points.find(({ messageBytes }) => messageBytes === first.messageBytes) : undefined;
  const against = worst && other ? `; ${worst.label} ${told(other)}` : '';
  const [slow, quick] = [first.median.value, spun?.median.value];
  const times = slow && quick ? (isRate ? quick / slow : slow / quick) : 0;
  const beside =
    spin && spun && times > 1.05
      ? ` Spinning, which burns a CPU on each side, is ${formatRatio(times)} ${isRate ? 'faster' : 'quicker'}: ${spin.label} ${told(spun)}.`
      : '';
  const lead = isRate
    ? `At ${size} a message, the fastest that sleeps is`
    : `For ${size} there and back, the quickest that sleeps is`;
  return `${lead} ${best.label}: ${told(first)}${against}.${beside}`;
}
