// Convergence on the pure model: the tree is a function of the set of files, the registry and the trusted keys. The same
// laws run over real repositories and HTTP in test/e2e/merge-gossip.test.ts.
import type { FileReport } from '@ipc-bench/server/submission';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Held, mergeIntoHeld, nothingHeld, reviewHeld, treeOf, UNLIMITED } from '../../support/held.js';
import {
  type Age,
  expectedTree,
  type ModelFile,
  merges,
  modelFiles,
  reportOf,
  schedule,
  trustedKeys,
} from '../../support/merge-model.js';

const RUNS = 1500;
/** Fixed, so that a failure is everybody's failure. */
const SETTINGS = { numRuns: RUNS, seed: 20_261_129 };

/** Cases in which something was decided. */
const seen = { retracted: 0, removed: 0, returned: 0, displaced: 0, deferred: 0, failed: 0 };

function mergeAll(
  held: Held,
  groups: readonly (readonly ModelFile[])[],
  trusted: ReadonlySet<string>,
  age: Age,
  room = UNLIMITED,
): Set<keyof typeof seen> {
  const acts = new Set<keyof typeof seen>();
  for (const group of groups) {
    const reports = group.map((file) => reportOf(file, age));
    const suspendedBefore = new Set(held.suspended.keys());
    const { removes, outcomes } = mergeIntoHeld(held, reports, trusted, room);
    for (const reason of removes.values()) {
      if (reason === 'withdrawn') acts.add('retracted');
      if (reason === 'removed' || reason === 'displaced') acts.add(reason);
    }
    for (const { outcome } of outcomes) if (outcome === 'deferred' || outcome === 'failed') acts.add(outcome);
    if ([...suspendedBefore].some((path) => held.data.has(path))) acts.add('returned');
  }
  return acts;
}

function count(acts: Iterable<keyof typeof seen>): void {
  for (const act of new Set(acts)) seen[act]++;
}

/** What a tool does after an upgrade or a change of trust: everything it holds is judged again. */
function review(held: Held, set: readonly ModelFile[], trusted: ReadonlySet<string>, age: Age): void {
  const byPlace = new Map(set.map((file) => [placeOf(reportOf(file, 'old')), file]));
  reviewHeld(held, trusted, (report) => {
    const file = byPlace.get(placeOf(report));
    if (file === undefined) throw new Error('it holds what nobody made');
    return reportOf(file, age);
  });
}

const placeOf = ({ path, oid }: Pick<FileReport, 'path' | 'oid'>) => `${path} ${oid}`;

afterAll(() => {
  // The laws would hold of an empty set as well: enough cases must have had something to decide.
  for (const [act, cases] of Object.entries(seen)) expect(cases, act).toBeGreaterThan(RUNS / 8);
});

