// Kinds of machines that have been measured, each with its page.
import type { Ask } from '../ask.js';
import type { Page, PageRequest } from '../page.js';
import { Day } from '../parts/amount.js';
import { urlWith } from '../parts/chips.js';
import { type Column, DataTable } from '../parts/data-table.js';
import { Filters, readFacets } from '../parts/filters.js';
import { formatBytes, formatCount } from '../quantity.js';
import type { ConfigurationRow, PageOf } from '../rows.js';
import { virtualisationName } from '../words.js';

const PATH = '/machines';
/** Parameters that are no properties of results. */
const OWN = ['limit', 'cursor'];
const PAGE_ROWS = '100';

export const machinesPage: Page = {
  path: PATH,
  answer({ query, read }: PageRequest) {
    const given = { limit: PAGE_ROWS, ...Object.fromEntries(query) };
    const { url, answer, filtered } = read((ask: Ask) => ({
      ...ask.one<PageOf<ConfigurationRow>>('configurations', given),
      filtered: readFacets(ask, query, OWN),
    }));
    const first = new URLSearchParams(query);
    first.delete('cursor');
    return {
      title: 'Machines',
      description: 'Every kind of machine that has been measured: CPU, topology, memory, virtualisation.',
      body: (
        <>
          <h1>Machines</h1>
          <p class="lead">
            One row per configuration: machines that are alike in CPU, topology, memory and virtualisation.
          </p>
          <Filters path={PATH} query={first} own={OWN} filtered={filtered} />
          {answer.rows.length === 0 ? (
            <p class="empty">
              No machine fits. <a href={PATH}>Start again without filters</a>
            </p>
          ) : (
            <DataTable
              caption="Configurations, each with its page"
              columns={COLUMNS}
              rows={[...answer.rows].sort(byName)}
              keyOf={({ configuration }) => configuration}
            />
          )}
          <nav class="pages" aria-label="Pages">
            {query.has('cursor') && <a href={urlWith(PATH, first, {})}>First page</a>}
            {answer.next !== null && (
              <a rel="next" href={urlWith(PATH, query, { cursor: answer.next })}>
                Next page
              </a>
            )}
            <a href={url}>This page as JSON</a>
          </nav>
        </>
      ),
    };
  },
};

function byName(a: ConfigurationRow, b: ConfigurationRow): number {
  const [left, right] = [a, b].map(({ cpu_name, cpu_vendor }) => cpu_name ?? cpu_vendor) as [string, string];
  return left < right ? -1 : Number(left > right);
}

const COLUMNS: readonly Column<ConfigurationRow>[] = [
  {
    title: 'CPU',
    isHeader: true,
    cell: ({ configuration, cpu_name, cpu_vendor }) => (
      <a href={`/configurations/${configuration}`}>{cpu_name ?? `${cpu_vendor}, model not known`}</a>
    ),
  },
  { title: 'CPUs', isNumber: true, cell: ({ logical_cpus }) => logical_cpus },
  { title: 'sockets', isNumber: true, cell: ({ sockets }) => sockets ?? 'not known' },
  {
    title: 'memory up to',
    isNumber: true,
    cell: ({ memory_class_bytes }) => (memory_class_bytes === null ? 'not known' : formatBytes(memory_class_bytes)),
  },
  { title: 'machine', cell: ({ virtualisation, technology }) => virtualisationName(virtualisation, technology) },
  { title: 'results', isNumber: true, cell: ({ results }) => formatCount(results) },
  { title: 'newest (UTC)', cell: ({ last_day }) => <Day of={last_day} /> },
];
