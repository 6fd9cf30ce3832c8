// Convergence on the pure model: the tree is a function of the set of files, the registry and the trusted keys.
import { activeErrata, type Erratum } from '@ipc-bench/schema/erratum';
import { parseOid } from '@ipc-bench/server/git/port';
import type { KeptReport } from '@ipc-bench/server/merge/merge-plan';
import type { FileReport } from '@ipc-bench/server/submission';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Held, mergeIntoHeld, nothingHeld, treeOf } from '../../support/held.js';

const RUNS = 1500;
const SUBJECTS = 6;
const KEYS = ['k0', 'k1'];
const MAINTAINERS = ['m0', 'm1'];
const RUNNERS = ['1.0.0', '2.0.0'];

/** A file of the model; what a tool makes of it depends on the tool's age. */
type ModelFile =
  | { kind: 'result'; subject: number; spelling: number }
  | { kind: 'retraction'; subject: number; key: string; spelling: number }
  | { kind: 'erratum'; maintainer: string; effect: 'remove' | 'caveat'; selects: Selects }
  | { kind: 'withdrawal'; maintainer: string; effect: 'remove' | 'caveat'; selects: Selects };

interface Selects {
  subject?: number;
  key?: string;
  runner?: string;
}

type Age = 'old' | 'new';

/** Files of one subject differ in their signature only, so whatever the validator says of one it says of all. */
const LINES = ['known', 'known', 'newer_minor', 'newer_minor', 'newer', 'newer'] as const;
const isSound = (subject: number) => subject % 2 === 0 || subject === 1;
const keyOf = (subject: number) => (subject === 1 ? null : (KEYS[subject % KEYS.length] as string));
const runnerOf = (subject: number) => RUNNERS[subject % RUNNERS.length] as string;

/** A readable stand-in for a hash, in the same order in every run. */
const oidOf = (text: string) => parseOid(Buffer.from(text.padEnd(20, '.')).toString('hex').slice(0, 40));

function erratumId({ maintainer, effect, selects }: { maintainer: string; effect: string; selects: Selects }): string {
  return `${maintainer}${effect[0]}${selects.subject ?? '-'}${selects.key ?? '--'}${selects.runner?.[0] ?? '-'}`;
}

function reportOf(file: ModelFile, age: Age): FileReport {
  const bytes = new Uint8Array(1);
  if (file.kind === 'result') {
    const { subject, spelling } = file;
    const hash = `r${subject}s${spelling}`;
    const place = { path: `results/${hash}`, oid: oidOf(hash), hash };
    const verdict = verdictOf(subject, age);
    if (verdict === 'invalid') return { ...place, kind: 'refused', verdict, findings: [] };
    const runner = verdict === 'deferred' ? null : runnerOf(subject);
    return { ...place, kind: 'result', verdict, bytes, subject: `s${subject}`, machineKey: keyOf(subject), runner };
  }
  if (file.kind === 'retraction') {
    const { subject, key, spelling } = file;
    const hash = `t${spelling}`;
    const path = `retractions/s${subject}/${key}`;
    const oid = oidOf(`t${subject}${key}${spelling}`);
    return { kind: 'retraction', verdict: 'valid', path, oid, hash, bytes, subject: `s${subject}`, machineKey: key };
  }
  const id = `${file.kind === 'withdrawal' ? 'w' : 'e'}${erratumId(file)}`;
  const { subject, key, runner } = file.selects;
  const erratum: Erratum =
    file.kind === 'withdrawal'
      ? { effect: 'withdraw', maintainer_key: file.maintainer, withdraws: `e${erratumId(file)}` }
      : {
          effect: file.effect,
          maintainer_key: file.maintainer,
          ...(subject === undefined ? {} : { result: `s${subject}` }),
          ...(key === undefined ? {} : { machine_key: key }),
          ...(runner === undefined ? {} : { runner }),
        };
  return { kind: 'erratum', verdict: 'valid', path: `errata/${id}`, oid: oidOf(id), hash: id, bytes, erratum };
}

/** versioning.md: deferred < provisional < {valid, invalid}. */
function verdictOf(subject: number, age: Age) {
  const line = LINES[subject];
  if (age === 'old' && line === 'newer') return 'deferred';
  if (age === 'old' && line === 'newer_minor') return 'provisional';
  return isSound(subject) ? 'valid' : 'invalid';
}

