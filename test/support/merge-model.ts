// A small world for the laws of merging: files as plain values, what tools of two ages make of them, and the tree by its
// definition, computed from the whole set at once and not by merging.
import { activeErrata, type Erratum } from '@ipc-bench/schema/erratum';
import { parseOid } from '@ipc-bench/server/git/port';
import type { KeptReport } from '@ipc-bench/server/merge/merge-plan';
import type { FileReport } from '@ipc-bench/server/submission';
import fc from 'fast-check';

const SUBJECTS = 6;
const KEYS = ['k0', 'k1'];
const MAINTAINERS = ['m0', 'm1'];
const RUNNERS = ['1.0.0', '2.0.0'];

/** A file of the model; what a tool makes of it depends on the tool's age. */
export type ModelFile =
  | { kind: 'result'; subject: number; spelling: number }
  | { kind: 'retraction'; subject: number; key: string; spelling: number }
  | { kind: 'erratum'; maintainer: string; effect: 'remove' | 'caveat'; selects: Selects }
  | { kind: 'withdrawal'; maintainer: string; effect: 'remove' | 'caveat'; selects: Selects };

interface Selects {
  subject?: number;
  key?: string;
  runner?: string;
}

/** The registry of an old tool is a part of that of a new one. */
export type Age = 'old' | 'new';

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

export function reportOf(file: ModelFile, age: Age): FileReport {
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
  return {
    kind: 'erratum',
    verdict: 'valid',
    path: `errata/${id}`,
    oid: oidOf(id),
    hash: id,
    bytes,
    erratum: toErratum(file),
  };
}

function toErratum(file: Extract<ModelFile, { kind: 'erratum' | 'withdrawal' }>): Erratum {
  const { subject, key, runner } = file.selects;
  if (file.kind === 'withdrawal')
    return { effect: 'withdraw', maintainer_key: file.maintainer, withdraws: `e${erratumId(file)}` };
  return {
    effect: file.effect,
    maintainer_key: file.maintainer,
    ...(subject === undefined ? {} : { subject: `s${subject}` }),
    ...(key === undefined ? {} : { machine_key: key }),
    ...(runner === undefined ? {} : { runner }),
  };
}

/** versioning.md: deferred < provisional < {valid, invalid}. */
function verdictOf(subject: number, age: Age) {
  const line = LINES[subject];
  if (age === 'old' && line === 'newer') return 'deferred';
  if (age === 'old' && line === 'newer_minor') return 'provisional';
  return isSound(subject) ? 'valid' : 'invalid';
}

type Of<Kind extends FileReport['kind']> = Extract<FileReport, { kind: Kind }>;

/** The tree by its definition: a function of the set of files, the trusted keys and the registry. */
export function expectedTree(files: readonly ModelFile[], trusted: ReadonlySet<string>, age: Age): string[] {
  const reports = files.map((file) => reportOf(file, age));
  const errata = reports.filter(({ kind }) => kind === 'erratum') as Of<'erratum'>[];
  const retractions = reports.filter(({ kind }) => kind === 'retraction') as Of<'retraction'>[];
  const results = reports.filter(({ kind, verdict }) => kind === 'result' && verdict !== 'deferred') as Of<'result'>[];
  const active = [...activeErrata(new Map(errata.map(({ hash, erratum }) => [hash, erratum])), trusted).values()];
  const isRemoved = ({ subject, machineKey, runner }: Of<'result'>) =>
    active.some(
      (erratum) =>
        erratum.effect === 'remove' &&
        (erratum.subject ?? subject) === subject &&
        (erratum.machine_key ?? machineKey) === machineKey &&
        (erratum.runner ?? runner) === runner,
    );
  const isRetracted = ({ subject, machineKey }: Of<'result'>) =>
    retractions.some((retraction) => retraction.subject === subject && retraction.machineKey === machineKey);
  const least = <Report extends { hash: string }>(group: readonly Report[]) =>
    group.reduce((a, b) => (b.hash < a.hash ? b : a));

  const kept: KeptReport[] = errata.filter(({ erratum }) => trusted.has(erratum.maintainer_key));
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
  effect: fc.constantFrom('remove', 'remove', 'caveat'),
  selects,
});
const withdrawal = erratum.map((words) => ({ ...words, kind: 'withdrawal' as const }));
/** An erratum and its own withdrawal, so that withdrawals often have something to withdraw. */
const withdrawn = erratum.map((words): ModelFile[] => [words, { ...words, kind: 'withdrawal' }]);

const some: fc.Arbitrary<ModelFile[]> = fc.oneof(
  { arbitrary: result.map((file): ModelFile[] => [file]), weight: 8 },
  { arbitrary: retraction.map((file): ModelFile[] => [file]), weight: 1 },
  { arbitrary: erratum.map((file): ModelFile[] => [file]), weight: 1 },
  { arbitrary: withdrawal.map((file): ModelFile[] => [file]), weight: 1 },
  { arbitrary: withdrawn, weight: 2 },
);
export const modelFiles = fc
  .array(some, { minLength: 1, maxLength: 24, size: 'max' })
  .map((groups): ModelFile[] => groups.flat());
export const trustedKeys = fc.subarray(MAINTAINERS).map((keys) => new Set(keys));
/** Numbers that cut a shuffled list, with repeats, into merges. */
export const schedule = fc.record({
  order: fc.array(fc.nat(1000), { maxLength: 40 }),
  cuts: fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
});

/** Every file at least once, in some order, some again, in merges of some sizes. */
export function merges(
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
