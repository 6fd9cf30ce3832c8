// A forge for the watch loop: GitHub's API as the double answers it, and real repositories behind the URLs that it names.
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { resultFiles } from './document.js';
import { byPath, commitToFork, RESULTS_REF } from './fork.js';
import { git, temporaryFolder } from './git-command.js';
import { type GitHttpBackend, type GitHttpBackendOptions, startGitHttpBackend } from './git-http.js';
import { type GithubDouble, startGithubDouble } from './github-double.js';
import type { GithubWorld, WorldRepository } from './github-double-world.js';
import { runCommand } from './maintainer.js';

export interface TestForge {
  double: GithubDouble;
  world: GithubWorld;
  backend: GitHttpBackend;
  /** Folder of the repositories. */
  root: string;
  upstream: WorldRepository;
  /** Name of the upstream's entry in the list of sources. */
  entry: string;
  keyOf(repository: WorldRepository): string;
  fork(parent?: WorldRepository): WorldRepository;
  /** Pushes `count` results of one day, and lets the forge know. `force`: in place of what was there. */
  push(fork: WorldRepository, label: string, count?: number, options?: { force?: boolean; day?: string }): void;
  /** Settings that lead a command here. */
  environment: Record<string, string>;
}

export async function startForge(
  options: Partial<GitHttpBackendOptions> & { isAnonymous?: boolean } = {},
): Promise<TestForge> {
  const { isAnonymous = false, ...backendOptions } = options;
  const root = temporaryFolder();
  const backend = await startGitHttpBackend({ root, ...backendOptions });
  onTestFinished(() => backend.close());
  const double = await startGithubDouble({ webUrl: backend.url });
  onTestFinished(() => double.close());
  const { world } = double;
  const upstream = world.create();
  world.push(upstream.id, 'refs/heads/main');
  commitToFork(root, 'ipc-bench/results', {}, { ref: 'refs/heads/data', parents: [] });
  const host = new URL(backend.url).host;
  world.nowMs += 3_600_000;
  return {
    double,
    world,
    backend,
    root,
    upstream,
    entry: 'github:ipc-bench/results',
    keyOf: ({ id }) => `${host}/${id}`,
    fork(parent = upstream) {
      const fork = world.create({ parentId: parent.id });
      git(['init', '--quiet', '--bare', join(root, fork.owner, `${fork.name}.git`)]);
      return fork;
    },
    push(fork, label, count = 1, { force = false, day } = {}) {
      const files = byPath(resultFiles(count, label, day));
      const path = commitToFork(root, `${fork.owner}/${fork.name}`, files, force ? { parents: [] } : {});
      world.nowMs += 1000;
      world.push(fork.id, RESULTS_REF, { oid: git(['rev-parse', RESULTS_REF], { cwd: path }) });
      world.nowMs += 600_000;
    },
    environment: {
      IPC_BENCH_GITHUB_API: double.forge.apiUrl,
      IPC_BENCH_GITHUB_WEB: backend.url,
      ...(isAnonymous ? {} : { IPC_BENCH_GITHUB_TOKEN: double.token }),
    },
  };
}

/** One `watch --once --json` in this process: its exit code and what its turns said. */
export async function watchOnce(data: string, environment: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { exit, out, err } = await runCommand('watch', '--once', '--json', '--allow-loopback', '--data', data);
  const turns = out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const sources = turns.flatMap(({ round }) => round?.sources ?? []);
  const counted = (word: string) => sources.reduce((sum, { counts }) => sum + counts[word], 0);
  return { exit, err, turns, sources, added: counted('added') };
}
