// The list of results, newest first, page by page.
import type { Ask } from '../ask.js';
import type { Page, PageRequest } from '../page.js';
import { Day } from '../parts/amount.js';
import { urlWith } from '../parts/chips.js';
import { type Column, DataTable } from '../parts/data-table.js';
import { Filters, readFacets } from '../parts/filters.js';
import { formatCount } from '../quantity.js';
import type { PageOf, ResultRow } from '../rows.js';
import { virtualisationName } from '../words.js';

const PATH = '/results';
/** Parameters that are no properties of results. */
const OWN = ['sort', 'limit', 'cursor'];

export const resultsPage: Page = {
  path: PATH,
  answer({ query, read }: PageRequest) {
    const { url, answer, filtered } = read((ask: Ask) => ({
      ...ask.one<PageOf<ResultRow>>('results', Object.fromEntries(query)),
      filtered: readFacets(ask, query, OWN),
    }));
    const first = new URLSearchParams(query);
    first.delete('cursor');
    return {
      title: 'Results',
      description: 'Every result in the database, newest first.',
      body: (
        <>
          <h1>Results</h1>
          <Filters path={PATH} query={first} own={OWN} filtered={filtered} />
          {answer.rows.length === 0 ? (
            <p class="empty">
              No result fits. <a href={PATH}>Start again without filters</a>
            </p>
          ) : (
            <DataTable
              caption="One row per run of the suite"
              columns={COLUMNS}
              rows={answer.rows}
              keyOf={({ id }) => id}
            />
          )}
          <nav class="pages" aria-label="Pages">
            {query.has('cursor') && <a href={urlWith(PATH, first, {})}>Newest</a>}
            {answer.next !== null && (
              <a rel="next" href={urlWith(PATH, query, { cursor: answer.next })}>
                Older
              </a>
            )}
            <a href={url}>This page as JSON</a>
          </nav>
        </>
      ),
    };
  },
};

const COLUMNS: readonly Column<ResultRow>[] = [
  {
    title: 'result',
    isHeader: true,
    cell: ({ id }) => (
      <a href={`${PATH}/${id}`}>
        <code>{id.slice(0, 10)}</code>
      </a>
    ),
  },
  { title: 'day (UTC)', cell: ({ day }) => <Day of={day} /> },
  { title: 'CPU', cell: ({ cpu_name, cpu_vendor }) => cpu_name ?? `${cpu_vendor}, model not known` },
  { title: 'CPUs', isNumber: true, cell: ({ logical_cpus }) => logical_cpus },
  { title: 'kernel', cell: ({ os, kernel }) => `${os} ${kernel}` },
  { title: 'machine', cell: ({ virtualisation, technology }) => virtualisationName(virtualisation, technology) },
  { title: 'suite', cell: ({ suite, suite_epoch }) => (suite_epoch === 0 ? `${suite} (historic)` : suite) },
  { title: 'points', isNumber: true, cell: ({ measurements }) => formatCount(measurements) },
  { title: 'missing', isNumber: true, cell: ({ missing }) => formatCount(missing) },
];
