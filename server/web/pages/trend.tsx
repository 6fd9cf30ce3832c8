// One mechanism along kernels or dates, native against virtualised.

import { MEASURED } from '../landscape.js';
import type { Page, PageRequest } from '../page.js';
import { Chips, urlWith } from '../parts/chips.js';
import { Filters } from '../parts/filters.js';
import { TrendFigure } from '../parts/trend-figure.js';
import { ALONG, LINES_BY, readTrends, TREND_PARAMETERS, type Trends } from '../trends.js';
import { measuredName, mechanismName, PLACEMENT_ORDER, placementName, plain } from '../words.js';

const PATH = '/trend';

export const trendPage: Page = {
  path: PATH,
  answer({ query, read }: PageRequest) {
    const trends = read((ask) => readTrends(ask, query));
    return {
      title: `Trend of ${mechanismName(trends.choice.mechanism)}`,
      description:
        'How inter-process communication changed across kernels and years, natively and in virtual machines.',
      body: <TrendBody trends={trends} query={query} />,
    };
  },
};

const ALONG_NAMES: Readonly<Record<(typeof ALONG)[number], string>> = {
  kernel_line: 'kernels',
  year: 'years',
  month: 'months',
  day: 'days',
};
const BY_NAMES: Readonly<Record<string, string>> = { virtualisation: 'native or virtual', none: 'one line for all' };

function TrendBody({ trends, query }: { trends: Trends; query: URLSearchParams }) {
  const { choice, mechanisms, rows, revision, url, filtered } = trends;
  const files = query.size > 0 ? `?${query}` : '';
  const chip = (name: string, value: string, label: string, isChosen: boolean) => ({
    label,
    url: urlWith(PATH, query, { [name]: value }),
    isChosen,
  });
  return (
    <>
      <h1>What changed over the years</h1>
      <section class="choices" aria-label="What is shown">
        <Chips
          label="Measured"
          chips={MEASURED.map((one) => ({
            ...chip('measured', one, measuredName(one), choice.measured === one),
            url: urlWith(PATH, query, { measured: one, mechanism: null, size: null }),
          }))}
        />
        <Chips
          label="Mechanism"
          chips={mechanisms.map((one) => chip('mechanism', one, mechanismName(one), choice.mechanism === one))}
        />
        <Chips label="Along" chips={ALONG.map((one) => chip('along', one, ALONG_NAMES[one], choice.along === one))} />
        <Chips
          label="Lines"
          chips={LINES_BY.map((one) => chip('by', one, BY_NAMES[one] ?? plain(one), choice.by === one))}
        />
        <Chips
          label="Placement"
          chips={PLACEMENT_ORDER.map((one) => chip('placement', one, placementName(one), choice.placement === one))}
        />
        <Chips
          label="Suite"
          chips={[
            chip('era', 'current', 'today’s', choice.era === 'current'),
            chip('era', 'historic', 'historic, 2012–2016', choice.era === 'historic'),
          ]}
        />
      </section>
      <Filters path={PATH} query={query} own={TREND_PARAMETERS} filtered={filtered} />
      {rows.length === 0 ? (
        <p class="empty">
          Nothing was measured under these conditions. <a href={PATH}>Start again</a>
        </p>
      ) : (
        <div class={choice.era}>
          {rows.map((row, at) => (
            <TrendFigure
              key={row.key}
              id={`trend-${at}`}
              row={row}
              choice={choice}
              revision={revision}
              url={url}
              files={at === 0 ? files : withAt(query, at)}
            />
          ))}
        </div>
      )}
    </>
  );
}

/** Of several trends of one question, the one at this place. */
function withAt(query: URLSearchParams, at: number): string {
  const next = new URLSearchParams(query);
  next.set('at', String(at));
  return `?${next}`;
}
