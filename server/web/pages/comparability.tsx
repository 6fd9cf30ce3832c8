// Every benchmark with its versions, what its numbers are, and how much there is of each: what may be compared with what.
import type { Page } from '../page.js';
import { DataTable } from '../parts/data-table.js';
import { formatCount } from '../quantity.js';
import type { BenchmarkRow } from '../rows.js';
import { metricName, plain } from '../words.js';

export const comparabilityPage: Page = {
  path: '/comparability',
  answer({ read }) {
    const { url, answer } = read((ask) => ask.one<{ revision: string; rows: BenchmarkRow[] }>('benchmarks'));
    const rows = [...answer.rows].sort((a, b) => b.epoch - a.epoch || compareText(a.contrast_group, b.contrast_group));
    return {
      title: 'What may be compared',
      description:
        'Every benchmark of every suite with its epochs, metrics, units and definitions, and how much has been measured.',
      body: (
        <article>
          <h1>What may be compared</h1>
          <p class="lead">
            Two numbers may be compared when their comparability keys are equal. The key names benchmark and epoch, the
            identity parameters, the metric with its definition, and the unit; not the format, the machine or the
            kernel.
          </p>
          <p>
            Epochs are never compared with each other. Mechanisms may be set side by side only inside one group of the
            table. A metric whose definition rises starts a new series. <a href="/methods">Methods</a> says what the
            metrics mean; <a href={url}>the same as JSON</a>.
          </p>
          <DataTable
            caption="Benchmarks by epoch and group, with their identity parameters, metrics and what has been measured"
            rows={rows}
            keyOf={({ benchmark, version }) => `${benchmark} ${version}`}
            groupOf={({ epoch, contrast_group, suites }) =>
              `${epoch === 0 ? 'Historic, epoch 0' : `Epoch ${epoch}`} (suite ${suites.join(', ')}): ${plain(contrast_group)}`
            }
            columns={[
              { title: 'benchmark', isHeader: true, cell: ({ benchmark }) => benchmark },
              { title: 'version', cell: ({ version }) => version },
              { title: 'waits by', cell: (row) => (row.class === 'spinning' ? 'spinning' : 'sleeping') },
              { title: 'in the key', cell: ({ parameters }) => identityOf(parameters) },
              { title: 'metrics', cell: ({ metrics }) => <Metrics metrics={metrics} /> },
              { title: 'results', isNumber: true, cell: ({ results }) => formatCount(results) },
              { title: 'points', isNumber: true, cell: ({ measurements }) => formatCount(measurements) },
              { title: 'missing', isNumber: true, cell: ({ missing }) => formatCount(missing) },
            ]}
          />
        </article>
      ),
    };
  },
};

function Metrics({ metrics }: Pick<BenchmarkRow, 'metrics'>) {
  const names = Object.entries(metrics).map(([name, { unit, definition }]) =>
    definition > 1 ? `${name} (${unit}, definition ${definition})` : `${name} (${unit})`,
  );
  return (
    <details>
      <summary>{names.length === 1 ? metricName(Object.keys(metrics)[0] ?? '') : `${names.length} metrics`}</summary>
      {names.join(', ')}
    </details>
  );
}

function identityOf(parameters: BenchmarkRow['parameters']): string {
  return Object.entries(parameters)
    .filter(([, { role }]) => role === 'identity')
    .map(([name]) => plain(name))
    .join(', ');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
