// Every answer that an index gives, as text: two indexes hold the same exactly when these are equal.
import type { CurrentIndex } from '@ipc-bench/server/index/current-index';
import { queries } from '@ipc-bench/server/query/queries';
import type { Query } from '@ipc-bench/server/query/query';
import { describeResult, findFile } from '@ipc-bench/server/query/result';

/** The one question that is refused when it is about everything. */
const NEEDS_SUBJECT = 'standing';

function ask(index: CurrentIndex, query: Query, example: string): string {
  const historic = Object.hasOwn(query.parameters.properties, 'historic') ? { historic: 'include' } : {};
  const parameters = Object.fromEntries(new URLSearchParams(example));
  return index.read(query.plan({ ...historic, ...parameters })).body.toString();
}

/** The first pages of lists, the examples of other questions, then every result with its numbers. The list of results comes first. */
export function allAnswers(index: CurrentIndex, given: Readonly<Record<string, string>> = {}): string[] {
  const lists = queries.flatMap((query) => {
    const known = Object.keys(query.parameters.properties);
    const whole = query.name === NEEDS_SUBJECT ? [] : [''];
    if (!known.includes('cursor')) return [...whole, ...query.examples].map((example) => ask(index, query, example));
    const parameters = Object.fromEntries(Object.entries(given).filter(([name]) => known.includes(name)));
    const page = known.includes('limit') ? { historic: 'include', limit: '500', ...parameters } : {};
    const isDefault = Object.keys(given).length === 0;
    return index.read(query.plan(isDefault && query.name === 'results' ? { limit: '500' } : page)).body.toString();
  });
  const results = index.read((snapshot) =>
    snapshot.all('SELECT id FROM submission ORDER BY id', []).map(([id]) => {
      const { summary, points } = describeResult(snapshot, String(id));
      return `${findFile(snapshot, String(id))?.path} ${summary} ${points}`;
    }),
  );
  const { commit: _, ...summary } = index.read((snapshot) => snapshot.summary());
  return [...lists, JSON.stringify(summary), ...results];
}
