// A network of forks on the double, and a watcher of it that saves its state as JSON, as a caller would.
import { openDiscovery } from '@ipc-bench/server/watch/github/discover';
import type { Discovery, Poll, PollOptions } from '@ipc-bench/server/watch/github/discovery';
import { onTestFinished } from 'vitest';
import { type GithubDouble, type GithubDoubleOptions, startGithubDouble } from './github-double.js';

export const RESULTS_REF = 'refs/heads/results/0a1b2c3d';
export const MINUTE_MS = 60_000;

export interface Watcher {
  /** Polls; the state is saved unless `isLost`. */
  poll(options?: PollOptions & { isLost?: boolean }): Promise<Poll>;
  state: unknown;
}

export function watch(discovery: Discovery): Watcher {
  const watcher: Watcher = {
    state: null,
    async poll({ isLost = false, ...options } = {}) {
      const found = await discovery.poll(watcher.state, options);
      if (!isLost) watcher.state = JSON.parse(JSON.stringify(found.state));
      return found;
    },
  };
  return watcher;
}

/** A repository with forks that were pushed to one second after the other, long ago. */
export async function startNetwork(forks: number, options: GithubDoubleOptions & { isAnonymous?: boolean } = {}) {
  const double = await startGithubDouble(options);
  onTestFinished(() => double.close());
  const { world } = double;
  const root = world.create();
  world.push(root.id, 'refs/heads/main');
  world.nowMs += 24 * 60 * MINUTE_MS;
  const ids = Array.from({ length: forks }, () => world.create({ parentId: root.id }).id);
  for (const id of ids) {
    world.nowMs += 1000;
    world.push(id, RESULTS_REF);
  }
  world.nowMs += 60 * MINUTE_MS;
  const open = () =>
    openDiscovery({
      repository: 'ipc-bench/results',
      token: options.isAnonymous ? undefined : double.token,
      forge: double.forge,
      clock: double.clock(),
      allowLoopback: true,
    });
  return { double, world, root, ids, open, watcher: watch(open()) };
}

export function idsOf({ sources }: Poll): number[] {
  return sources.map(({ id }) => id).sort((a, b) => a - b);
}

/** What the requests since the last call cost, in points or requests. */
export function spent(double: GithubDouble): { requests: number; cost: number } {
  const seen = double.requests.splice(0);
  return { requests: seen.length, cost: seen.reduce((sum, { cost }) => sum + cost, 0) };
}
