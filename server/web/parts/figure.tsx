// Every chart stands in a figure: the caption says what is to be seen, from how much, at which revision, and where the
// data is; a table holds the same numbers for those who cannot see the chart or want to read them.
import type { ComponentChild, ComponentChildren } from 'preact';

export interface FigureProps {
  /** Names the figure within its page: letters and hyphens. */
  id: string;
  /** The finding, one sentence. */
  finding: ComponentChildren;
  /** How much stands behind it: results, machines, what was left out. */
  basis: ComponentChildren;
  revision: string;
  /** Where the data is: label and URL. */
  data: readonly { label: string; url: string }[];
  table: ComponentChildren;
  /** Stands beside or below the chart, always open. */
  aside?: ComponentChildren;
  /** Draws the chart for a width in pixels. */
  draw(width: number): ComponentChild;
}

/** Widths that charts are laid out for: text keeps its size, so a chart for a telephone is another drawing. */
const WIDE = 920;
const NARROW = 358;

export function Figure({ id, finding, basis, revision, data, table, aside, draw }: FigureProps) {
  return (
    <figure id={id}>
      <figcaption>
        <p class="finding">{finding}</p>
      </figcaption>
      <div class={aside ? 'beside' : undefined}>
        <div class="wide">{draw(WIDE)}</div>
        <div class="narrow">{draw(NARROW)}</div>
        {aside && <div>{aside}</div>}
      </div>
      <p class="basis">
        {basis} Revision <code>{revision.slice(0, 10)}</code>.
      </p>
      <p class="links">
        Data:{' '}
        {data.map(({ label, url }, at) => (
          <>
            {at > 0 && ' · '}
            <a key={url} href={url}>
              {label}
            </a>
          </>
        ))}
      </p>
      <details class="table">
        <summary>The numbers as a table</summary>
        {table}
      </details>
    </figure>
  );
}
