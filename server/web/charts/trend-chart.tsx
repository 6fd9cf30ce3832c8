// A number along kernels or dates: one line per group, a thin bar from the lower to the upper quartile over units at each
// step. Kernels stand side by side, dates where they are in time. A step of one unit has an open mark.
import { line } from 'd3-shape';
import { counted, formatQuantity, formatTick, type Quantity } from '../quantity.js';
import { logAxis, round } from './axis.js';
import { Marker } from './marker.js';

export interface TrendLine {
  label: string;
  /** Decides colour and mark; six at most can be told apart. */
  category: number;
  steps: readonly TrendStep[];
}

export interface TrendStep {
  /** `2013`, `2013-05`, `2013-05-17` or `3.13`. */
  at: string;
  median: Quantity;
  lower: number | null;
  upper: number | null;
  units: number;
}

export interface TrendChartProps {
  lines: readonly TrendLine[];
  isTime: boolean;
  unit: string;
  axisTitle: string;
  stepTitle: string;
  width: number;
  height: number;
  label: string;
  /** Whether steps rest on several units: then those of one only have open marks. */
  hasUnits?: boolean;
}

export function TrendChart(props: TrendChartProps) {
  const { lines, isTime, unit, width, height, axisTitle, stepTitle, label, hasUnits = true } = props;
  const box = { left: 72, right: width - 20, top: 30, bottom: height - 44 };
  const steps = lines.flatMap((one) => one.steps);
  const y = logAxis(
    steps.flatMap(({ median, lower, upper }) => [placeOf(median), lower ?? 0, upper ?? 0]),
    [box.bottom, box.top],
    Math.max(3, Math.floor((box.bottom - box.top) / 34)),
  );
  const x = stepAxis([...new Set(steps.map(({ at }) => at))], isTime, [box.left, box.right]);
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      <g class="grid">
        {y.minor.map((value) => (
          <path key={value} class="minor" d={`M${box.left} ${y.at(value)}H${box.right}`} />
        ))}
        {y.ticks.map((value) => (
          <path key={value} d={`M${box.left} ${y.at(value)}H${box.right}`} />
        ))}
        {x.ticks.map(({ at, place }) => (
          <path key={at} class="minor" d={`M${place} ${box.top}V${box.bottom + 4}`} />
        ))}
      </g>
      <g class="axis">
        <text class="title" x={0} y={14}>
          {axisTitle}
        </text>
        {y.ticks.map((value) => (
          <text key={value} x={box.left - 8} y={y.at(value) + 4} text-anchor="end">
            {formatTick(value, unit)}
          </text>
        ))}
        {x.ticks.map(({ at, place }) => (
          <text key={at} x={place} y={box.bottom + 18} text-anchor="middle">
            {at}
          </text>
        ))}
        <text class="title" x={(box.left + box.right) / 2} y={height - 6} text-anchor="middle">
          {stepTitle}
        </text>
      </g>
      {lines.map(({ label: name, category, steps: ofLine }, at) => {
        const aside = (at - (lines.length - 1) / 2) * (ofLine.length > 0 && lines.length > 1 ? 5 : 0);
        const known = ofLine.flatMap((step) => {
          const place = x.at(step.at);
          return place === null ? [] : [{ ...step, x: round(place + aside), y: y.at(placeOf(step.median)) }];
        });
        return (
          <g key={name} class={`series c${category} n${category % 4}`}>
            {known.map(({ at: step, x: px, lower, upper }) =>
              lower && upper && upper > lower * 1.01 ? (
                <path key={step} class="reach" d={`M${px} ${y.at(lower)}V${y.at(upper)}`} />
              ) : null,
            )}
            <path
              class="line thin"
              d={
                line<(typeof known)[number]>()
                  .x((p) => p.x)
                  .y((p) => p.y)(known) ?? ''
              }
            />
            {known.map(({ at: step, x: px, y: py, median, units }) => {
              const title = `${name}, ${step}: ${formatQuantity(median)}${hasUnits ? `, ${counted(units, 'unit')}` : ''}`;
              if (median.value === null)
                return (
                  <path key={step} class="censored" d={`M${px} ${py}l-5-9h10z`}>
                    <title>{title}</title>
                  </path>
                );
              return (
                <g key={step} class={hasUnits && units === 1 ? 'open' : undefined}>
                  <Marker x={px} y={py} shape={category} title={title} />
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}

/** A censored median stands at its bound, with a mark that points below it. */
function placeOf({ value, belowNs }: Quantity): number {
  return value ?? (belowNs ?? 1) * 1000;
}

interface StepAxis {
  at(step: string): number | null;
  ticks: { at: string; place: number }[];
}

/** Room that the name of a step needs, px. */
const STEP_WIDTH = 56;

export function stepAxis(steps: readonly string[], isTime: boolean, [from, to]: readonly [number, number]): StepAxis {
  const sorted = [...steps].sort(isTime ? (a, b) => timeOf(a) - timeOf(b) : compareKernels);
  const inner = [from + 26, to - 26] as const;
  const numbers = new Map(sorted.map((step, index) => [step, isTime ? timeOf(step) : index]));
  const [first = 0, last = 0] = [numbers.get(sorted[0] ?? ''), numbers.get(sorted.at(-1) ?? '')];
  const placeOfNumber = (number: number) =>
    last === first ? (inner[0] + inner[1]) / 2 : inner[0] + ((number - first) / (last - first)) * (inner[1] - inner[0]);
  const at = (step: string) => {
    const number = numbers.get(step);
    return number === undefined ? null : round(placeOfNumber(number));
  };
  const ticks: { at: string; place: number }[] = [];
  for (const step of sorted) {
    const place = at(step) ?? 0;
    if (place - (ticks.at(-1)?.place ?? Number.NEGATIVE_INFINITY) >= STEP_WIDTH - (isTime ? 0 : 14))
      ticks.push({ at: step, place });
  }
  return { at, ticks };
}

/** The middle of a day, month or year, ms. */
function timeOf(step: string): number {
  const [year = 0, month, day] = step.split('-').map(Number);
  return Date.UTC(year, month === undefined ? 6 : month - 1, day ?? 15);
}

function compareKernels(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0);
}
