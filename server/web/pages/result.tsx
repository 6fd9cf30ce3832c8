// One result: every number, every fact, what is to be known before trusting it, and how to check or withdraw it.
import type { Page, PageRequest } from '../page.js';
import { Day } from '../parts/amount.js';
import { Command } from '../parts/command.js';
import { EveryField } from '../parts/every-field.js';
import { Facts } from '../parts/facts.js';
import { MachineFacts } from '../parts/machine-facts.js';
import { MatrixSection } from '../parts/matrix-section.js';
import { MissingTable } from '../parts/missing-table.js';
import { PlacementFigure } from '../parts/placement-figure.js';
import { PointTable } from '../parts/point-table.js';
import { Topology } from '../parts/topology.js';
import { formatBytes, formatCount } from '../quantity.js';
import { type ResultView, readResultView } from '../result-view.js';
import type { ResultRow } from '../rows.js';
import { flagMeaning, plain } from '../words.js';

export const resultPage: Page = {
  path: '/results/:id',
  async answer(request: PageRequest) {
    const view = await readResultView(request.parameters.id ?? '', request);
    const name = view.row.cpu_name ?? view.row.cpu_vendor;
    return {
      title: `Result ${view.row.id.slice(0, 10)}: ${name}`,
      description: `Inter-process communication measured on ${name}, ${view.row.os} ${view.row.kernel}, ${view.row.day}.`,
      body: <Result view={view} />,
    };
  },
};

function Result({ view }: { view: ResultView }) {
  const { row, metrics, document } = view;
  const { run, machine, measurements } = document;
  return (
    <article class={row.suite_epoch === 0 ? 'historic' : undefined}>
      <h1>{row.cpu_name ?? `${row.cpu_vendor}, model not known`}</h1>
      <p class="lead">
        Measured on <Day of={row.day} /> (UTC) under {row.os} {row.kernel}, profile {plain(row.profile)}, suite{' '}
        {row.suite}.
      </p>
      <Standing row={row} />
      <PlacementFigure metrics={metrics} resultId={row.id} revision={view.revision} />
      <PointTable
        title="Round trips"
        caption="One message there and one back, never halved; the initiator is timed. Medians over repeats, each in fresh processes."
        rows={metrics.filter(({ metric }) => metric.startsWith('rtt_'))}
        headline={['rtt_p50', 'rtt_batched_mean']}
        tail="rtt_p99"
      />
      <PointTable
        title="Throughput"
        caption="Payload received, writer → reader."
        rows={metrics.filter(({ metric }) => metric.startsWith('throughput'))}
        headline={['throughput']}
      />
      <MatrixSection view={view} />
      <MissingTable measurements={measurements} />
      <section aria-labelledby="machine">
        <h2 id="machine">The machine</h2>
        <MachineFacts machine={machine} />
      </section>
      <Topology machine={machine} />
      <section aria-labelledby="run">
        <h2 id="run">The run</h2>
        <RunFacts view={view} />
      </section>
      <Provenance view={view} />
      <EveryField value={{ run, machine }} />
    </article>
  );
}

