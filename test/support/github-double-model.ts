// A model of watching: steps of a world and of its watcher in any order, and what must hold whatever the order. A fork is
// fresh when the watcher was told of its newest push that lists and branches show already.
import type { Discovery, Poll } from '@ipc-bench/server/watch/github/discovery';
import { ForgeError } from '@ipc-bench/server/watch/github/forge-error';
import fc from 'fast-check';
import type { GithubDouble } from './github-double.js';
import { MAX_LAG_MS, type WorldRepository } from './github-double-world.js';

type WorldStep =
  | { kind: 'push'; fork: number; ref: number; lagMs: number; readLagMs: number; isDeletion: boolean }
  | { kind: 'fork'; parent: number; withBranches: boolean }
  | { kind: 'rename' | 'remove' | 'hide' | 'show' | 'blur'; fork: number }
  | { kind: 'clear' }
  | { kind: 'wait'; ms: number };
/** A poll that fails has no effect; one that is not saved crashed after it, and its sources are lost. */
type PollStep = { kind: 'poll'; meanwhile: readonly WorldStep[]; fate: 'saved' | 'lost' | 'fails' };
export type Step = WorldStep | PollStep;

const lag = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(MAX_LAG_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: MAX_LAG_MS }) },
);
const fork = fc.nat(1000);
const wait = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
  { weight: 10, arbitrary: fc.integer({ min: 20_000, max: 130_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1_000_000, max: 8_000_000 }) },
);
const worldStep: fc.Arbitrary<WorldStep> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('push' as const),
      fork,
      ref: fc.nat(12),
      lagMs: lag,
      readLagMs: lag,
      isDeletion: fc.nat(4).map((number) => number === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('fork' as const), parent: fc.nat(4), withBranches: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('rename', 'remove', 'hide', 'show', 'blur'), fork }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: wait }) },
);
const pollStep: fc.Arbitrary<PollStep> = fc.record({
  kind: fc.constant('poll' as const),
  meanwhile: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(worldStep, { maxLength: 6 })),
  fate: fc.constantFrom('saved', 'saved', 'saved', 'lost', 'fails'),
});
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 3, arbitrary: worldStep }, { weight: 2, arbitrary: pollStep }),
  { minLength: 20, maxLength: 120, size: 'max' },
);

/** What the runs of a property met, to show that it was not empty. */
export interface ModelCounts {
  polls: number;
  sweeps: number;
  checkedForks: number;
  latePushes: number;
  pollsWithEvents: number;
}

export interface ModelOptions {
  double: GithubDouble;
  discovery: Discovery;
  counts: ModelCounts;
  /** Whether one pass over all forks may take several polls. */
  hasPasses: boolean;
  /** Whether a new fork of a fork, or one that shows up again, may stay unseen until everything is listed. */
  waitsForSweep: boolean;
}

