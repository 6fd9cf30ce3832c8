import { Marker } from '../charts/marker.js';
import type { SizeSeries } from '../charts/size-chart.js';

/** Names of the lines of a chart that has no room for them. */
export function SeriesKey({ series }: { series: readonly SizeSeries[] }) {
  return (
    <ul class="key">
      {series.map(({ id, label, family, variant, isSpinning }) => (
        <li key={id}>
          <svg
            class={`chart key-mark f-${family} series n${variant % 4}${isSpinning ? ' spinning' : ''}`}
            width="28"
            height="12"
            viewBox="0 0 28 12"
            aria-hidden="true"
          >
            <path class="line" d="M0 6H28" />
            <Marker x={14} y={6} shape={variant} />
          </svg>{' '}
          {label}
        </li>
      ))}
    </ul>
  );
}
