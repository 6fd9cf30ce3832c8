// A core-to-core matrix: rows are responders, columns initiators, on one logarithmic colour scale. What lies below the
// clock's resolution and what was not measured have marks of their own; the diagonal (both processes on one CPU) stands
// apart, since it is another thing.
import { formatTick, formatTime } from '../quantity.js';
import { logAxis, round } from './axis.js';
import { RAMP_STEPS, rampStep } from './ramp.js';

export interface HeatmapData {
  /** CPU numbers in the order drawn. */
  cpus: readonly number[];
  /** Row-major in that order, ps; null: below the resolution; undefined: not measured. */
  cells: readonly (number | null | undefined)[];
  belowNs: number | null;
  /** First places of groups of CPUs, with what to write beside them. */
  groups: readonly { at: number; label: string }[];
}

export interface HeatmapProps {
  data: HeatmapData;
  width: number;
  label: string;
  /** Image of one pixel per cell, for matrices too large to draw. */
  imageUrl?: string;
}

/** Up to this many CPUs the numbers stand in their cells. */
const MOST_NUMBERS = 12;
const NARROW = 500;

export function Heatmap({ data, width, label, imageUrl }: HeatmapProps) {
  const { cpus, cells, belowNs } = data;
  const n = cpus.length;
  const { left, apart, cell, side, top, stripWidth, size } = layOut(n, width);
  const [low, high] = boundsOf(cells);
  const isNumbered = n <= (width < NARROW ? 5 : MOST_NUMBERS) && cell >= 44;
  const step = Math.max(1, Math.ceil(16 / cell));
  const diagonalX = left + side + apart;
  return (
    <svg class="chart heatmap" viewBox={`0 0 ${size.width} ${size.height}`} {...size} role="img" aria-label={label}>
      <text class="title" x={left + side / 2} y={14} text-anchor="middle">
        initiator (timed), CPU →
      </text>
      <text class="title" x={0} y={top - 26}>
        responder ↓
      </text>
      {cpus.map((cpu, at) =>
        at % step === 0 ? (
          <g key={cpu} class="axis">
            <text x={round(left + (at + 0.5) * cell)} y={top - 8} text-anchor="middle">
              {cpu}
            </text>
            <text x={left - 8} y={round(top + (at + 0.5) * cell + 4)} text-anchor="end">
              {cpu}
            </text>
          </g>
        ) : null,
      )}
      <g transform={`translate(${left} ${top}) scale(${side / n})`} shape-rendering="crispEdges">
        <path class="missing" d={`M0 0h${n}v${n}h${-n}z`} />
        {imageUrl ? (
          <image class="pixels" href={imageUrl} width={n} height={n} preserveAspectRatio="none" />
        ) : (
          <Cells
            cells={cells.map((value, index) => (index % (n + 1) === 0 ? undefined : value))}
            columns={n}
            low={low}
            high={high}
          />
        )}
      </g>
      <g transform={`translate(${diagonalX} ${top}) scale(${stripWidth} ${side / n})`} shape-rendering="crispEdges">
        <path class="missing" d={`M0 0h1v${n}h-1z`} />
        <Cells cells={cpus.map((_, at) => cells[at * (n + 1)])} columns={1} low={low} high={high} />
      </g>
      <text class="axis-note" x={diagonalX + stripWidth / 2} y={top - 8} text-anchor="middle">
        same CPU
      </text>
      {data.groups.length > 1 && <Groups groups={data.groups} n={n} left={left} top={top} cell={cell} />}
      {isNumbered && (
        <Numbers
          data={data}
          left={left}
          top={top}
          cell={cell}
          low={low}
          high={high}
          diagonalX={diagonalX + stripWidth / 2}
          hasStrip={stripWidth >= 44}
        />
      )}
      <Legend
        low={low}
        high={high}
        y={top + side + 26}
        left={left}
        width={Math.min(Math.max(side, LEGEND_WIDTH), size.width - left - 20, 420)}
        belowNs={cells.includes(null) ? belowNs : null}
        hasMissing={hasGaps(cells, n)}
      />
    </svg>
  );
}

/** Height of the whole chart. */
export function heatmapHeight({ cpus }: HeatmapData, width: number): number {
  return layOut(cpus.length, width).size.height;
}

/** Cells are as large as the width allows, within reason; the chart is no wider than it must be. */
function layOut(n: number, width: number) {
  const [left, apart, top] = [58, 26, 62];
  const most = n <= 4 ? 84 : 58;
  const cell = Math.min(most, Math.min(width - left - apart - 50, 680) / n);
  const side = cell * n;
  const stripWidth = Math.max(14, Math.min(cell, 58));
  const size = {
    width: Math.min(width, Math.max(LEGEND_WIDTH + left + 20, Math.ceil(left + side + apart + stripWidth + 20))),
    height: Math.ceil(top + side + 84),
  };
  return { left, apart, top, cell, side, stripWidth, size };
}

const LEGEND_WIDTH = 270;

/** Least and greatest of what is known, in ps. */
export function boundsOf(cells: HeatmapData['cells']): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of cells) {
    if (typeof value !== 'number') continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > 0 ? [low, high] : [1000, 10_000];
}

