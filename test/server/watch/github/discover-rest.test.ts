// Finding changed forks over REST, with conditional requests, against the double.
import { openRestDiscovery } from '@ipc-bench/server/watch/github/discover-rest';
import { openForgeClient } from '@ipc-bench/server/watch/github/forge-client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startGithubDouble } from '../../../support/github-double.js';
import { type ModelCounts, runModel, steps } from '../../../support/github-double-model.js';
import { idsOf, MINUTE_MS, RESULTS_REF, spent, startNetwork, watch } from '../../../support/github-double-network.js';

/** A network watched by REST, with the token where `isAnonymous` does not say otherwise. */
async function startRest(forks: number, { isAnonymous = false, pagesPerPoll = 10, coreLimit = 5_000 } = {}) {
  const network = await startNetwork(forks, { coreLimit });
  const { forge, token } = network.double;
  const clock = network.double.clock();
  const client = openForgeClient({ forge, token: isAnonymous ? undefined : token, clock, allowLoopback: true });
  const repository = 'ipc-bench/results';
  const watcher = watch(openRestDiscovery({ forge, repository, client, clock, pagesPerPoll }));
  return { ...network, watcher };
}

test('the first poll lists every fork, with its branches left to be asked for', async () => {
  const { ids, world, watcher, double } = await startRest(230);
  const found = await watcher.poll();
  expect(idsOf(found)).toEqual(ids);
  expect(found.present).toEqual(new Set(ids));
  const [id = 0] = ids;
  expect(found.sources.find((source) => source.id === id)).toEqual({
    forge: 'github.test',
    id,
    url: `${double.forge.webUrl}/contributor-${id}/results.git`,
    pushedAtMs: world.get(id).pushes.at(-1)?.atMs,
    tips: null,
  });
  expect(double.requests.map(({ path }) => path)).toEqual([
    '/repos/ipc-bench/results',
    '/repositories/1000001/forks?sort=oldest&per_page=100',
    '/repositories/1000001/forks?sort=oldest&per_page=100&page=2',
    '/repositories/1000001/forks?sort=oldest&per_page=100&page=3',
  ]);
});

test('an unchanged network answers 304, which costs nothing with a token, and nothing is reported', async () => {
  const { watcher, double, world } = await startRest(230);
  await watcher.poll();
  spent(double);
  world.nowMs += MINUTE_MS;
  const found = await watcher.poll();
  expect(found.sources).toEqual([]);
  expect(found.present?.size).toBe(230);
  expect(double.requests.map(({ status }) => status)).toEqual([304, 304, 304]);
  expect(spent(double)).toEqual({ requests: 3, cost: 0 });
  expect(found.nextPollAtMs).toBe(world.nowMs + MINUTE_MS);
});

test('a push costs its own page, and only that fork is reported', async () => {
  const { ids, watcher, double, world } = await startRest(230);
  await watcher.poll();
  spent(double);
  const [id = 0] = ids.slice(150);
  world.push(id, RESULTS_REF);
  expect(idsOf(await watcher.poll())).toEqual([id]);
  expect(spent(double)).toEqual({ requests: 3, cost: 1 });
});

test('a push within the last two minutes is reported until no other can share its second', async () => {
  const { ids, watcher, world } = await startRest(5);
  await watcher.poll();
  const [id = 0] = ids;
  world.push(id, RESULTS_REF);
  for (const waitMs of [0, 60_000, 60_000]) {
    world.nowMs += waitMs;
    expect(idsOf(await watcher.poll())).toEqual([id]);
  }
  world.nowMs += MINUTE_MS;
  expect(idsOf(await watcher.poll())).toEqual([id]);
  world.nowMs += MINUTE_MS;
  expect(idsOf(await watcher.poll())).toEqual([]);
});

test('without a token polls use half of what the forge allows, and say when the next one is due', async () => {
  const { watcher, double, world } = await startRest(80, { isAnonymous: true });
  const end = world.nowMs + 5 * 60 * MINUTE_MS;
  let polls = 0;
  while (world.nowMs < end) {
    const { nextPollAtMs } = await watcher.poll();
    polls += 1;
    expect(nextPollAtMs).toBeGreaterThan(world.nowMs);
    world.nowMs = nextPollAtMs;
  }
  // 30 requests per hour, one per poll: 304 costs as much as 200 without a token.
  expect(polls).toBeGreaterThan(140);
  expect(spent(double).cost).toBeLessThanOrEqual(151);
});

test('a pass over a large network is spread over polls and goes on where it stopped', async () => {
  const { ids, watcher, double, world } = await startRest(1_050, { isAnonymous: true, pagesPerPoll: 4 });
  const found = [];
  const sizes = [];
  for (let round = 0; round < 3; round += 1) {
    const poll = await watcher.poll();
    found.push(...idsOf(poll));
    sizes.push(poll.present?.size ?? null);
    world.nowMs = poll.nextPollAtMs;
  }
  expect(found.sort((a, b) => a - b)).toEqual(ids);
  expect(sizes).toEqual([null, null, 1_050]);
  expect(double.requests.every(({ status }) => status === 200)).toBe(true);
});

