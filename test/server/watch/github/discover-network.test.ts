// Finding changed forks over GraphQL, against a double that executes our queries on GitHub's published schema.
import { openNetworkDiscovery, SWEEP_MS } from '@ipc-bench/server/watch/github/discover-network';
import { openForgeClient } from '@ipc-bench/server/watch/github/forge-client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startGithubDouble } from '../../../support/github-double.js';
import { type ModelCounts, runModel, steps } from '../../../support/github-double-model.js';
import { idsOf, MINUTE_MS, RESULTS_REF, spent, startNetwork } from '../../../support/github-double-network.js';

/** Time passes until every push so far shows, and polls have settled on it. */
async function settle({ world, watcher, double }: Awaited<ReturnType<typeof startNetwork>>): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    world.nowMs += MINUTE_MS;
    await watcher.poll();
  }
  spent(double);
}

test('the first poll lists every fork with its number, place and branches', async () => {
  const { world, ids, watcher, double } = await startNetwork(120);
  const found = await watcher.poll();
  expect(idsOf(found)).toEqual(ids);
  expect(found.present).toEqual(new Set(ids));
  const [id = 0] = ids;
  expect(found.sources.find((source) => source.id === id)).toEqual({
    forge: 'github.test',
    id,
    url: `${double.forge.webUrl}/contributor-${id}/results.git`,
    pushedAtMs: world.get(id).pushes.at(-1)?.atMs,
    tips: [{ name: RESULTS_REF, oid: world.tips(world.get(id)).get(RESULTS_REF) }],
  });
  expect(found.nextPollAtMs).toBe(world.nowMs + MINUTE_MS);
});

test('a quiet network costs one point per poll, however large it is and however many pushed before', async () => {
  const network = await startNetwork(300);
  await network.watcher.poll();
  await settle(network);
  for (let round = 0; round < 10; round += 1) {
    network.world.nowMs += MINUTE_MS;
    const { sources } = await network.watcher.poll();
    expect(sources.length).toBeLessThanOrEqual(1);
  }
  expect(spent(network.double)).toEqual({ requests: 10, cost: 10 });
});

test('the cost of a poll grows with the forks that changed, not with the network', async () => {
  const costs: Record<string, number> = {};
  for (const size of [150, 450]) {
    const network = await startNetwork(size);
    await network.watcher.poll();
    await settle(network);
    for (const changed of [5, 140]) {
      for (const id of network.ids.slice(0, changed)) network.world.push(id, RESULTS_REF);
      expect(idsOf(await network.watcher.poll())).toEqual(expect.arrayContaining(network.ids.slice(0, changed)));
      costs[`${changed} of ${size}`] = spent(network.double).cost;
      await settle(network);
    }
  }
  expect(costs).toEqual({ '5 of 150': 1, '5 of 450': 1, '140 of 150': 3, '140 of 450': 3 });
});

test('a push that shows two minutes late is found, though newer ones were seen before it', async () => {
  const network = await startNetwork(10);
  const { world, watcher, ids } = network;
  await watcher.poll();
  await settle(network);
  const [late = 0, prompt = 0] = ids;
  world.push(late, RESULTS_REF, { lagMs: 119_000 });
  world.nowMs += 1000;
  world.push(prompt, RESULTS_REF);
  // Polled so often that the list seems settled on the newer push.
  for (let waited = 0; waited < 118_000; waited += 20_000) {
    expect(idsOf(await watcher.poll())).not.toContain(late);
    world.nowMs += 20_000;
  }
  expect(idsOf(await watcher.poll())).toContain(late);
});

test('branches that are read late are read again', async () => {
  const network = await startNetwork(10);
  const { world, watcher, ids } = network;
  await watcher.poll();
  await settle(network);
  const [id = 0] = ids;
  const oid = world.push(id, RESULTS_REF, { readLagMs: 100_000 });
  const tipOf = async () => (await watcher.poll()).sources.find((source) => source.id === id)?.tips?.[0]?.oid;
  expect(await tipOf()).not.toBe(oid);
  world.nowMs += 110_000;
  expect(await tipOf()).toBe(oid);
});

test('what was found is found again when its state was not saved', async () => {
  const network = await startNetwork(10);
  await network.watcher.poll();
  await settle(network);
  const [id = 0] = network.ids;
  network.world.push(id, RESULTS_REF);
  expect(idsOf(await network.watcher.poll({ isLost: true }))).toContain(id);
  network.world.nowMs += 10 * MINUTE_MS;
  expect(idsOf(await network.watcher.poll())).toContain(id);
});

