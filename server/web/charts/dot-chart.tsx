// Rows with one mark per category on a common logarithmic axis: which placement, which group of machines. A thin line
// reaches from the low to the high end of each number where its spread is known.
import { formatQuantity, formatTick, type Quantity } from '../quantity.js';
import { logAxis, round } from './axis.js';
import { Marker } from './marker.js';

export interface DotRow {
  label: string;
  marks: readonly DotMark[];
}

export interface DotMark {
  /** Index into `categories`. */
  category: number;
  quantity: Quantity;
  low?: number | null;
  high?: number | null;
}

export interface DotChartProps {
  rows: readonly DotRow[];
  /** Names, each with a colour and a shape of its own; six at most can be told apart. */
  categories: readonly string[];
  unit: string;
  axisTitle: string;
  width: number;
  label: string;
}

const NARROW = 500;
const TOP = 8;

export function DotChart({ rows, categories, unit, axisTitle, width, label }: DotChartProps) {
  const isNarrow = width < NARROW;
  const left = isNarrow ? 8 : 16 + 7 * Math.max(12, ...rows.map((row) => row.label.length));
  const right = width - 12;
  const rowHeight = isNarrow ? 46 : 32;
  const bottom = TOP + rows.length * rowHeight;
  const ends = rows.flatMap(({ marks }) => marks.flatMap(({ quantity, low, high }) => [placeOf(quantity), low, high]));
  const axis = logAxis(
    ends.filter((end) => typeof end === 'number'),
    [left, right],
    isNarrow ? 5 : 9,
  );
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${dotHeight(rows, width)}`}
      width={width}
      height={dotHeight(rows, width)}
      role="img"
      aria-label={label}
    >
      <g class="grid">
        {axis.minor.map((value) => (
          <path key={value} class="minor" d={`M${axis.at(value)} ${TOP}V${bottom}`} />
        ))}
        {axis.ticks.map((value) => (
          <path key={value} d={`M${axis.at(value)} ${TOP}V${bottom + 4}`} />
        ))}
      </g>
      {rows.map((row, at) => {
        const y = TOP + at * rowHeight + (isNarrow ? 32 : 17);
        return (
          <g key={row.label}>
            <path class="rail" d={`M${left} ${y}H${right}`} />
            <text x={0} y={isNarrow ? y - 16 : y + 4}>
              {row.label}
            </text>
            {row.marks.map(({ category, quantity, low, high }) => {
              const x = axis.at(placeOf(quantity));
              const name = categories[category] ?? '';
              return (
                <g key={name} class={`series c${category}`}>
                  {low && high && high > low * 1.02 ? (
                    <path class="reach" d={`M${axis.at(low)} ${y}H${axis.at(high)}`} />
                  ) : null}
                  {quantity.value === null ? (
                    <path class="censored" d={`M${round(x - 9)} ${y}l8-4.5v9z`}>
                      <title>{`${row.label}, ${name}: ${formatQuantity(quantity)}`}</title>
                    </path>
                  ) : (
                    <Marker x={x} y={y} shape={category} title={`${row.label}, ${name}: ${formatQuantity(quantity)}`} />
                  )}
                </g>
              );
            })}
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

/** Height of the whole chart. */
export function dotHeight(rows: readonly DotRow[], width: number): number {
  return TOP + rows.length * (width < NARROW ? 46 : 32) + 44;
}

/** A censored number stands at its bound, with a mark that points below it. */
function placeOf({ value, belowNs }: Quantity): number {
  return value ?? (belowNs ?? 1) * 1000;
}

export function CategoryKey({ categories }: { categories: readonly string[] }) {
  return (
    <ul class="key">
      {categories.map((name, category) => (
        <li key={name}>
          <svg
            class={`chart key-mark series c${category}`}
            width="14"
            height="12"
            viewBox="0 0 14 12"
            aria-hidden="true"
          >
            <Marker x={7} y={6} shape={category} />
          </svg>{' '}
          {name}
        </li>
      ))}
    </ul>
  );
}