/** What must be known before trusting the numbers. */
function Standing({ row }: { row: ResultRow }) {
  const lines = [
    row.suite_epoch === 0
      ? [
          'historic',
          'Measured by the original suite (2010–2016, epoch 0). Its numbers are never compared with today’s: what was timed, and with which clock, was another thing.',
        ]
      : null,
    row.is_signed
      ? [
          'signed',
          'By the key of the machine; the signature was checked when it was merged and can be checked by anyone.',
        ]
      : [
          'unsigned',
          row.is_vouched
            ? 'An import; a trusted maintainer vouches for it.'
            : 'An import that nobody vouches for: it stays out of default answers.',
        ],
    row.verdict === 'provisional'
      ? ['provisional', 'From a newer minor version than this service knows; what it does not know is left out here.']
      : null,
    row.is_invalid
      ? ['invalid', 'A trusted maintainer says that its numbers are wrong: it stays out of default answers.']
      : null,
    row.has_caveat ? ['caveat', 'A trusted maintainer has a reservation about it.'] : null,
    row.invalidated > 0
      ? ['partly invalid', `${row.invalidated} of its points were declared invalid and are not shown.`]
      : null,
    ...row.flags.map((flag) => [plain(flag), flagMeaning(flag)]),
  ].filter((line): line is [string, string] => line !== null);
  return (
    <section aria-label="What to know before trusting the numbers">
      <dl class="standing">
        {lines.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function RunFacts({ view: { document, row } }: { view: ResultView }) {
  const { run } = document;
  const shim = run.shim;
  const seconds = run.duration_ns === undefined ? null : `${formatCount(Math.round(run.duration_ns / 1e9))} s`;
  const noise = (probe: typeof run.noise_before) =>
    probe &&
    [
      `timer ${(probe.timer_overhead_ps / 1000).toPrecision(3)} ns a reading, resolution ${probe.timer_resolution_ns} ns`,
      probe.jitter_max_ns === undefined
        ? null
        : `longest gap ${formatCount(Math.round(probe.jitter_max_ns / 1000))} µs`,
      probe.steal_ns === undefined ? null : `${Math.round(probe.steal_ns / 1e6)} ms stolen by the hypervisor`,
    ]
      .filter((part) => part !== null)
      .join('; ');
  return (
    <Facts
      of={[
        ['profile', plain(run.profile)],
        ['runner', run.runner],
        ['took', seconds],
        ['points measured', formatCount(row.measurements)],
        ['points missing', row.missing > 0 ? formatCount(row.missing) : null],
        [
          'measured again after noise',
          run.discarded_repeats ? `${formatCount(run.discarded_repeats)} repeats, on noise evidence only` : null,
        ],
        [
          'left out by the profile',
          run.left_out && run.left_out.length > 0 ? run.left_out.map(plain).join(', ') : null,
        ],
        [
          'measuring program',
          shim &&
            `${shim.compiler} ${shim.compiler_version ?? ''} ${shim.flags.join(' ')}, ${shim.libc} ${shim.libc_version ?? ''}`,
        ],
        ['noise before', noise(run.noise_before)],
        ['noise after', noise(run.noise_after)],
      ]}
    />
  );
}

function Provenance({ view: { row, bytes, migration, revision } }: { view: ResultView }) {
  return (
    <section aria-labelledby="provenance">
      <h2 id="provenance">Check it, cite it, withdraw it</h2>
      <Facts
        of={[
          ['result id (SHA-256 of the file)', <code key="id">{row.id}</code>],
          [
            'machine key',
            row.machine_key && (
              <a key="key" href={`/machines/${row.machine_key}`}>
                <code>{row.machine_key}</code>
              </a>
            ),
          ],
          [
            'configuration',
            <a key="configuration" href={`/configurations/${row.configuration}`}>
              <code>{row.configuration}</code>
            </a>,
          ],
          ['path in the canonical repository', <code key="path">{row.path}</code>],
          ['canonical revision', <code key="revision">{revision}</code>],
          ['format', migration.from === migration.to ? migration.from : `${migration.from}, shown as ${migration.to}`],
          ['fields without a place in the newest format', migration.dropped.join(', ')],
          [
            'comparable with',
            row.suite_epoch === 0
              ? 'other historic results (epoch 0), where the comparability keys are equal'
              : `results of epoch ${row.suite_epoch}, where the comparability keys are equal`,
          ],
        ]}
      />
      <ul class="plain">
        <li>
          <a href={`/v1/results/${row.id}/raw`}>The bytes as they were submitted</a> ({formatBytes(bytes)})
        </li>
        <li>
          <a href={`/v1/results/${row.id}`}>Every number with its comparability key (JSON)</a>
        </li>
      </ul>
      <p>The hash of the bytes is the id, so anybody can check them:</p>
      <Command
        label="Commands to check the file"
        lines={[`curl -s <this service>/v1/results/${row.id}/raw | sha256sum`]}
      />
      {row.is_signed && (
        <>
          <p>
            Whoever holds the machine’s key can withdraw it, for ever and from every database that merges the
            withdrawal:
          </p>
          <Command
            label="Commands to withdraw the result"
            lines={[`npx ipc-bench retract ${row.id}`, 'npx ipc-bench submit --to <your fork>']}
          />
        </>
      )}
    </section>
  );
}
