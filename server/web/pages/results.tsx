// The list of results, newest first, page by page.
import type { Ask } from '../ask.js';
import type { Page, PageRequest } from '../page.js';
import { urlWith } from '../parts/chips.js';
import { DataTable } from '../parts/data-table.js';
import { Filters, readFacets } from '../parts/filters.js';
import { resultColumns } from '../parts/result-columns.js';
import type { PageOf, ResultRow } from '../rows.js';

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
              columns={resultColumns()}
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
