// A chart as a file of its own: with its finding above, what it rests on below, and its style inside, light or dark as
// the reader prefers.
import { createHash } from 'node:crypto';
import type { ComponentChild } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { CHART_STYLE } from '../assets.js';
import { Marker } from './marker.js';

export interface StandaloneProps {
  title: string;
  finding: string;
  basis: string;
  revision: string;
  width: number;
  /** Height of the chart itself. */
  height: number;
  chart: ComponentChild;
  /** Names of the categories of the chart, where colours and marks need a key. */
  categories?: readonly string[];
}

/** What a browser may do with such a file when it is opened by itself: its own style, nothing else. */
export const STANDALONE_POLICY = `default-src 'none'; img-src data:; style-src 'sha256-${createHash('sha256').update(CHART_STYLE).digest('base64')}'`;

const LINE = 19;
const PADDING = 16;

export function renderStandalone({
  title,
  finding,
  basis,
  revision,
  width,
  height,
  chart,
  categories = [],
}: StandaloneProps): string {
  const above = wrap(finding, width / 8.4);
  const below = wrap(`${basis} ipc-bench, revision ${revision.slice(0, 10)}.`, width / 7.1);
  const keyY = PADDING + above.length * LINE + 10;
  const chartY = keyY + (categories.length > 0 ? 26 : 0);
  const belowY = chartY + height + 22;
  const total = { width: width + 2 * PADDING, height: belowY + below.length * 17 + PADDING - 8 };
  return renderToString(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${total.width} ${total.height}`}
      {...total}
      class="chart"
      role="img"
    >
      <title>{title}</title>
      <desc>{`${finding} ${basis}`}</desc>
      <style dangerouslySetInnerHTML={{ __html: CHART_STYLE }} />
      <path class="paper" d={`M0 0h${total.width}v${total.height}H0z`} />
      {above.map((line, at) => (
        <text key={line} class="finding" x={PADDING} y={PADDING + 12 + at * LINE}>
          {line}
        </text>
      ))}
      <Key categories={categories} y={keyY} />
      <g transform={`translate(${PADDING} ${chartY})`}>{chart}</g>
      {below.map((line, at) => (
        <text key={line} class="basis" x={PADDING} y={belowY + at * 17}>
          {line}
        </text>
      ))}
    </svg>,
  );
}

/** In one line: colour, mark and name of each category. */
function Key({ categories, y }: { categories: readonly string[]; y: number }) {
  let x = PADDING + 6;
  return (
    <g class="standalone-key">
      {categories.map((name, category) => {
        const at = x;
        x += 34 + name.length * 7;
        return (
          <g key={name} class={`series c${category}`}>
            <Marker x={at} y={y + 8} shape={category} />
            <text x={at + 10} y={y + 12}>
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Lines of at most so many characters, broken at blanks. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
