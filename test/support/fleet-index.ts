// A real index of a fleet, each result brought by its own source.
import { parseOid } from '@ipc-bench/server/git/port';
import { buildIndex } from '@ipc-bench/server/index/build-index';
import { CurrentIndex } from '@ipc-bench/server/index/current-index';
import type { Query } from '@ipc-bench/server/query/query';
import type { FleetResult } from './fleet.js';
import { DATA_REF, emptyData, type TestData } from './indexed.js';

export interface FleetIndex extends TestData {
  index: CurrentIndex;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field
  ask(query: Query, given?: Readonly<Record<string, string>>): any;
}

export async function fleetIndex(
  results: readonly FleetResult[],
  remove: (cleanup: () => void) => void,
): Promise<FleetIndex> {
  const data = await emptyData({}, remove);
  const sources = Map.groupBy(results, ({ source }) => source);
  for (const [source, files] of sources) await data.commit(files, source);
  await buildIndex(data.path, parseOid(String(await data.repository.readRef(DATA_REF))), data.input);
  const index = new CurrentIndex(data.path);
  remove(() => index.close());
  return { ...data, index, ask: (query, given = {}) => JSON.parse(index.read(query.plan(given)).body.toString()) };
}
