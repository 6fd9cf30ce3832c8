// One row per mechanism on a logarithmic axis, for one message size: a band from the lower to the upper quartile over
// units, a bar at their median, and, where they are few, a dot for every number.
import type { ComponentChildren } from 'preact';
import { formatQuantity, formatTick, type Quantity } from '../quantity.js';
import type { Family } from '../words.js';
import { logAxis, round } from './axis.js';
import { Marker } from './marker.js';

export interface StripRow {
  label: string;
  family: Family;
  median: Quantity;
  lower: Quantity;
  upper: Quantity;
  /** Single numbers; may be none. */
  dots: readonly Quantity[];
  /** A number that is to stand out, and what is said of it. */
  own?: { quantity: Quantity; note: string };
}

export interface StripGroup {
  title: string;
  rows: readonly StripRow[];
}

const NARROW = 500;

/** `label` names the chart for those who do not see it; the figure's table holds the numbers. */
export function StripChart({ groups, unit, axisTitle, width, label }: StripChartProps) {
  const isNarrow = width < NARROW;
  const labelWidth = isNarrow ? 0 : 190;
  const hasOwn = groups.some(({ rows }) => rows.some(({ own }) => own));
  const valueWidth = isNarrow ? 0 : hasOwn ? 190 : 84;
  const left = labelWidth + 8;
  const right = width - valueWidth - 8;
  const values = groups.flatMap(({ rows }) =>
    rows.flatMap(({ dots, lower, median, upper, own }) =>
      [...dots, lower, median, upper, ...(own ? [own.quantity] : [])].map(placeOf),
    ),
  );
  const axis = logAxis(values, [left, right], isNarrow ? 5 : 9);
  const layout = layOut(groups, width);
  const bottom = layout.height;
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${bottom + 44}`}
      width={width}
      height={bottom + 44}
      role="img"
      aria-label={label}
    >
      <g class="grid">
        {axis.minor.map((value) => (
          <path key={value} class="minor" d={`M${axis.at(value)} 8V${bottom}`} />
        ))}
        {axis.ticks.map((value) => (
          <path key={value} d={`M${axis.at(value)} 8V${bottom + 4}`} />
        ))}
      </g>
      {layout.titles.map(({ title, y }) => (
        <text key={title} class="group" x={0} y={y}>
          {title}
        </text>
      ))}
      {layout.rows.map(({ row, y }) => {
        const axisY = isNarrow ? y + 30 : y + 15;
        const medianX = axis.at(placeOf(row.median));
        return (
          <g key={row.label} class={`series f-${row.family}`}>
            <path class="rail" d={`M${left} ${axisY}H${right}`} />
            <text class="name" x={0} y={isNarrow ? y + 14 : axisY + 4}>
              {row.label}
            </text>
            {row.upper.value !== null && placeOf(row.upper) > placeOf(row.lower) && (
              <path
                class="quartiles"
                d={`M${axis.at(placeOf(row.lower))} ${axisY - 5}H${axis.at(placeOf(row.upper))}v10H${axis.at(placeOf(row.lower))}z`}
              />
            )}
            {row.dots.length > 1 &&
              row.dots.map((dot, at) => <Dot key={at} quantity={dot} x={axis.at(placeOf(dot))} y={axisY} />)}
            <path class="median" d={`M${round(medianX)} ${axisY - 9}v18`}>
              <title>{`${row.label}: ${formatQuantity(row.median)}`}</title>
            </path>
            {row.median.value === null && <path class="censored" d={`M${round(medianX - 12)} ${axisY}l8-4.5v9z`} />}
            {row.own && <OwnMark own={row.own} x={axis.at(placeOf(row.own.quantity))} y={axisY} label={row.label} />}
            <text class="value" x={width} y={isNarrow ? y + 14 : axisY + 4} text-anchor="end">
              {row.own ? `${formatQuantity(row.own.quantity)}, ${row.own.note}` : formatQuantity(row.median)}
            </text>
          </g>
        );
      })}
      <g class="axis">
        {axis.ticks.map((value) => (
          <text
            key={value}
            x={axis.at(value)}
            y={bottom + 18}
            text-anchor={axis.at(value) > width - 24 ? 'end' : 'middle'}
          >
            {formatTick(value, unit)}
          </text>
        ))}
        <text class="title" x={(left + right) / 2} y={bottom + 38} text-anchor="middle">
          {axisTitle}
        </text>
      </g>
    </svg>
  );
}

export interface StripChartProps {
  groups: readonly StripGroup[];
  unit: string;
  axisTitle: string;
  width: number;
  label: string;
}

function Dot({ quantity, x, y }: { quantity: Quantity; x: number; y: number }): ComponentChildren {
  if (quantity.value === null) return <path class="dot open" d={`M${round(x - 9)} ${y}l7-4v8z`} />;
  return <circle class="dot" cx={x} cy={y} r={3.5} />;
}

/** Larger than anything else in its row. */
function OwnMark({ own, x, y, label }: { own: NonNullable<StripRow['own']>; x: number; y: number; label: string }) {
  const title = `${label}: ${formatQuantity(own.quantity)}, ${own.note}`;
  if (own.quantity.value === null)
    return (
      <path class="censored" d={`M${round(x - 12)} ${y}l9-5.5v11z`}>
        <title>{title}</title>
      </path>
    );
  return (
    <g class="own">
      <Marker x={x} y={y} shape={2} title={title} />
    </g>
  );
}

/** A censored number stands at its bound, with a mark that points below it. */
function placeOf({ value, belowNs }: Quantity): number {
  return value ?? (belowNs ?? 1) * 1000;
}

/** Height of the whole chart. */
export function stripHeight(groups: readonly StripGroup[], width: number): number {
  return layOut(groups, width).height + 44;
}

function layOut(groups: readonly StripGroup[], width: number) {
  const rowHeight = width < NARROW ? 44 : 30;
  const titles: { title: string; y: number }[] = [];
  const rows: { row: StripRow; y: number }[] = [];
  let y = 8;
  for (const { title, rows: ofGroup } of groups) {
    if (ofGroup.length === 0) continue;
    titles.push({ title, y: y + 16 });
    y += 26;
    for (const row of ofGroup) {
      rows.push({ row, y });
      y += rowHeight;
    }
    y += 8;
  }
  return { titles, rows, height: y };
}
