// Mechanisms over message size. Whatever is chosen is in the URL; every choice is a link or a plain form.
import { type Choice, explore, OWN_PARAMETERS } from '../explore.js';
import { type Landscape, MEASURED } from '../landscape.js';
import type { Page, PageRequest } from '../page.js';
import { Chips, urlWith } from '../parts/chips.js';
import { type Filtered, Filters } from '../parts/filters.js';
import { LandscapeFigure } from '../parts/landscape-figure.js';
import { SmallMultiples } from '../parts/small-multiples.js';
import { measuredName, PLACEMENT_ORDER, placementName } from '../words.js';

const PATH = '/explore';

export const explorePage: Page = {
  path: PATH,
  answer({ query, read }: PageRequest) {
    const explored = read((ask) => explore(ask, query));
    return {
      title: `Explore ${measuredName(explored.choice.measured)}`,
      description:
        'Mechanisms of inter-process communication over message size, filtered by machine, kernel and placement.',
      body: <Explore {...explored} query={query} />,
    };
  },
};

function Explore({ landscape, choice, conditions, query, revision, filtered }: ExploreProps) {
  const files = query.size > 0 ? `?${query}` : '';
  return (
    <>
      <h1>Mechanisms over message size</h1>
      <Choices choice={choice} query={query} />
      <Filters path={PATH} query={query} own={OWN_PARAMETERS} filtered={filtered} />
      {landscape.series.length === 0 ? (
        <p class="empty">
          Nothing was measured under these conditions. <a href={PATH}>Start again without filters</a>
        </p>
      ) : (
        <div class={choice.era}>
          <LandscapeFigure
            id="landscape"
            landscape={landscape}
            conditions={conditions}
            revision={revision}
            files={files}
          />
          <SmallMultiples landscape={landscape} />
        </div>
      )}
    </>
  );
}

interface ExploreProps {
  landscape: Landscape;
  choice: Choice;
  conditions: string;
  query: URLSearchParams;
  revision: string;
  filtered: Filtered;
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
        chips={MEASURED.map((group) => chip('measured', group, measuredName(group), choice.measured === group))}
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
