// What Explore shows: chosen by the URL, or the first of what there is.
import type { Ask } from './ask.js';
import {
  type Era,
  type Landscape,
  MEASURED,
  type Measured,
  messageSizes,
  readLandscape,
  withDots,
} from './landscape.js';
import { type Filtered, readFacets } from './parts/filters.js';
import { idleName, placementName } from './words.js';

export interface Choice {
  measured: Measured;
  era: Era;
  placement: string;
  idle: string | undefined;
}

export interface Explored {
  landscape: Landscape;
  choice: Choice;
  /** The choice in words. */
  conditions: string;
  revision: string;
  filtered: Filtered;
}

/** Parameters of the page itself; all others are filters of the question. */
export const OWN_PARAMETERS: readonly string[] = ['measured', 'era', 'placement', 'idle'];

/** What facets count in each era. */
const SCOPES = { current: { historic: 'exclude' }, historic: { historic: 'vouched', suite_epoch: '0' } };

/** Throws `ServerError` for a filter that the question does not take. */
export function explore(ask: Ask, query: URLSearchParams): Explored {
  const measured = MEASURED.find((group) => group === query.get('measured')) ?? 'latency';
  const filters = Object.fromEntries([...query].filter(([name]) => !OWN_PARAMETERS.includes(name)));
  const eras: Era[] = query.has('era')
    ? [query.get('era') === 'historic' ? 'historic' : 'current']
    : ['current', 'historic'];
  const placements = query.has('placement')
    ? [query.get('placement') ?? '']
    : ['same-llc', 'same-socket', 'smt', 'same-cpu', 'cross-socket'];
  let first: Explored | null = null;
  for (const era of eras)
    for (const placement of placements) {
      const idle = era === 'current' ? (query.get('idle') ?? 'natural') : undefined;
      const scope = { ...filters, placement, idle };
      const found = readLandscape(ask, measured, era, scope);
      const landscape = messageSizes(found).length > 1 ? found : withDots(ask, found, scope);
      const conditions = [placementName(placement), ...(idle ? [idleName(idle)] : [])].join(', ');
      const explored = {
        landscape,
        conditions,
        choice: { measured, era, placement, idle },
        revision: ask.snapshot.revision,
        filtered: readFacets(ask, query, OWN_PARAMETERS, SCOPES[era]),
      };
      if (landscape.series.length > 0) return explored;
      first ??= explored;
    }
  return first as Explored;
}