/** The tree by its definition, computed from the whole set at once. */
function expectedTree(files: readonly ModelFile[], trusted: ReadonlySet<string>, age: Age): string[] {
  const reports = files.map((file) => reportOf(file, age));
  const kept: KeptReport[] = [];
  const errata = reports.filter(({ kind }) => kind === 'erratum') as Extract<FileReport, { kind: 'erratum' }>[];
  const retractions = reports.filter(({ kind }) => kind === 'retraction') as Extract<
    FileReport,
    { kind: 'retraction' }
  >[];
  const results = reports.filter(({ kind, verdict }) => kind === 'result' && verdict !== 'deferred') as Extract<
    FileReport,
    { kind: 'result' }
  >[];
  const active = [...activeErrata(new Map(errata.map(({ hash, erratum }) => [hash, erratum])), trusted).values()];
  const isRemoved = ({ subject, machineKey, runner }: (typeof results)[number]) =>
    active.some(
      (erratum) =>
        erratum.effect === 'remove' &&
        (erratum.result ?? subject) === subject &&
        (erratum.machine_key ?? machineKey) === machineKey &&
        (erratum.runner ?? runner) === runner,
    );
  const isRetracted = ({ subject, machineKey }: (typeof results)[number]) =>
    retractions.some((retraction) => retraction.subject === subject && retraction.machineKey === machineKey);
  const least = <Report extends { hash: string }>(group: readonly Report[]) =>
    group.reduce((a, b) => (b.hash < a.hash ? b : a));

  kept.push(...errata.filter(({ erratum }) => trusted.has(erratum.maintainer_key)));
  for (const group of Map.groupBy(retractions, ({ path }) => path).values()) kept.push(least(group));
  const standing = results.filter((result) => !isRemoved(result) && !isRetracted(result));
  for (const group of Map.groupBy(standing, ({ subject }) => subject).values()) kept.push(least(group));
  return [...new Set(kept.map(({ path, oid }) => `${path} ${oid}`))].sort();
}

const selects = fc.oneof(
  fc.record({ subject: fc.nat(SUBJECTS - 1) }),
  fc.record({ key: fc.constantFrom(...KEYS) }),
  fc.record({ runner: fc.constantFrom(...RUNNERS) }),
);
const result = fc.record({
  kind: fc.constant('result' as const),
  subject: fc.nat(SUBJECTS - 1),
  spelling: fc.nat(2),
});
const retraction = fc.record({
  kind: fc.constant('retraction' as const),
  subject: fc.nat(SUBJECTS - 1),
  key: fc.constantFrom(...KEYS),
  spelling: fc.nat(1),
});
const erratum = fc.record({
  kind: fc.constant('erratum' as const),
  maintainer: fc.constantFrom(...MAINTAINERS),
  effect: fc.constantFrom('remove', 'caveat'),
  selects,
});
const withdrawal = erratum.map((erratum) => ({ ...erratum, kind: 'withdrawal' as const }));

const oneFile: fc.Arbitrary<ModelFile> = fc.oneof(
  { arbitrary: result, weight: 6 },
  { arbitrary: retraction, weight: 1 },
  { arbitrary: erratum, weight: 1 },
);
const files = fc.array(oneFile, { minLength: 1, maxLength: 24, size: 'max' });
const filesWithWithdrawals = fc.array(
  fc.oneof({ arbitrary: oneFile, weight: 6 }, { arbitrary: withdrawal, weight: 1 }),
  {
    maxLength: 24,
    size: 'max',
  },
);
const trustedKeys = fc.subarray(MAINTAINERS).map((keys) => new Set(keys));
/** Numbers that cut a shuffled list, with repeats, into merges. */
const schedule = fc.record({
  order: fc.array(fc.nat(1000), { maxLength: 40 }),
  cuts: fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
});

/** Every file at least once, in some order, some again, in merges of some sizes. */
function merges(
  set: readonly ModelFile[],
  { order, cuts }: { order: readonly number[]; cuts: Iterator<number> },
): ModelFile[][] {
  if (set.length === 0) return [];
  const queue = [...set];
  for (const [at, number] of order.entries()) {
    const file = set[number % set.length] as ModelFile;
    queue.splice((number * 7 + at) % (queue.length + 1), 0, file);
    if (number % 3 === 0) queue.push(queue.shift() as ModelFile);
  }
  const groups: ModelFile[][] = [];
  while (queue.length > 0) groups.push(queue.splice(0, cuts.next().value as number));
  return groups;
}

function mergeAll(held: Held, groups: readonly ModelFile[][], trusted: ReadonlySet<string>, age: Age): Held {
  for (const group of groups)
    mergeIntoHeld(
      held,
      group.map((file) => reportOf(file, age)),
      trusted,
    );
  return held;
}

/** What a tool does after an upgrade or a change of trust: everything it holds is judged again. */
function review(held: Held, set: readonly ModelFile[], trusted: ReadonlySet<string>, age: Age): void {
  const own = [...held.data.values(), ...held.deferred.values()];
  const isOwn = (file: ModelFile) => {
    const { path, oid } = reportOf(file, age);
    return own.some((report) => report.path === path && report.oid === oid);
  };
  mergeIntoHeld(
    held,
    set.filter(isOwn).map((file) => reportOf(file, age)),
    trusted,
  );
}

const seen = { removed: 0, displaced: 0, deferred: 0, retracted: 0 };
afterAll(() => {
  // The laws would hold of an empty set as well: enough cases must have had something to decide.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 8);
});

