// What a page is narrowed by: properties of results. What there is stands as links with counts, what must be typed in a
// plain form; both end up in the URL, and what is chosen can be taken away again.
import type { Ask } from '../ask.js';
import { formatCount } from '../quantity.js';
import { plain, virtualisationName } from '../words.js';
import { Chips, urlWith } from './chips.js';

export interface Facet {
  facet: string;
  values: { value: string; results: number }[];
}

interface FacetsAnswer {
  revision: string;
  results: number;
  facets: Facet[];
}

/** Facets that stand as links, and the parameter that each sets. */
const LINKED: readonly (readonly [facet: string, parameter: string, label: string])[] = [
  ['virtualisation', 'virtualisation', 'Machine'],
  ['technology', 'technology', 'Hypervisor'],
  ['vendor', 'vendor', 'CPU vendor'],
  ['architecture', 'architecture', 'Architecture'],
  ['os', 'os', 'System'],
  ['kernel_line', 'kernel', 'Kernel'],
  ['flavour', 'flavour', 'Kernel flavour'],
  ['container', 'container', 'Container'],
  ['profile', 'profile', 'Profile'],
];
const MOST_VALUES = 12;

export interface Filtered {
  facets: readonly Facet[];
  /** Results under all filters. */
  results: number;
}

/** `own` are parameters of the page that are no properties of results. */
export function readFacets(
  ask: Ask,
  query: URLSearchParams,
  own: readonly string[],
  scope: Readonly<Record<string, string>> = {},
): Filtered {
  const given = Object.fromEntries([...query].filter(([name]) => !own.includes(name)));
  const { facets, results } = ask.one<FacetsAnswer>('facets', { ...given, ...scope }).answer;
  return { facets, results };
}

export interface FiltersProps {
  path: string;
  query: URLSearchParams;
  own: readonly string[];
  filtered: Filtered;
}

export function Filters({ path, query, own, filtered }: FiltersProps) {
  const chosen = [...query].filter(([name]) => !own.includes(name));
  return (
    <>
      {chosen.length > 0 && <Chosen path={path} query={query} chosen={chosen} />}
      <details class="filters">
        <summary>
          Filter by machine, kernel and day <span class="note">{formatCount(filtered.results)} results fit</span>
        </summary>
        {LINKED.map(([name, parameter, label]) => (
          <FacetChips
            key={name}
            path={path}
            query={query}
            parameter={parameter}
            label={label}
            facet={filtered.facets.find(({ facet }) => facet === name)}
          />
        ))}
        <TypedFilters path={path} query={query} filtered={filtered} />
      </details>
    </>
  );
}

function Chosen({
  path,
  query,
  chosen,
}: {
  path: string;
  query: URLSearchParams;
  chosen: readonly (readonly [string, string])[];
}) {
  return (
    <Chips
      label="Only"
      chips={[
        ...chosen.map(([name, value]) => ({
          label: `${plain(name)}: ${/^[0-9a-f]{64}$/.test(value) ? value.slice(0, 10) : plain(value)} ×`,
          url: urlWith(path, query, { [name]: null }),
          isChosen: false,
        })),
        {
          label: 'all of them ×',
          url: urlWith(path, query, Object.fromEntries(chosen.map(([name]) => [name, null]))),
          isChosen: false,
        },
      ].slice(0, chosen.length === 1 ? 1 : undefined)}
    />
  );
}

interface FacetChipsProps {
  path: string;
  query: URLSearchParams;
  parameter: string;
  label: string;
  facet: Facet | undefined;
}

function FacetChips({ path, query, parameter, label, facet }: FacetChipsProps) {
  const values = facet?.values ?? [];
  if (values.length < 2) return null;
  return (
    <Chips
      label={label}
      chips={values.slice(0, MOST_VALUES).map(({ value, results }) => {
        const isChosen = query.get(parameter) === value;
        return {
          label: parameter === 'virtualisation' ? virtualisationName(value) : plain(value),
          count: formatCount(results),
          url: urlWith(path, query, { [parameter]: isChosen ? null : value }),
          isChosen,
        };
      })}
    />
  );
}

/** Fields of the form; whatever else is in the URL is sent along. */
const TYPED = ['cpu', 'kernel', 'day_from', 'day_to'];

function TypedFilters({ path, query, filtered }: Pick<FiltersProps, 'path' | 'query' | 'filtered'>) {
  const names = filtered.facets.find(({ facet }) => facet === 'cpu')?.values ?? [];
  const kept = [...query].filter(([name]) => !TYPED.includes(name));
  return (
    <search>
      <form class="filter-form" action={path} method="get">
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label>
          CPU name contains
          <input type="search" name="cpu" value={query.get('cpu') ?? ''} maxLength={64} list="cpu-names" />
        </label>
        <datalist id="cpu-names">
          {names.map(({ value, results }) => (
            <option key={value} value={value} label={`${results} results`} />
          ))}
        </datalist>
        <label>
          Kernel begins with
          <input type="search" name="kernel" value={query.get('kernel') ?? ''} maxLength={24} placeholder="6.1" />
        </label>
        <label>
          First day
          <input type="date" name="day_from" value={query.get('day_from') ?? ''} />
        </label>
        <label>
          Last day
          <input type="date" name="day_to" value={query.get('day_to') ?? ''} />
        </label>
        <div class="buttons">
          <button type="submit">Apply</button>
        </div>
      </form>
    </search>
  );
}