test('a renamed fork keeps its number and is fetched from its new place', async () => {
  const network = await startNetwork(3);
  await network.watcher.poll();
  const [id = 0] = network.ids;
  network.world.rename(id, 'measurements');
  network.world.push(id, RESULTS_REF);
  const source = (await network.watcher.poll()).sources.find((each) => each.id === id);
  expect(source?.url).toBe(`${network.double.forge.webUrl}/contributor-${id}/measurements.git`);
});

test('a deleted fork and one that became private are reported no more and are absent from the next sweep', async () => {
  const { world, ids, watcher } = await startNetwork(4);
  await watcher.poll();
  const [deleted = 0, hidden = 0, ...others] = ids;
  world.push(deleted, RESULTS_REF);
  world.push(hidden, RESULTS_REF);
  world.remove(deleted);
  world.hide(hidden);
  expect((await watcher.poll()).sources.map(({ id }) => id)).not.toEqual(expect.arrayContaining([deleted, hidden]));
  expect((await watcher.poll({ sweep: true })).present).toEqual(new Set(others));
});

test('a fork that is public again is found by the next sweep, though its push is old', async () => {
  const { world, ids, watcher } = await startNetwork(4);
  await watcher.poll();
  const [id = 0, other = 0] = ids;
  world.hide(id);
  const oid = world.push(id, RESULTS_REF);
  world.nowMs += 10 * MINUTE_MS;
  world.push(other, RESULTS_REF);
  await watcher.poll();
  world.show(id);
  world.nowMs += SWEEP_MS;
  const source = (await watcher.poll()).sources.find((each) => each.id === id);
  expect(source?.tips).toEqual([{ name: RESULTS_REF, oid }]);
});

test('a force-push and a deleted branch are changes like any other', async () => {
  const { world, ids, watcher } = await startNetwork(4);
  await watcher.poll();
  const [id = 0] = ids;
  const tips = async () => (await watcher.poll()).sources.find((each) => each.id === id)?.tips;
  const oid = world.push(id, RESULTS_REF, { oid: 'c0ffee'.padEnd(40, '0') });
  expect(await tips()).toEqual([{ name: RESULTS_REF, oid }]);
  world.push(id, RESULTS_REF, { isDeletion: true });
  expect(await tips()).toEqual([]);
});

test('a fork with more branches than one answer holds is left to be asked itself', async () => {
  const { world, ids, watcher } = await startNetwork(2);
  const [id = 0] = ids;
  for (let branch = 0; branch < 12; branch += 1) world.push(id, `refs/heads/results/${branch}`);
  world.push(id, 'refs/heads/main');
  expect((await watcher.poll()).sources.find((each) => each.id === id)?.tips).toBeNull();
});

test('forks of forks are watched like forks, at one point per hundred forks that have any', async () => {
  const network = await startNetwork(20);
  const { world, watcher, ids, double } = network;
  const children = ids.map((parentId) => world.create({ parentId }).id);
  const [grandchild = 0] = children.slice(0, 1).map((parentId) => world.create({ parentId }).id);
  const first = await watcher.poll();
  expect(first.present).toEqual(new Set([...ids, ...children, grandchild]));
  await settle(network);
  world.nowMs += MINUTE_MS;
  await watcher.poll();
  expect(spent(double)).toEqual({ requests: 2, cost: 2 });
  world.push(grandchild, RESULTS_REF);
  expect(idsOf(await watcher.poll())).toContain(grandchild);
  expect(spent(double)).toEqual({ requests: 3, cost: 3 });
});

test('a new fork of a fork is found within minutes, because the network counts one more', async () => {
  const network = await startNetwork(60);
  const { world, watcher, ids } = network;
  await watcher.poll();
  await settle(network);
  const child = world.create({ parentId: ids[7] ?? null }).id;
  world.nowMs += MINUTE_MS;
  world.push(child, RESULTS_REF);
  expect(idsOf(await watcher.poll())).toContain(child);
});

