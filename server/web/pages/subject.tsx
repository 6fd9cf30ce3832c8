// `/machines/<key>` and `/configurations/<digest>`: one machine, or machines that are alike, in all their results.
import type { Page, PageRequest } from '../page.js';
import { Count, Day } from '../parts/amount.js';
import { DataTable } from '../parts/data-table.js';
import { Facts } from '../parts/facts.js';
import { MachineFacts } from '../parts/machine-facts.js';
import { MatrixSection } from '../parts/matrix-section.js';
import { OverTimeFigure } from '../parts/over-time-figure.js';
import { resultColumns } from '../parts/result-columns.js';
import { StandingFigure } from '../parts/standing-figure.js';
import { Topology } from '../parts/topology.js';
import { counted } from '../quantity.js';
import { readSubject, type Subject, type SubjectName } from '../subject.js';
import { virtualisationName } from '../words.js';

export const machinePage = subjectPage('machine_key', '/machines/:id');
export const configurationPage = subjectPage('configuration', '/configurations/:id');

function subjectPage(name: SubjectName, path: string): Page {
  return {
    path,
    async answer(request: PageRequest) {
      const subject = await readSubject(name, request.parameters.id ?? '', request);
      const { row } = subject.newest;
      const cpu = row.cpu_name ?? `${row.cpu_vendor}, model not known`;
      return {
        title: `${cpu}${name === 'machine_key' ? `, machine ${subject.id.slice(0, 8)}` : ''}`,
        description: `${counted(subject.results.length, 'result')} of ${cpu}: hardware, core-to-core latencies, change over time, and where it stands among all others.`,
        body: <SubjectBody subject={subject} cpu={cpu} />,
      };
    },
  };
}

function SubjectBody({ subject, cpu }: { subject: Subject; cpu: string }) {
  const { name, id, newest, results, standing, overTime, conditions } = subject;
  const { row, document } = newest;
  const oldest = results.at(-1) ?? row;
  const isHistoric = row.suite_epoch === 0;
  const files = new URLSearchParams({ [name]: id });
  return (
    <article class={isHistoric ? 'historic' : undefined}>
      <h1>{cpu}</h1>
      <p class="lead">
        <Count of={results.length} one="result" />
        {oldest.day === row.day ? ' of ' : ' from '}
        {oldest.day !== row.day && (
          <>
            <Day of={oldest.day} /> to{' '}
          </>
        )}
        <Day of={row.day} />, {virtualisationName(row.virtualisation, row.technology)}, kernel{' '}
        {[...new Set(results.map(({ kernel }) => kernel))].slice(0, 6).join(', ')}.
      </p>
      <Identity subject={subject} />
      <section aria-labelledby="among">
        <h2 id="among">Among all others</h2>
        <StandingFigure
          answer={standing.answer}
          url={standing.url}
          conditions={conditions}
          isHistoric={isHistoric}
          files={String(files)}
        />
      </section>
      {overTime && (
        <section aria-labelledby="time">
          <h2 id="time">Over time</h2>
          <OverTimeFigure answer={overTime.answer} url={overTime.url} conditions={conditions} />
        </section>
      )}
      <MatrixSection view={newest} />
      <section aria-labelledby="machine">
        <h2 id="machine">Hardware and kernel</h2>
        {results.length > 1 && (
          <p class="note">
            As its newest result says; <a href={`/results/${row.id}`}>the whole result</a>.
          </p>
        )}
        <MachineFacts machine={document.machine} />
      </section>
      <Topology machine={document.machine} />
      <Results subject={subject} />
    </article>
  );
}

/** What a key or a digest is, and the way from one to the other. */
function Identity({ subject: { name, id, results } }: { subject: Subject }) {
  const keys = [...new Set(results.flatMap(({ machine_key }) => machine_key ?? []))];
  const configurations = [...new Set(results.map(({ configuration }) => configuration))];
  const links = (path: string, ids: readonly string[]) =>
    ids.slice(0, 8).map((one, at) => (
      <>
        {at > 0 && ', '}
        <a key={one} href={`/${path}/${one}`}>
          <code>{one.slice(0, 10)}</code>
        </a>
      </>
    ));
  return (
    <Facts
      of={[
        [
          name === 'machine_key' ? 'machine key, a pseudonym' : 'configuration: machines that are alike',
          <code key="id">{id}</code>,
        ],
        name === 'machine_key'
          ? ['its configurations', links('configurations', configurations)]
          : [
              'machines of this configuration',
              keys.length > 0 ? links('machines', keys) : 'not known: unsigned results have no machine key',
            ],
        [
          'side by side',
          <a key="compare" href={`/compare?by=configuration&of=${configurations[0]}`}>
            compare with others
          </a>,
        ],
      ]}
    />
  );
}

function Results({ subject: { name, id, results, resultsUrl, isWhole } }: { subject: Subject }) {
  return (
    <section aria-labelledby="results">
      <h2 id="results">All its results</h2>
      <DataTable
        caption={isWhole ? 'One row per run of the suite' : `The newest ${results.length} results`}
        rows={results}
        keyOf={(row) => row.id}
        columns={resultColumns(['cpu'])}
      />
      <p class="links">
        Data: <a href={resultsUrl}>results (JSON)</a>
        {!isWhole && (
          <>
            {' · '}
            <a href={`/results?${name}=${id}`}>all of them, page by page</a>
          </>
        )}
      </p>
    </section>
  );
}
