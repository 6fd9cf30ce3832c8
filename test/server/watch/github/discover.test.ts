// Both ways of finding forks, through the door that chooses between them.
import { isomorphicGit } from '@ipc-bench/server/git/isomorphic';
import { openDiscovery } from '@ipc-bench/server/watch/github/discover';
import { expect, onTestFinished, test } from 'vitest';
import { fastImport } from '../../../support/fast-import.js';
import { temporaryFolder } from '../../../support/git-command.js';
import { startGitHttpBackend } from '../../../support/git-http.js';
import { MINUTE_MS, RESULTS_REF, startNetwork, watch } from '../../../support/github-double-network.js';

test('with a token GraphQL is asked, without one REST', async () => {
  const withToken = await startNetwork(3);
  await withToken.watcher.poll();
  expect(new Set(withToken.double.requests.map(({ resource }) => resource))).toEqual(new Set(['graphql']));
  const without = await startNetwork(3, { isAnonymous: true });
  await without.watcher.poll();
  expect(new Set(without.double.requests.map(({ resource }) => resource))).toEqual(new Set(['core']));
});

test('both find the same sources; only the branches differ, which REST does not tell', async () => {
  const { double, world, ids, watcher } = await startNetwork(120);
  for (const parentId of ids.slice(0, 5)) {
    const { id } = world.create({ parentId });
    world.nowMs += 1000;
    world.push(id, RESULTS_REF);
  }
  world.hide(ids.at(-1) ?? 0);
  world.remove(ids.at(-2) ?? 0);
  world.nowMs += 10 * MINUTE_MS;
  const { forge } = double;
  const tokenless = watch(
    openDiscovery({ repository: 'ipc-bench/results', forge, clock: double.clock(), allowLoopback: true }),
  );
  const [one, other] = [await watcher.poll(), await tokenless.poll()];
  const sorted = ({ sources }: typeof one) => [...sources].sort((a, b) => a.id - b.id);
  expect(sorted(one).map((source) => ({ ...source, tips: null }))).toEqual(sorted(other));
  expect(one.present).toEqual(other.present);
});

test('a state may change hands when a token comes or goes: then everything is listed', async () => {
  const { watcher, ids, double } = await startNetwork(3);
  await watcher.poll();
  const { forge } = double;
  const tokenless = watch(
    openDiscovery({ repository: 'ipc-bench/results', forge, clock: double.clock(), allowLoopback: true }),
  );
  tokenless.state = watcher.state;
  expect((await tokenless.poll()).present).toEqual(new Set(ids));
  watcher.state = tokenless.state;
  expect((await watcher.poll()).present).toEqual(new Set(ids));
});

test('what is discovered can be fetched: the place and the branches are those of a real repository', async () => {
  const root = temporaryFolder();
  const backend = await startGitHttpBackend({ root });
  onTestFinished(() => backend.close());
  const { world, ids, watcher } = await startNetwork(2, { webUrl: backend.url });
  const [id = 0] = ids;
  const files = { 'results/e1/2026/11/23/x.json': '{}' };
  const oid = fastImport(`${root}/contributor-${id}/results.git`, RESULTS_REF, { files });
  world.push(id, RESULTS_REF, { oid });
  const source = (await watcher.poll()).sources.find((each) => each.id === id);
  const remote = isomorphicGit.remote(source?.url ?? '', { allowLoopback: true });
  onTestFinished(() => remote.close());
  expect(await remote.listRefs(['refs/heads/results/'])).toEqual(source?.tips);
});

test.each(['', 'results', 'a/b/c', '../x', 'https://github.com/a/b'])('%j is no repository to watch', (repository) => {
  expect(() => openDiscovery({ repository })).toThrow(expect.objectContaining({ code: 'not_found' }));
});
