// Filters that are properties of a result, as a plain form: what is sent is the URL.
import type { PageService } from '../ports.js';

/** Filters that take one word of a closed list, in the order of the form. */
const LISTS = [
  ['virtualisation', 'Virtualisation'],
  ['technology', 'Hypervisor'],
  ['vendor', 'CPU vendor'],
  ['architecture', 'Architecture'],
  ['os', 'Operating system'],
  ['flavour', 'Kernel flavour'],
  ['container', 'Container'],
  ['profile', 'Profile'],
] as const;

export interface FilterFormProps {
  service: PageService;
  path: string;
  query: URLSearchParams;
  /** Parameters of the page that the form must not lose. */
  keep: readonly string[];
}

export function FilterForm({ service, path, query, keep }: FilterFormProps) {
  const kept = keep.filter((name) => query.has(name));
  const isFiltered = [...query.keys()].some((name) => !keep.includes(name));
  return (
    <details class="filters" open={isFiltered}>
      <summary>Filter by machine and kernel</summary>
      <search>
        <form class="filter-form" action={path} method="get">
          {kept.map((name) => (
            <input key={name} type="hidden" name={name} value={query.get(name) ?? ''} />
          ))}
          <label>
            CPU name contains
            <input type="search" name="cpu" value={query.get('cpu') ?? ''} maxLength={64} placeholder="E5-2670" />
          </label>
          <label>
            Kernel begins with
            <input type="search" name="kernel" value={query.get('kernel') ?? ''} maxLength={24} placeholder="6.1" />
          </label>
          {LISTS.map(([name, label]) => (
            <label key={name}>
              {label}
              <select name={name}>
                <option value="">any</option>
                {wordsOf(service, name).map((word) => (
                  <option key={word} value={word} selected={query.get(name) === word}>
                    {word.replaceAll('_', ' ')}
                  </option>
                ))}
              </select>
            </label>
          ))}
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
            {isFiltered && <a href={path}>Clear</a>}
          </div>
        </form>
      </search>
    </details>
  );
}

/** The words that the question itself accepts. */
function wordsOf({ questions }: PageService, name: string): readonly string[] {
  const parameters = questions.find((question) => question.name === 'results')?.parameters as {
    properties?: Record<string, { enum?: string[] }>;
  };
  return parameters?.properties?.[name]?.enum ?? [];
}
