// The first page: what this is, what it holds, one chart from the data, and three ways in.
import { ServerError } from '../../errors.js';
import type { Ask } from '../ask.js';
import { type Era, type Landscape, readLandscape, withDots } from '../landscape.js';
import type { Page, PageAnswer } from '../page.js';
import { Count, Day } from '../parts/amount.js';
import { Command } from '../parts/command.js';
import { LandscapeFigure } from '../parts/landscape-figure.js';
import type { Summary } from '../ports.js';
import type { BenchmarkRow, ResultRow } from '../rows.js';
import { idleName, placementName, virtualisationName } from '../words.js';

interface State {
  summary: Summary;
  mechanisms: number;
  newest: ResultRow[];
  panels: { landscape: Landscape; placement: string }[];
}

export const homePage: Page = {
  path: '/',
  answer({ read }): PageAnswer {
    const state = readOrNothing(() => read(readState));
    return {
      title: 'ipc-bench',
      description:
        'An open database of inter-process-communication performance: how fast two processes talk to each other, on which machine, under which kernel.',
      body: <Home state={state} />,
    };
  },
};

/** A service may start before there is any data: the page then says how to begin. */
function readOrNothing(read: () => State): State | null {
  try {
    const state = read();
    return state.summary.results > 0 ? state : null;
  } catch (error) {
    if (error instanceof ServerError && (error.code === 'no_index' || error.code === 'no_data')) return null;
    throw error;
  }
}

function readState(ask: Ask): State {
  const summary = ask.snapshot.summary();
  const benchmarks = ask.one<{ rows: BenchmarkRow[] }>('benchmarks').answer.rows;
  const measured = benchmarks.filter(({ results }) => results > 0);
  return {
    summary,
    mechanisms: new Set(measured.map(({ mechanism }) => mechanism)).size,
    newest: ask.rows<ResultRow>('results', {}, 5).answer,
    panels: [bestPanel(ask, 'current'), bestPanel(ask, 'historic')].filter((panel) => panel !== null),
  };
}

/** Of the placements on two CPUs the one that most machines have measured; one CPU only where there is nothing else. */
function bestPanel(ask: Ask, era: Era) {
  const read = (placement: string) => ({
    placement,
    landscape: readLandscape(ask, 'latency', era, { ...SCOPES[era], placement }),
  });
  const apart = ['same-llc', 'same-socket', 'smt', 'cross-socket'].map(read);
  const [best] = apart.filter(isTelling).sort((a, b) => b.landscape.units - a.landscape.units);
  const panel = best ?? [read('same-cpu')].filter(isTelling)[0];
  if (!panel) return null;
  const { placement, landscape } = panel;
  return { placement, landscape: withDots(ask, landscape, { ...SCOPES[era], placement }) };
}

const isTelling = ({ landscape }: { landscape: Landscape }) => landscape.series.length > 1;

/** Small messages; the historic suite knows one size only. */
const SCOPES = {
  current: { idle: 'natural', size: 64 },
  historic: {},
} as const;

function Home({ state }: { state: State | null }) {
  return (
    <>
      <h1>How fast do two processes talk to each other?</h1>
      <p class="lead">
        ipc-bench measures inter-process communication on real machines and keeps every number in an open database that
        nobody owns. Contributors measure with one command and push to their own fork; anyone can merge all forks into
        the same database, byte for byte.
      </p>
      {state ? <StateOfTheData state={state} /> : <NoData />}
      <Doors />
      {state && <Charts state={state} />}
      <section aria-labelledby="contribute">
        <h2 id="contribute">Contribute your machine</h2>
        <p>
          Debian 12 or newer (or another Linux), Node 20.19 or newer, git and a C compiler. Under a minute of measuring.
        </p>
        <Command
          label="Commands to contribute"
          lines={[
            'git clone <this repository> && cd ipc-bench && npm ci && npm run build',
            'npx ipc-bench run                       # measure; nothing leaves the machine',
            'npx ipc-bench show                      # every number, and every fact about the machine',
            'npx ipc-bench submit --to <your fork>   # the exact bytes first, then asks',
          ]}
        />
        <p>
          A result is written from an allow-list: no host name, user, path, address or serial. You can withdraw it at
          any time with <code>npx ipc-bench retract</code>.
        </p>
      </section>
    </>
  );
}

function StateOfTheData({ state: { summary, mechanisms, newest } }: { state: State }) {
  const [latest] = newest;
  return (
    <ul class="state" aria-label="State of the database">
      <li>
        <strong>
          <Count of={summary.results} one="result" />
        </strong>
      </li>
      <li>
        <strong>
          <Count of={summary.measurements} one="measured point" />
        </strong>
      </li>
      <li>
        <strong>
          <Count of={mechanisms} one="mechanism" />
        </strong>
      </li>
      {latest && (
        <li>
          newest{' '}
          <strong>
            <a href={`/results/${latest.id}`}>
              <Day of={latest.day} />
            </a>
          </strong>
        </li>
      )}
    </ul>
  );
}

function Charts({ state: { summary, newest, panels } }: { state: State }) {
  return (
    <>
      {panels.map(({ landscape, placement }) => (
        <section key={landscape.era} class={landscape.era} aria-labelledby={`era-${landscape.era}`}>
          <h2 id={`era-${landscape.era}`}>
            {landscape.era === 'current' ? 'One message there, one back' : 'The same question, 2012 to 2016'}
          </h2>
          <LandscapeFigure
            id={`${landscape.era}-latency`}
            landscape={landscape}
            conditions={`${placementName(placement)}${landscape.era === 'current' ? `, ${idleName('natural')}` : ''}`}
            revision={summary.revision}
          />
        </section>
      ))}
      <section aria-labelledby="newest">
        <h2 id="newest">Newest results</h2>
        <ul class="rows">
          {newest.map((row) => (
            <li key={row.id} class="row">
              <a href={`/results/${row.id}`}>{row.cpu_name ?? row.cpu_vendor}</a>{' '}
              <span class="note">
                <Day of={row.day} /> · {row.os} {row.kernel} · {virtualisationName(row.virtualisation, row.technology)}
              </span>
            </li>
          ))}
        </ul>
        <p>
          <a href="/results">All results</a>
        </p>
      </section>
    </>
  );
}

function Doors() {
  return (
    <ul class="doors">
      <li class="door">
        <a class="door-link" href="#contribute">
          Contribute
        </a>{' '}
        Measure your machine and keep the result in your own fork.
      </li>
      <li class="door">
        <a class="door-link" href="/explore">
          Explore
        </a>{' '}
        Mechanisms, message sizes, machines, kernels: every view has a URL.
      </li>
      <li class="door">
        <a class="door-link" href="/data">
          Get the data
        </a>{' '}
        An HTTP interface without keys; every file is in git.
      </li>
    </ul>
  );
}

function NoData() {
  return (
    <section class="empty" aria-labelledby="no-data">
      <h2 id="no-data">There is no data here yet</h2>
      <p>The first result can be yours. A maintainer merges forks with:</p>
      <Command
        label="Commands of the maintainer"
        lines={['npx ipc-bench-db init', 'npx ipc-bench-db merge <url of a fork>']}
      />
    </section>
  );
}
