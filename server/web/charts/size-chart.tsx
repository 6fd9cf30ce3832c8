// Mechanisms over message size, both axes logarithmic: the median as a line, up to the 99th percentile as a band.
import { area, line } from 'd3-shape';
import { formatBytes, formatQuantity, formatTick, type Quantity } from '../quantity.js';
import type { Family } from '../words.js';
import { logAxis, round, sizeAxis } from './axis.js';
import { Marker } from './marker.js';
import { spreadLabels } from './spread-labels.js';

export interface SizePoint {
  messageBytes: number;
  median: Quantity;
  /** The far end of the band, where it is known. */
  p99: number | null;
}

export interface SizeSeries {
  id: string;
  label: string;
  mechanism: string;
  /** What tells it apart from other ways of the mechanism. */
  way: string;
  family: Family;
  /** Position within its family: decides mark and dash. */
  variant: number;
  isSpinning: boolean;
  /** Ascending by size. */
  points: readonly SizePoint[];
}

export interface SizeChartProps {
  series: readonly SizeSeries[];
  unit: string;
  axisTitle: string;
  width: number;
  height: number;
  label: string;
  /** All values that share the axes; charts side by side give the same. */
  domain?: { sizes: readonly number[]; values: readonly number[] };
  /** Only these series are drawn in full, the others as a grey background. */
  highlight?: readonly string[];
  /** Names at the ends of the lines. */
  hasLabels: boolean;
  hasBands: boolean;
}

export function SizeChart(props: SizeChartProps) {
  const { series, unit, width, height, highlight, hasLabels, hasBands } = props;
  const box = { left: 72, right: width - (hasLabels ? labelWidth(series) : 14), top: 30, bottom: height - 44 };
  const { sizes, values } = props.domain ?? domainOf(series);
  const x = sizeAxis(sizes, [box.left, box.right], Math.floor((box.right - box.left) / 58));
  const y = logAxis(values, [box.bottom, box.top], Math.max(3, Math.floor((box.bottom - box.top) / 34)));
  const front = series.filter(({ id }) => highlight?.includes(id) ?? true);
  const back = series.filter((one) => !front.includes(one));
  const placeOf = (point: SizePoint) => ({ x: x.at(point.messageBytes), y: y.at(heightOf(point)) });
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={props.label}
    >
      <g class="grid">
        {y.minor.map((value) => (
          <path key={value} class="minor" d={`M${box.left} ${y.at(value)}H${box.right}`} />
        ))}
        {y.ticks.map((value) => (
          <path key={value} d={`M${box.left} ${y.at(value)}H${box.right}`} />
        ))}
        {x.ticks.map((value) => (
          <path key={value} class="minor" d={`M${x.at(value)} ${box.top}V${box.bottom}`} />
        ))}
      </g>
      <g class="axis">
        <text class="title" x={0} y={14}>
          {props.axisTitle}
        </text>
        {y.ticks.map((value) => (
          <text key={value} x={box.left - 8} y={y.at(value) + 4} text-anchor="end">
            {formatTick(value, unit)}
          </text>
        ))}
        {x.ticks.map((value) => (
          <text key={value} x={x.at(value)} y={box.bottom + 18} text-anchor="middle">
            {formatBytes(value)}
          </text>
        ))}
        <text class="title" x={(box.left + box.right) / 2} y={height - 6} text-anchor="middle">
          message size
        </text>
      </g>
      <g class="context">
        {back.map(({ id, points }) => (
          <path
            key={id}
            d={
              line<SizePoint>()
                .x((p) => placeOf(p).x)
                .y((p) => placeOf(p).y)(points) ?? ''
            }
          />
        ))}
      </g>
      {front.map(({ id, label, family, variant, isSpinning, points }) => (
        <g key={id} class={`series f-${family} n${variant % 4}${isSpinning ? ' spinning' : ''}`}>
          {hasBands && <Band points={points} x={x.at} y={y.at} />}
          <path
            class="line"
            d={
              line<SizePoint>()
                .x((p) => placeOf(p).x)
                .y((p) => placeOf(p).y)(points) ?? ''
            }
          />
          {points.map((point) => {
            const place = placeOf(point);
            const title = `${label}, ${formatBytes(point.messageBytes)}: ${formatQuantity(point.median)}`;
            if (point.median.value === null)
              return <path key={point.messageBytes} class="censored" d={`M${place.x} ${place.y}l-5-9h10z`} />;
            return <Marker key={point.messageBytes} {...place} shape={variant} title={title} />;
          })}
        </g>
      ))}
      {hasLabels && <EndLabels series={front} placeOf={placeOf} right={box.right} bounds={[box.top, box.bottom]} />}
    </svg>
  );
}

/** Room for the longest name at the end of a line. */
function labelWidth(series: readonly SizeSeries[]): number {
  return 24 + 7 * Math.max(10, ...series.map(({ label }) => label.length));
}

function Band({ points, x, y }: { points: readonly SizePoint[]; x(value: number): number; y(value: number): number }) {
  const known = points.filter((point) => point.p99 !== null && point.median.value !== null);
  if (known.length === 1)
    return known.map((point) => (
      <path
        key="only"
        class="whisker"
        d={`M${x(point.messageBytes)} ${y(point.median.value ?? 0)}V${y(point.p99 ?? 0)}m-4 0h8`}
      />
    ));
  const d = area<SizePoint>()
    .x((point) => x(point.messageBytes))
    .y0((point) => y(point.median.value ?? 0))
    .y1((point) => y(point.p99 ?? 0))(known);
  return <path class="band" d={d ?? ''} />;
}

function EndLabels({ series, placeOf, right, bounds }: EndLabelsProps) {
  const ends = series.flatMap((one) => {
    const last = one.points.at(-1);
    return last ? [{ ...one, ...placeOf(last) }] : [];
  });
  const places = spreadLabels(
    ends.map(({ y }) => y),
    15,
    bounds,
  );
  return (
    <g class="labels">
      {ends.map(({ id, label, family, x, y }, at) => (
        <g key={id} class={`f-${family}`}>
          <path class="leader" d={`M${round(x + 6)} ${y}L${right - 2} ${y}L${right + 8} ${round(places[at] ?? y)}`} />
          <text x={right + 12} y={round((places[at] ?? y) + 4)}>
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

interface EndLabelsProps {
  series: readonly SizeSeries[];
  placeOf(point: SizePoint): { x: number; y: number };
  right: number;
  bounds: readonly [number, number];
}

/** Of all points, bands included. */
export function domainOf(series: readonly SizeSeries[]): { sizes: number[]; values: number[] } {
  const points = series.flatMap((one) => one.points);
  return {
    sizes: points.map(({ messageBytes }) => messageBytes),
    values: points.flatMap((point) => [heightOf(point), ...(point.p99 === null ? [] : [point.p99])]),
  };
}

/** A censored median stands at its bound, with a mark that points below it. */
function heightOf({ median: { value, belowNs } }: SizePoint): number {
  return value ?? (belowNs ?? 1) * 1000;
}
