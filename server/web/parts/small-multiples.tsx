// One small chart per mechanism on common axes, the others grey behind it: each median with its band up to the 99th
// percentile, without lines that hide each other.
import { domainOf, SizeChart } from '../charts/size-chart.js';
import { type Landscape, toSizeSeries } from '../landscape.js';
import { metricName } from '../words.js';

export function SmallMultiples({ landscape }: { landscape: Landscape }) {
  const series = toSizeSeries(landscape);
  const domain = domainOf(series);
  if (series.length < 3 || new Set(domain.sizes).size < 2) return null;
  return (
    <section aria-labelledby="each">
      <h2 id="each">Each mechanism{landscape.metric === 'rtt_p50' ? ', with its 99th percentile' : ''}</h2>
      <ul class="multiples">
        {series.map(({ id, label }) => (
          <li key={id}>
            <h3>{label}</h3>
            <SizeChart
              series={series}
              highlight={id}
              domain={domain}
              unit={landscape.unit}
              axisTitle={metricName(landscape.metric)}
              label={`${label}: ${metricName(landscape.metric)} over message size; the numbers are in the table above`}
              width={300}
              height={230}
              hasLabels={false}
              hasBands
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
