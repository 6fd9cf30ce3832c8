// The double itself, held against what others say of GitHub: its documentation's worked examples, and Octokit's own code.
import { get } from 'node:http';
import { FIND_REPOSITORY, LIST_FORKS, NEWEST_PUSHES } from '@ipc-bench/server/watch/github/network-queries';
import { Octokit } from '@octokit/core';
import { throttling } from '@octokit/plugin-throttling';
import { expect, onTestFinished, test } from 'vitest';
import { type GithubDoubleOptions, startGithubDouble } from '../../../support/github-double.js';
import { priceQuery } from '../../../support/github-double-graphql.js';

test('prices the worked example of GitHub’s documentation as it does, and our queries at one point', () => {
  const example = `query {
    viewer { repositories(first: 100) { edges { repository: node { name issues(first: 50) { totalCount edges {
      node { title bodyHTML labels(first: 60) { edges { node { id name } } } } } } } } } } }`;
  expect(priceQuery(example, {})).toBe(51);
  expect(priceQuery(FIND_REPOSITORY, { owner: 'a', name: 'b' })).toBe(1);
  expect(priceQuery(LIST_FORKS, { id: 'x', first: 50 })).toBe(1);
  expect(priceQuery(LIST_FORKS, { id: 'x', first: 100 })).toBe(2);
  expect(priceQuery(NEWEST_PUSHES, { ids: Array(100).fill('x') })).toBe(1);
});

test.each([
  ['a list without bounds', '{ viewer { repositories { nodes { id } } } }', 'MISSING_PAGINATION_BOUNDARIES'],
  ['more than a hundred', '{ viewer { repositories(first: 101) { nodes { id } } } }', 'EXCESSIVE_PAGINATION'],
  [
    'more than half a million nodes',
    '{ viewer { repositories(first: 100) { nodes { issues(first: 100) { nodes { labels(first: 100) { nodes { id } } } } } } } }',
    'MAX_NODE_LIMIT_EXCEEDED',
  ],
])('refuses %s, as GitHub does', (_name, query, type) => {
  expect(priceQuery(query, {})).toMatchObject({ errors: [{ type }] });
});

test('refuses a field that GitHub’s schema does not have', () => {
  const refusal = { errors: [{ message: expect.stringContaining('Cannot query field "shoeSize"') }] };
  expect(priceQuery('{ viewer { shoeSize } }', {})).toEqual(refusal);
});

/** Octokit with its throttling plugin, which tells what it takes an answer for and never sleeps. */
async function startThrottled(options: GithubDoubleOptions) {
  const double = await startGithubDouble(options);
  onTestFinished(() => double.close());
  const root = double.world.create();
  double.world.create({ parentId: root.id });
  const seen: [kind: string, retryAfterSeconds: number][] = [];
  const note = (kind: string) => (retryAfter: number) => {
    seen.push([kind, retryAfter]);
    return false;
  };
  const octokit = new (Octokit.plugin(throttling))({
    auth: double.token,
    baseUrl: double.forge.apiUrl,
    throttle: { id: double.forge.apiUrl, onRateLimit: note('primary'), onSecondaryRateLimit: note('secondary') },
  });
  const rest = () => octokit.request('GET /repos/{owner}/{repo}/forks', { owner: 'ipc-bench', repo: 'results' });
  const graphql = () => octokit.graphql(FIND_REPOSITORY, { owner: 'ipc-bench', name: 'results' });
  return { double, seen, rest, graphql };
}

test('answers what Octokit understands, and no refusal where there is none', async () => {
  const { seen, rest, graphql } = await startThrottled({});
  expect((await rest()).data[0]?.fork).toBe(true);
  expect(await graphql()).toHaveProperty('repository.id');
  expect(seen).toEqual([]);
});

test('its used-up windows are what Octokit takes for them', async () => {
  // Octokit reckons with the machine's clock.
  const { double, seen, rest, graphql } = await startThrottled({ coreLimit: 1, graphqlLimit: 1 });
  double.world.nowMs = Date.now();
  for (const ask of [rest, graphql]) {
    await ask();
    await expect(ask()).rejects.toThrow(/rate limit/i);
  }
  expect(seen.map(([kind]) => kind)).toEqual(['primary', 'primary']);
  for (const [, seconds] of seen) expect(seconds).toBeGreaterThan(3_500);
});

test('its secondary limits are what Octokit takes for them', async () => {
  const { double, seen, rest } = await startThrottled({});
  double.faults.push(
    { kind: 'secondary', status: 403, retryAfterSeconds: 17 },
    { kind: 'secondary', status: 429, retryAfterSeconds: 18 },
    { kind: 'secondary', status: 403 },
  );
  for (let index = 0; index < 3; index += 1) await expect(rest()).rejects.toThrow(/secondary rate limit/i);
  expect(seen).toEqual([
    ['secondary', 17],
    ['secondary', 18],
    ['secondary', 60],
  ]);
});

test('a request that it does not cover fails the test that sent it', async () => {
  const double = await startGithubDouble();
  await expect(fetch(`${double.forge.apiUrl}/emojis`)).rejects.toThrow();
  await expect(double.close()).rejects.toThrow('the double does not know /emojis');
});

test('a client without a name is turned away, as by GitHub', async () => {
  const double = await startGithubDouble();
  onTestFinished(() => double.close());
  const status = new Promise((resolve, reject) => {
    get(`${double.forge.apiUrl}/repositories/1`, (response) => resolve(response.resume().statusCode)).on(
      'error',
      reject,
    );
  });
  expect(await status).toBe(403);
});
