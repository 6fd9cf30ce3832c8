// What the numbers mean, for readers of charts; docs/methods.md says how the measuring program works.
import type { Page } from '../page.js';
import { Facts } from '../parts/facts.js';
import { ALL_FLAGS, flagMeaning, PLACEMENT_ORDER, placementName, plain } from '../words.js';

export const methodsPage: Page = {
  path: '/methods',
  answer: () => ({
    title: 'Methods',
    description:
      'What a latency, a throughput, a placement and an interval mean in ipc-bench, and what is left out and why.',
    body: <Methods />,
  }),
};

const PLACEMENT_MEANINGS: Readonly<Record<string, string>> = {
  'same-cpu':
    'Both processes are pinned to one CPU and take turns. Spinning mechanisms are not measured here: they would measure scheduler slices.',
  smt: 'Two hardware threads of one core.',
  'same-llc': 'Two cores that share the last level of cache.',
  'same-socket': 'Two cores of one socket with different last-level caches.',
  'cross-socket': 'Two cores of different sockets.',
};

function Methods() {
  return (
    <article>
      <h1>What the numbers mean</h1>
      <h2 id="latency">Latency</h2>
      <p>
        A closed loop: one message there, one of the same size back, one outstanding at a time. The <em>initiator</em>{' '}
        starts the round trip and is timed; the <em>responder</em> answers. A round trip is never halved, and it claims
        nothing about tails under an offered load.
      </p>
      <p>
        Quantiles and histograms come from round trips timed one by one; the cost of reading the clock is recorded and
        never subtracted. Where an operation is not at least a hundred times the clock’s cost, a second pass times whole
        batches: that gives a mean, never a quantile. A quantile is given only where at least ten samples lie beyond it.
      </p>
      <p>
        What lies below the clock’s resolution is shown as <em>below</em> a bound, with a mark that points there. It is
        never drawn as zero.
      </p>
      <h2 id="throughput">Throughput</h2>
      <p>
        Payload bytes received, <em>writer → reader</em>, from the writer’s first byte to the reader’s receipt of the
        last, over at least 200 ms. Every message is refreshed by the writer and read by the reader (one word in every
        cache line), so that no mechanism wins by not touching the data; a verified copy of the run must pass first.
      </p>
      <h2 id="placement">Placement</h2>
      <Facts of={PLACEMENT_ORDER.map((placement) => [placementName(placement), PLACEMENT_MEANINGS[placement]])} />
      <p>In a guest, placement is what the hypervisor says, and results say so.</p>
      <h2 id="idle">Idle CPUs</h2>
      <p>
        A sleeping receiver must be woken, and a CPU that sleeps deeply wakes slowly: often the largest part of a round
        trip. So blocking mechanisms are measured twice: as the machine is (<em>idle CPUs may sleep</em>), and with a
        lowest-priority spinner on each measured CPU (<em>idle CPUs kept awake</em>).
      </p>
      <h2 id="classes">Spinning and sleeping</h2>
      <p>
        A spinning mechanism wins every ranking of latency, and burns a CPU on each side to do so. Charts keep the two
        classes apart, and advice names the CPU time beside the time.
      </p>
      <h2 id="repeats">Repeats and what counts once</h2>
      <p>
        Each number is the median of at least five repeats; each repeat forks both processes anew, in an order that
        interleaves mechanisms. Their range is shown: what differs from run to run is the real error.
      </p>
      <p>
        Across machines, each <em>unit</em> (a machine key with a configuration) counts once, with the median of its
        results, so that who measures often does not count more. Intervals are not given below six units.
      </p>
      <h2 id="comparable">What may be compared</h2>
      <p>
        Two numbers may be compared only where their <em>comparability keys</em> are equal: the same benchmark and
        epoch, the same message size, placement and other identity parameters, the same metric, definition and unit.
        Machine, kernel and virtualisation are not in the key: they are what is compared. See the{' '}
        <a href="/comparability">table of benchmarks</a>.
      </p>
      <h2 id="historic">Historic results</h2>
      <p>
        Results of 2012 to 2016 come from the original suite and stand in epoch 0: other code, another clock, one run
        each, most latencies known as a mean printed in whole microseconds. Charts of them have a double rule at the
        left and never share an axis with today’s numbers.
      </p>
      <h2 id="flags">Flags</h2>
      <p>Flags say what to know before trusting a result. Nothing is ever deleted because of one.</p>
      <Facts of={ALL_FLAGS.map((flag) => [plain(flag), flagMeaning(flag)])} />
    </article>
  );
}