/** Runs the steps, then lets everything settle; throws where the watcher missed something or saw too much. */
export async function runModel(
  { double, discovery, counts, hasPasses, waitsForSweep }: ModelOptions,
  list: readonly Step[],
) {
  const { world } = double;
  const root = world.create();
  const [first] = Array.from({ length: 4 }, () => world.create({ parentId: root.id }));
  const child = world.create({ parentId: first?.id ?? null });
  world.create({ parentId: child.id });
  world.create({ parentId: child.id });
  world.nowMs += 1000;
  let state: unknown = null;
  /** Branches as the watcher knows them, and forks whose next push it may not see before a sweep. */
  const told = new Map<number, string>();
  const exempt = new Set<number>();

  const forks = () => [...world.repositories.values()].filter(({ id }) => id !== root.id);
  const pick = (index: number): WorldRepository | undefined => forks()[index % forks().length];
  const excuse = (id: number) => {
    exempt.add(id);
    for (const child of forks()) if (child.parentId === id) excuse(child.id);
  };

  function act(step: WorldStep): void {
    if (step.kind === 'wait') world.nowMs += step.ms;
    else if (step.kind === 'clear') world.unreadable.clear();
    else if (step.kind === 'fork') {
      const parents = forks().filter(({ isPrivate }) => !isPrivate);
      const parent = step.parent === 0 ? undefined : parents[step.parent - 1];
      const created = world.create({ parentId: parent?.id ?? root.id, withBranches: step.withBranches });
      if (parent !== undefined) exempt.add(created.id);
    } else {
      const id = pick(step.fork)?.id;
      if (id === undefined) return;
      if (step.kind === 'push') {
        world.push(id, `refs/heads/results/${String(step.ref).padStart(8, '0')}`, step);
        if (step.lagMs > 0) counts.latePushes += 1;
      } else if (step.kind === 'rename') world.rename(id, `results-${world.nowMs}`);
      else {
        excuse(id);
        if (step.kind === 'blur') world.unreadable.add(id);
        else world[step.kind](id);
      }
    }
  }

  /** Public forks at any depth. */
  function network(id = root.id): WorldRepository[] {
    return world.publicForks(id).flatMap((each) => [each, ...network(each.id)]);
  }

  async function poll({ meanwhile, fate }: PollStep): Promise<{ found: Poll; hadEvents: boolean } | null> {
    const events = [...meanwhile];
    double.meanwhile = () => {
      const event = events.shift();
      if (event !== undefined) act(event);
    };
    if (fate === 'fails') double.faults.push(...Array(3).fill({ kind: 'status', status: 502 }));
    let found: Poll;
    try {
      found = await discovery.poll(state);
    } catch (error) {
      if (error instanceof ForgeError && fate === 'fails' && error.code === 'unreachable') return null;
      throw error;
    } finally {
      double.meanwhile = undefined;
      double.faults.length = 0;
    }
    counts.polls += 1;
    if (fate === 'fails') throw new Error('a poll that cannot reach the forge says so');
    if (fate === 'lost') return null;
    state = JSON.parse(JSON.stringify(found.state));
    if (/contributor|results-/.test(JSON.stringify(state))) throw new Error('the state holds a name');
    const hadEvents = events.length < meanwhile.length;
    if (hadEvents) counts.pollsWithEvents += 1;
    for (const { id, url, tips } of found.sources) {
      const repository = world.repositories.get(id);
      const isGone = repository === undefined || repository.isPrivate || repository.parentId === null;
      if (isGone && !hadEvents) throw new Error(`${id} is no public fork`);
      if (isGone) continue;
      if (!hadEvents && url !== `${double.forge.webUrl}/${repository.owner}/${repository.name}.git`)
        throw new Error(`${id} is not at ${url}`);
      told.set(id, tips === null ? format(world.tips(repository)) : format(tips.map(({ name, oid }) => [name, oid])));
    }
    return { found, hadEvents };
  }

  function check({ present }: Poll, promised: readonly { each: WorldRepository; from: number }[]): void {
    if (present !== null) {
      counts.sweeps += 1;
      const readable = network().filter(({ id }) => !world.unreadable.has(id));
      if (world.unreadable.size === 0) {
        exempt.clear();
        const wanted = readable.map(({ id }) => id);
        if (wanted.some((id) => !present.has(id)) || present.size !== wanted.length)
          throw new Error(`listed ${[...present]} instead of ${wanted}`);
      }
    }
    for (const { each, from } of promised) {
      if (from < 0 || (waitsForSweep && exempt.has(each.id))) continue;
      counts.checkedForks += 1;
      const acceptable = each.pushes.slice(from).map(({ tips }) => format(tips));
      if (!acceptable.includes(told.get(each.id) ?? 'nothing'))
        throw new Error(`push ${from} to ${each.id} was missed: ${told.get(each.id)} instead of ${acceptable}`);
    }
  }

  async function pollToEnd(step: PollStep): Promise<void> {
    const promised = network().map((each) => ({ each, from: newestShown(each, world.nowMs) }));
    let last = await poll(step);
    let hadEvents = last?.hadEvents ?? true;
    for (let more = 0; hasPasses && last !== null && last.found.present === null; more += 1) {
      if (more > 100) throw new Error('a pass does not end');
      last = await poll(QUIET_POLL);
      hadEvents ||= last?.hadEvents ?? true;
    }
    if (last !== null && !hadEvents) check(last.found, promised);
  }

  for (const step of list) {
    if (step.kind === 'poll') await pollToEnd(step);
    else act(step);
  }
  world.unreadable.clear();
  await pollToEnd(QUIET_POLL);
  world.nowMs += 6 * 3_600_000;
  await pollToEnd(QUIET_POLL);
  if (exempt.size > 0) throw new Error('no sweep after six hours');
}

const QUIET_POLL: PollStep = { kind: 'poll', meanwhile: [], fate: 'saved' };

/** Index of the newest push of a fork's own that lists and branches show at a time; -1: none. */
function newestShown({ pushes, createdAtMs }: WorldRepository, nowMs: number): number {
  return pushes.findLastIndex(
    ({ atMs, listedAtMs, readableAtMs }) => atMs > createdAtMs && listedAtMs <= nowMs && readableAtMs <= nowMs,
  );
}

function format(tips: Iterable<readonly [string, string]>): string {
  return JSON.stringify([...tips].sort());
}