describe('planMerge', () => {
  it(`ends at the defined tree for any order, grouping and repetition (${RUNS} cases)`, () => {
    fc.assert(
      fc.property(files, trustedKeys, schedule, fc.constantFrom<Age>('old', 'new'), (set, trusted, plan, age) => {
        const held = nothingHeld();
        for (const group of merges(set, plan)) {
          const { removes, outcomes } = mergeIntoHeld(
            held,
            group.map((file) => reportOf(file, age)),
            trusted,
          );
          if ([...removes.values()].includes('displaced')) seen.displaced++;
          if ([...removes.values()].includes('retracted')) seen.removed++;
          if (outcomes.some(({ outcome }) => outcome === 'deferred')) seen.deferred++;
          if (outcomes.some(({ outcome }) => outcome === 'retracted')) seen.retracted++;
        }
        expect(treeOf(held)).toEqual(expectedTree(set, trusted, age));
      }),
      { numRuns: RUNS },
    );
  });

  it('changes nothing when everything is merged again', () => {
    fc.assert(
      fc.property(files, trustedKeys, schedule, (set, trusted, plan) => {
        const held = mergeAll(nothingHeld(), merges(set, plan), trusted, 'old');
        const again = mergeIntoHeld(
          held,
          set.map((file) => reportOf(file, 'old')),
          trusted,
        );
        expect(again).toMatchObject({ puts: [], removes: new Map(), deferred: { puts: [], removes: new Set() } });
        expect(again.outcomes.filter(({ outcome }) => outcome === 'added')).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives one outcome per candidate', () => {
    fc.assert(
      fc.property(files, trustedKeys, (set, trusted) => {
        const reports = set.map((file) => reportOf(file, 'old'));
        const { outcomes } = mergeIntoHeld(nothingHeld(), reports, trusted);
        const names = (items: readonly { path: string; oid: string }[]) =>
          items.map(({ path, oid }) => `${path} ${oid}`);
        expect(names(outcomes).sort()).toEqual([...new Set(names(reports))].sort());
      }),
      { numRuns: RUNS },
    );
  });

  it('ends at the same tree with an upgrade on the way as with the new tool from the start', () => {
    fc.assert(
      fc.property(files, trustedKeys, schedule, fc.nat(20), (set, trusted, plan, when) => {
        const held = nothingHeld();
        const groups = merges(set, plan);
        mergeAll(held, groups.slice(0, when), trusted, 'old');
        review(held, set, trusted, 'new');
        mergeAll(held, groups.slice(when), trusted, 'new');
        expect(treeOf(held)).toEqual(expectedTree(set, trusted, 'new'));
        expect([...held.deferred.keys()]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('ends at the same tree after withdrawals and changed trust, once the sources were read again', () => {
    fc.assert(
      fc.property(filesWithWithdrawals, trustedKeys, trustedKeys, schedule, (set, before, after, plan) => {
        const held = mergeAll(nothingHeld(), merges(set, plan), before, 'new');
        review(held, set, after, 'new');
        mergeAll(held, merges(set, plan), after, 'new');
        mergeAll(held, merges(set, plan), after, 'new');
        expect(treeOf(held)).toEqual(expectedTree(set, after, 'new'));
      }),
      { numRuns: RUNS },
    );
  });

  it('lets three maintainers who read different forks and each other end at one tree', () => {
    fc.assert(
      fc.property(files, fc.array(fc.nat(2), { minLength: 24, maxLength: 24 }), trustedKeys, (set, owner, trusted) => {
        const ages: Age[] = ['old', 'new', 'new'];
        const three = ages.map((age, at) => {
          const own = set.filter((_, index) => owner[index] === at);
          return { age, held: mergeAll(nothingHeld(), [own], trusted, age) };
        });
        for (let round = 0; round < 3; round++) {
          for (const reader of three)
            for (const { held } of three) {
              const paths = new Set(
                [...held.data.values(), ...held.deferred.values()].map(({ path, oid }) => path + oid),
              );
              const theirs = set.filter((file) => {
                const { path, oid } = reportOf(file, 'old');
                return paths.has(path + oid);
              });
              mergeAll(reader.held, [theirs], trusted, reader.age);
            }
        }
        const [old, first, second] = three.map(({ held }) => treeOf(held));
        expect(first).toEqual(second);
        expect(first).toEqual(
          expectedTree(
            set.filter((file) => isPassedOn(file)),
            trusted,
            'new',
          ),
        );
        const reachable = set.filter((file, at) => owner[at] === 0 || isPassedOn(file));
        expect(old).toEqual(expectedTree(reachable, trusted, 'old'));
      }),
      { numRuns: RUNS },
    );
  });
});

/** What no tool of the circle refuses: the rest does not travel. */
function isPassedOn(file: ModelFile): boolean {
  return reportOf(file, 'new').kind !== 'refused';
}
