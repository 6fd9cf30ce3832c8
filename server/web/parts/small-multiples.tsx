// One small chart per mechanism on common axes, the others grey behind it: each median with its band up to the 99th
// percentile, without lines that hide each other.
import { domainOf, SizeChart, type SizeSeries } from '../charts/size-chart.js';
import { type Landscape, messageSizes, toSizeSeries } from '../landscape.js';
import { mechanismName, metricName } from '../words.js';
import { SeriesKey } from './series-key.js';

export function SmallMultiples({ landscape }: { landscape: Landscape }) {
  const series = toSizeSeries(landscape);
  const domain = domainOf(series);
  if (series.length < 3 || messageSizes(landscape).length < 2) return null;
  return (
    <section aria-labelledby="each">
      <h2 id="each">Each mechanism{landscape.metric === 'rtt_p50' ? ', with its 99th percentile' : ''}</h2>
      <ul class="multiples">
        {[...Map.groupBy(series, ({ mechanism }) => mechanism)].map(([mechanism, ways]) => (
          <li key={mechanism}>
            <h3>{mechanismName(mechanism)}</h3>
            <SizeChart
              series={series}
              highlight={ways.map(({ id }) => id)}
              domain={domain}
              unit={landscape.unit}
              axisTitle={metricName(landscape.metric)}
              label={`${mechanismName(mechanism)}: ${metricName(landscape.metric)} over message size; the numbers are in the table above`}
              width={300}
              height={230}
              hasLabels={false}
              hasBands={ways.length === 1}
            />
            {ways.length > 1 && <SeriesKey series={ways.map(byWay)} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Under the name of the mechanism the way alone is enough. */
function byWay(series: SizeSeries): SizeSeries {
  return { ...series, label: series.way };
}