test('a limit reached within a pass keeps what was read and says when to come back', async () => {
  const { ids, watcher, world } = await startRest(350, { coreLimit: 3 });
  const first = await watcher.poll();
  expect(idsOf(first)).toEqual(ids.slice(0, 200));
  expect(first.present).toBeNull();
  expect(first.nextPollAtMs).toBeGreaterThan(world.nowMs + 59 * MINUTE_MS);
  await expect(watcher.poll()).rejects.toMatchObject({ code: 'rate_limited' });
  world.nowMs = first.nextPollAtMs;
  expect(idsOf(await watcher.poll())).toEqual(ids.slice(200));
});

test('forks of forks are found in the next pass, and one deleted meanwhile does not stop it', async () => {
  const { ids, watcher, world, double } = await startRest(20);
  await watcher.poll();
  const [parent = 0, doomed = 0] = ids;
  const child = world.create({ parentId: parent }).id;
  world.create({ parentId: doomed });
  world.push(child, RESULTS_REF);
  double.meanwhile = () => {
    if (double.requests.length === 4 && world.repositories.has(doomed)) world.remove(doomed);
  };
  const found = await watcher.poll();
  expect(idsOf(found)).toContain(child);
});

test('deleted and private forks leave the list; one that is public again is reported', async () => {
  const { ids, watcher, world } = await startRest(5);
  await watcher.poll();
  const [deleted = 0, hidden = 0, ...others] = ids;
  world.remove(deleted);
  world.hide(hidden);
  const found = await watcher.poll();
  expect(found.present).toEqual(new Set(others));
  expect(idsOf(found)).toEqual([]);
  world.show(hidden);
  expect(idsOf(await watcher.poll())).toEqual([hidden]);
});

test('a fork that a deletion moved to another page while pages were read is reported in the next pass', async () => {
  const { ids, watcher, world, double } = await startRest(150);
  await watcher.poll();
  spent(double);
  world.nowMs += MINUTE_MS;
  const [moved = 0] = ids.slice(100);
  world.push(moved, RESULTS_REF);
  double.meanwhile = () => {
    if (double.requests.length === 1 && world.repositories.has(ids[0] ?? 0)) world.remove(ids[0] ?? 0);
  };
  expect(idsOf(await watcher.poll())).not.toContain(moved);
  world.nowMs += 10 * MINUTE_MS;
  expect(idsOf(await watcher.poll())).toContain(moved);
});

test('a new fork is found though it begins a page of its own and the page before it has not changed', async () => {
  const { root, ids, watcher, world } = await startRest(100);
  await watcher.poll();
  world.nowMs += MINUTE_MS;
  const { id } = world.create({ parentId: root.id });
  const found = await watcher.poll();
  expect(idsOf(found)).toEqual([id]);
  expect(found.present).toEqual(new Set([...ids, id]));
});

test('a sweep reports every fork again, and so does a state that this version did not write', async () => {
  const { ids, watcher } = await startRest(5);
  await watcher.poll();
  expect(idsOf(await watcher.poll({ sweep: true }))).toEqual(ids);
  for (const state of [null, 'x', { kind: 'graphql', version: 1 }, { kind: 'rest', version: 2 }]) {
    watcher.state = state;
    expect(idsOf(await watcher.poll())).toEqual(ids);
  }
});

test('a renamed repository is found under its old name, and followed under its number', async () => {
  const { ids, root, watcher, world } = await startRest(5);
  world.rename(root.id, 'archive');
  expect(idsOf(await watcher.poll())).toEqual(ids);
  world.rename(root.id, 'attic');
  root.formerNames.length = 0;
  expect((await watcher.poll()).present).toEqual(new Set(ids));
  world.remove(root.id);
  await expect(watcher.poll()).rejects.toMatchObject({ code: 'not_found' });
});

test('no push is missed, whatever the order of pushes, polls, lags, failures and changes of the network', async () => {
  const counts: ModelCounts = { polls: 0, sweeps: 0, checkedForks: 0, latePushes: 0, pollsWithEvents: 0 };
  const size = fc.integer({ min: 1, max: 4 });
  const skewMs = fc.integer({ min: -9_000_000, max: 9_000_000 });
  await fc.assert(
    fc.asyncProperty(steps, size, size, skewMs, async (list, forksPerPage, pagesPerPoll, skew) => {
      const double = await startGithubDouble();
      const { forge, token } = double;
      const clock = double.clock(skew);
      const client = openForgeClient({ forge, token, clock, allowLoopback: true });
      const repository = 'ipc-bench/results';
      const discovery = openRestDiscovery({ forge, repository, client, clock, forksPerPage, pagesPerPoll });
      try {
        await runModel({ double, discovery, counts, hasPasses: true, waitsForSweep: false }, list);
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