describe('planMerge', () => {
  it(`ends at the defined tree for any order, grouping and repetition (${RUNS} cases)`, () => {
    fc.assert(
      fc.property(modelFiles, trustedKeys, schedule, fc.constantFrom<Age>('old', 'new'), (set, trusted, plan, age) => {
        const held = nothingHeld();
        count(mergeAll(held, merges(set, plan), trusted, age));
        expect(treeOf(held)).toEqual(expectedTree(set, trusted, age));
      }),
      SETTINGS,
    );
  });

  it('changes nothing when everything is merged again', () => {
    fc.assert(
      fc.property(modelFiles, trustedKeys, schedule, (set, trusted, plan) => {
        const held = nothingHeld();
        mergeAll(held, merges(set, plan), trusted, 'old');
        const reports = set.map((file) => reportOf(file, 'old'));
        const again = mergeIntoHeld(held, reports, trusted);
        const nothing = { puts: [], removes: new Set() };
        expect(again).toMatchObject({ puts: [], removes: new Map(), deferred: nothing });
        expect(again.suspended).toEqual({ ...nothing, moves: [] });
        expect(again.outcomes.filter(({ outcome }) => outcome === 'added')).toEqual([]);
      }),
      SETTINGS,
    );
  });

  it('gives one outcome per candidate', () => {
    fc.assert(
      fc.property(modelFiles, trustedKeys, (set, trusted) => {
        const reports = set.map((file) => reportOf(file, 'old'));
        const { outcomes } = mergeIntoHeld(nothingHeld(), reports, trusted);
        expect(outcomes.map(placeOf).sort()).toEqual([...new Set(reports.map(placeOf))].sort());
      }),
      SETTINGS,
    );
  });

  it('ends at the same tree with an upgrade on the way as with the new tool from the start', () => {
    fc.assert(
      fc.property(modelFiles, trustedKeys, schedule, fc.nat(20), (set, trusted, plan, when) => {
        const held = nothingHeld();
        const groups = merges(set, plan);
        mergeAll(held, groups.slice(0, when), trusted, 'old');
        review(held, set, trusted, 'new');
        mergeAll(held, groups.slice(when), trusted, 'new');
        expect(treeOf(held)).toEqual(expectedTree(set, trusted, 'new'));
        expect([...held.deferred.keys()]).toEqual([]);
      }),
      SETTINGS,
    );
  });

  it('follows any change of trust and back, though no source is ever read again', () => {
    fc.assert(
      fc.property(modelFiles, trustedKeys, trustedKeys, trustedKeys, schedule, (set, first, second, third, plan) => {
        const held = nothingHeld();
        mergeAll(held, merges(set, plan), first, 'new');
        // An erratum of a key that was never trusted was refused, not merged.
        const merged = set.filter((file) => !('maintainer' in file) || first.has(file.maintainer));
        for (const trusted of [second, third]) {
          review(held, set, trusted, 'new');
          expect(treeOf(held)).toEqual(expectedTree(merged, trusted, 'new'));
        }
      }),
      SETTINGS,
    );
  });

  it('lets three maintainers of any age and caps, who read some forks and each other, end at one tree', () => {
    const forks = fc.array(fc.nat(3), { minLength: 48, maxLength: 48 });
    const readers = fc.tuple(...[0, 1, 2].map(() => fc.subarray([0, 1, 2, 3], { minLength: 1 })));
    const ages = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom<Age>('old', 'new')));
    const rooms = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY)));
    fc.assert(
      fc.property(modelFiles, forks, readers, ages, rooms, trustedKeys, (set, owner, reads, born, caps, trusted) => {
        const inFork = (fork: number) => set.filter((_, at) => owner[at % owner.length] === fork);
        const own = reads.map((list) => list.map(inFork));
        const three = born.map((age, at) => ({
          age,
          room: { files: caps[at] as number, bytes: 1e9 },
          held: nothingHeld(),
        }));
        const acts = new Set<keyof typeof seen>();
        const gossip = (rounds: number) => {
          for (let round = 0; round < rounds; round++)
            for (const [at, { held, age, room }] of three.entries()) {
              const peers = three.filter((_, peer) => peer !== at).map((peer) => publishedBy(peer.held, set));
              for (const act of mergeAll(held, [...(own[at] ?? []), ...peers], trusted, age, room)) acts.add(act);
            }
        };
        gossip(3);
        // What an old tool found no room for, it cannot pass on: then a new one may wait for its own reading of a fork.
        const isPassedOn = born.every((age, at) => age === 'new' || caps[at] === Number.POSITIVE_INFINITY);
        for (const { held, age } of three)
          if (age === 'old' || isPassedOn)
            expect(treeOf(held)).toEqual(expectedTree(reaches(age, born, own), trusted, age));

        // Then all upgrade, and nobody has to submit anything again.
        for (const maintainer of three) {
          maintainer.age = 'new';
          review(maintainer.held, set, trusted, 'new');
        }
        gossip(3);
        const everything = expectedTree(own.flat(2), trusted, 'new');
        for (const { held } of three) expect(treeOf(held)).toEqual(everything);
        count(acts);
      }),
      SETTINGS,
    );
  });
});

/** What others can read of a maintainer: `data` and `deferred`, never `suspended`. */
function publishedBy({ data, deferred }: Held, set: readonly ModelFile[]): ModelFile[] {
  const places = new Set([...data.values(), ...deferred.values()].map(placeOf));
  return set.filter((file) => places.has(placeOf(reportOf(file, 'old'))));
}

/** What can have come to a tool of that age: new tools do not pass on what they refuse. */
function reaches(age: Age, born: readonly Age[], own: readonly (readonly ModelFile[][])[]): ModelFile[] {
  return own.flatMap((files, at) =>
    files.flat().filter((file) => born[at] === age || born[at] === 'old' || reportOf(file, 'new').kind !== 'refused'),
  );
}
