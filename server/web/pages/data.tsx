// How to get everything, and how to cite it.
import type { Page } from '../page.js';
import { Command } from '../parts/command.js';
import { DataTable } from '../parts/data-table.js';

export const dataPage: Page = {
  path: '/data',
  answer({ read, service }) {
    const revision = read(({ snapshot }) => snapshot.revision);
    return {
      title: 'Get the data',
      description: 'Every number as JSON without a key, every file in git, under CC BY 4.0.',
      body: (
        <article>
          <h1>Get the data</h1>
          <p class="lead">
            Every number on these pages comes from an HTTP interface that is open to all, without a key. Every chart
            links the questions that it was drawn from.
          </p>
          <h2>Ask</h2>
          <DataTable
            caption="Questions of the HTTP interface"
            rows={service.questions}
            keyOf={({ name }) => name}
            columns={[
              { title: 'question', isHeader: true, cell: ({ name }) => <a href={`/v1/${name}`}>/v1/{name}</a> },
              { title: 'answers', cell: ({ summary }) => summary },
            ]}
          />
          <Command
            label="Examples"
            lines={[
              "curl -s '<this service>/v1/results?limit=5'",
              "curl -s '<this service>/v1/measurements?benchmark=pipe.latency&metric=rtt_p50&size=64'",
            ]}
          />
          <p>
            All parameters and fields are in the <a href="/v1/openapi.json">OpenAPI document</a>. Every answer carries{' '}
            <code>revision</code>, every number its unit and comparability key. Charts can be had alone:{' '}
            <code>/chart/landscape.svg</code> takes the parameters of <a href="/explore">Explore</a>.
          </p>
          <h2>Clone</h2>
          <p>
            The database is a git repository: one file per result, at a path that follows from its content. The index
            behind this site is derived from it and can be rebuilt by anyone with the same answers.
          </p>
          <h2>Cite</h2>
          <p>
            Cite the question’s URL and the revision it was answered from. The revision is the git tree id of the whole
            database; this page was computed from:
          </p>
          <Command label="Revision" lines={[revision]} />
          <h2>Licence</h2>
          <p>
            Data: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. Programs: Apache-2.0.
          </p>
        </article>
      ),
    };
  },
};
