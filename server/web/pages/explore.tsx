// Mechanisms over message size. Whatever is chosen is in the URL; every choice is a link or a plain form.
import type { Ask, Parameters } from '../ask.js';
import { type Era, type Landscape, type Measured, readLandscape } from '../landscape.js';
import type { Page, PageRequest } from '../page.js';
import { Chips, urlWith } from '../parts/chips.js';
import { FilterForm } from '../parts/filter-form.js';
import { LandscapeFigure } from '../parts/landscape-figure.js';
import { SmallMultiples } from '../parts/small-multiples.js';
import type { PageService } from '../ports.js';
import { idleName, PLACEMENT_ORDER, placementName } from '../words.js';

const PATH = '/explore';

interface Choice {
  measured: Measured;
  era: Era;
  placement: string;
  idle: string | undefined;
}

export const explorePage: Page = {
  path: PATH,
  answer({ query, read, service }: PageRequest) {
    const { landscape, choice, revision } = read((ask) => explore(ask, query));
    return {
      title: choice.measured === 'latency' ? 'Explore latency' : 'Explore throughput',
      description:
        'Mechanisms of inter-process communication over message size, filtered by machine, kernel and placement.',
      body: <Explore landscape={landscape} choice={choice} query={query} revision={revision} service={service} />,
    };
  },
};

/** Parameters of the page itself; all others are filters of the question. */
const OWN = new Set(['measured', 'era', 'placement', 'idle']);

function explore(ask: Ask, query: URLSearchParams) {
  const measured: Measured = query.get('measured') === 'throughput' ? 'throughput' : 'latency';
  const filters = Object.fromEntries([...query].filter(([name]) => !OWN.has(name)));
  const eras: Era[] = query.has('era')
    ? [query.get('era') === 'historic' ? 'historic' : 'current']
    : ['current', 'historic'];
  const placements = query.has('placement')
    ? [query.get('placement') ?? '']
    : ['same-llc', 'same-socket', 'smt', 'same-cpu', 'cross-socket'];
  let found: { landscape: Landscape; choice: Choice; revision: string } | null = null;
  for (const era of eras)
    for (const placement of placements) {
      const idle = era === 'current' ? (query.get('idle') ?? 'natural') : undefined;
      const scope: Parameters = { ...filters, placement, idle };
      const landscape = readLandscape(ask, measured, era, scope);
      const choice = { measured, era, placement, idle };
      found ??= { landscape, choice, revision: ask.snapshot.revision };
      if (landscape.series.length > 0) return { landscape, choice, revision: ask.snapshot.revision };
    }
  return found as NonNullable<typeof found>;
}

function Explore({ landscape, choice, query, revision, service }: ExploreProps) {
  const conditions = [placementName(choice.placement), ...(choice.idle ? [idleName(choice.idle)] : [])].join(', ');
  return (
    <>
      <h1>Mechanisms over message size</h1>
      <Choices choice={choice} query={query} />
      <FilterForm service={service} path={PATH} query={query} keep={[...OWN]} />
      {landscape.series.length === 0 ? (
        <p class="empty">
          Nothing was measured under these conditions. <a href={PATH}>Start again without filters</a>
        </p>
      ) : (
        <div class={choice.era}>
          <LandscapeFigure id="landscape" landscape={landscape} conditions={conditions} revision={revision} />
          <SmallMultiples landscape={landscape} />
        </div>
      )}
    </>
  );
}

interface ExploreProps {
  landscape: Landscape;
  choice: Choice;
  query: URLSearchParams;
  revision: string;
  service: PageService;
}

function Choices({ choice, query }: { choice: Choice; query: URLSearchParams }) {
  const chip = (name: string, value: string, label: string, isChosen: boolean) => ({
    label,
    url: urlWith(PATH, query, { [name]: value }),
    isChosen,
  });
  return (
    <section class="choices" aria-label="What is shown">
      <Chips
        label="Measured"
        chips={[
          chip('measured', 'latency', 'latency', choice.measured === 'latency'),
          chip('measured', 'throughput', 'throughput', choice.measured === 'throughput'),
        ]}
      />
      <Chips
        label="Suite"
        chips={[
          chip('era', 'current', 'today’s', choice.era === 'current'),
          chip('era', 'historic', 'historic, 2012–2016', choice.era === 'historic'),
        ]}
      />
      <Chips
        label="Placement"
        chips={PLACEMENT_ORDER.map((placement) =>
          chip('placement', placement, placementName(placement), placement === choice.placement),
        )}
      />
      {choice.idle && (
        <Chips
          label="Idle CPUs"
          chips={[
            chip('idle', 'natural', 'may sleep', choice.idle === 'natural'),
            chip('idle', 'kept_awake', 'kept awake', choice.idle === 'kept_awake'),
          ]}
        />
      )}
    </section>
  );
}