test('a part that cannot be read forces a sweep, and a push hidden behind it is found once it can be read', async () => {
  const network = await startNetwork(10);
  const { world, watcher, ids } = network;
  await watcher.poll();
  await settle(network);
  const [id = 0, other = 0] = ids;
  world.push(id, RESULTS_REF);
  world.unreadable.add(id);
  const odd = await watcher.poll();
  expect(odd.present).not.toBeNull();
  expect(idsOf(odd)).not.toContain(id);
  world.nowMs += 10 * MINUTE_MS;
  world.push(other, RESULTS_REF);
  await watcher.poll();
  world.unreadable.clear();
  world.nowMs += MINUTE_MS;
  expect(idsOf(await watcher.poll())).toContain(id);
});

test('a part that can never be read costs one request per minute, no more', async () => {
  const network = await startNetwork(300);
  const { world, watcher, ids, double } = network;
  world.unreadable.add(ids.at(-1) ?? 0);
  await watcher.poll();
  spent(double);
  for (let round = 0; round < 120; round += 1) {
    world.nowMs += MINUTE_MS;
    await watcher.poll();
  }
  // One per poll, three more in the first ones, while the pushes before them are young.
  expect(spent(double).cost).toBeLessThan(2 * 120 + 20);
});

test('everything is listed again after six hours, and when the clock was turned back', async () => {
  const { world, watcher, ids } = await startNetwork(5);
  await watcher.poll();
  world.nowMs += SWEEP_MS - 1;
  expect((await watcher.poll()).present).toBeNull();
  world.nowMs += 1;
  expect((await watcher.poll()).present).toEqual(new Set(ids));
  expect((await watcher.poll()).present).toBeNull();
  world.nowMs -= 60 * MINUTE_MS;
  expect((await watcher.poll()).present).not.toBeNull();
});

test('a state that this version did not write means to list everything', async () => {
  const { watcher, ids } = await startNetwork(5);
  for (const state of [null, undefined, {}, 7, 'x', { kind: 'rest' }, { kind: 'graphql', version: 1 }]) {
    watcher.state = state;
    expect(idsOf(await watcher.poll())).toEqual(ids);
  }
});

test('the repository is followed under its number: through a rename, and past another that takes its name', async () => {
  const { world, root, watcher, ids } = await startNetwork(3);
  await watcher.poll();
  world.rename(root.id, 'archive');
  root.formerNames.length = 0;
  const usurper = world.create();
  world.push(world.create({ parentId: usurper.id }).id, RESULTS_REF);
  expect(idsOf(await watcher.poll({ sweep: true }))).toEqual(ids);
  world.remove(root.id);
  await expect(watcher.poll()).rejects.toMatchObject({ code: 'not_found' });
});

test('a repository that does not exist is an error, not an empty network', async () => {
  const double = await startGithubDouble();
  const clock = double.clock();
  const client = openForgeClient({ forge: double.forge, token: double.token, clock, allowLoopback: true });
  const discovery = openNetworkDiscovery({ forge: double.forge, repository: 'nobody/nothing', client, clock });
  await expect(discovery.poll(null)).rejects.toMatchObject({ name: 'ForgeError', code: 'not_found' });
  await double.close();
});

test('no push is missed, whatever the order of pushes, polls, lags, failures and changes of the network', async () => {
  const counts: ModelCounts = { polls: 0, sweeps: 0, checkedForks: 0, latePushes: 0, pollsWithEvents: 0 };
  const pageSize = fc.integer({ min: 1, max: 4 });
  const skewMs = fc.integer({ min: -9_000_000, max: 9_000_000 });
  await fc.assert(
    fc.asyncProperty(steps, pageSize, skewMs, async (list, forksPerPage, skew) => {
      const double = await startGithubDouble();
      const { forge, token } = double;
      const clock = double.clock(skew);
      const client = openForgeClient({ forge, token, clock, allowLoopback: true });
      const repository = 'ipc-bench/results';
      const discovery = openNetworkDiscovery({ forge, repository, client, clock, forksPerPage });
      try {
        await runModel({ double, discovery, counts, hasPasses: false, waitsForSweep: true }, list);
      } finally {
        await double.close();
      }
    }),
    { numRuns: process.env.IPC_BENCH_LONG_TESTS === '1' ? 150 : 30 },
  );
  expect(counts.checkedForks).toBeGreaterThan(500);
  expect(counts.latePushes).toBeGreaterThan(100);
  expect(counts.pollsWithEvents).toBeGreaterThan(50);
}, 300_000);