/** One path per colour, neighbours in a row joined. Coordinates are cells. */
function Cells({
  cells,
  columns,
  low,
  high,
}: {
  cells: HeatmapData['cells'];
  columns: number;
  low: number;
  high: number;
}) {
  const paths = new Map<string, string[]>();
  const classAt = (index: number) => classOf(cells[index], low, high);
  for (let index = 0; index < cells.length; ) {
    const name = classAt(index);
    const column = index % columns;
    let length = 1;
    while (column + length < columns && classAt(index + length) === name) length++;
    if (name !== null) {
      const parts = paths.get(name) ?? [];
      paths.set(name, parts);
      parts.push(`M${column} ${Math.floor(index / columns)}h${length}v1h-${length}z`);
    }
    index += length;
  }
  return [...paths].map(([name, parts]) => <path key={name} class={name} d={parts.join('')} />);
}

function classOf(value: number | null | undefined, low: number, high: number): string | null {
  if (value === undefined) return null;
  return value === null ? 'below' : `v${rampStep(value, low, high)}`;
}

function hasGaps(cells: HeatmapData['cells'], n: number): boolean {
  return cells.some((value, index) => value === undefined && index % (n + 1) !== 0);
}

function Groups({
  groups,
  n,
  left,
  top,
  cell,
}: {
  groups: HeatmapData['groups'];
  n: number;
  left: number;
  top: number;
  cell: number;
}) {
  const side = n * cell;
  return (
    <g class="groups">
      {groups.map(({ at, label }, index) => {
        const next = groups[index + 1]?.at ?? n;
        const place = round(at * cell);
        const middle = ((at + next) / 2) * cell;
        return (
          <g key={label}>
            {at > 0 && <path d={`M${left + place} ${top}v${round(side)}M${left} ${top + place}h${round(side)}`} />}
            <text x={round(left + middle)} y={32} text-anchor="middle">
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface NumbersProps {
  data: HeatmapData;
  left: number;
  top: number;
  cell: number;
  low: number;
  high: number;
  diagonalX: number;
  hasStrip: boolean;
}

function Numbers({ data: { cpus, cells, belowNs }, left, top, cell, low, high, diagonalX, hasStrip }: NumbersProps) {
  const n = cpus.length;
  return (
    <g class="numbers">
      {cells.map((value, index) => {
        const [row, column] = [Math.floor(index / n), index % n];
        const isDiagonal = row === column;
        if (value === undefined || (isDiagonal && !hasStrip)) return null;
        const isBright = value !== null && rampStep(value, low, high) > RAMP_STEPS * 0.6;
        return (
          <text
            key={`${cpus[row]} ${cpus[column]}`}
            class={value === null ? 'on-below' : isBright ? 'on-bright' : 'on-dark'}
            x={round(isDiagonal ? diagonalX : left + (column + 0.5) * cell)}
            y={round(top + (row + 0.5) * cell + 4)}
            text-anchor="middle"
          >
            {value === null ? `< ${formatTime((belowNs ?? 0) * 1000)}` : formatTime(value)}
          </text>
        );
      })}
    </g>
  );
}

interface LegendProps {
  low: number;
  high: number;
  y: number;
  left: number;
  width: number;
  belowNs: number | null;
  hasMissing: boolean;
}

function Legend({ low, high, y, left, width, belowNs, hasMissing }: LegendProps) {
  const part = width / RAMP_STEPS;
  const at = (value: number) => left + (high > low ? (Math.log(value / low) / Math.log(high / low)) * width : 0);
  const ticks =
    high > low * 1.05
      ? [low, ...logAxis([low, high], [0, 1], 4).ticks.filter((value) => value > low * 1.4 && value < high / 1.4), high]
      : [low];
  return (
    <g class="legend">
      <g shape-rendering="crispEdges">
        {Array.from({ length: high > low ? RAMP_STEPS : 1 }, (_, step) => (
          <path
            key={step}
            class={`v${step}`}
            d={`M${round(left + step * part)} ${round(y)}h${round(part + 0.5)}v12h${-round(part + 0.5)}z`}
          />
        ))}
      </g>
      {ticks.map((value) => (
        <text
          key={value}
          x={round(at(value))}
          y={y + 28}
          text-anchor={value === low ? 'start' : value === high ? 'end' : 'middle'}
        >
          {value === low || value === high ? formatTime(value) : formatTick(value, 'ps')}
        </text>
      ))}
      {belowNs !== null && (
        <g>
          <path class="below" d={`M${left} ${y + 40}h16v12h-16z`} />
          <text x={left + 24} y={y + 51}>{`below the clock’s resolution, ${formatTime(belowNs * 1000)}`}</text>
        </g>
      )}
      {hasMissing && (
        <g transform={`translate(${belowNs === null ? left : left + 250} 0)`}>
          <path class="missing" d={`M0 ${y + 40}h16v12h-16z`} />
          <text x={24} y={y + 51}>
            not measured
          </text>
        </g>
      )}
    </g>
  );
}
