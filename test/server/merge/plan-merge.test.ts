// The numbered scenarios at the top of `plan-merge.ts`, one by one.
import type { Erratum } from '@ipc-bench/schema/erratum';
import { finding } from '@ipc-bench/schema/findings';
import { parseOid } from '@ipc-bench/server/git/port';
import type { FileReport, ResultReport } from '@ipc-bench/server/submission';
import { describe, expect, it } from 'vitest';
import { type Held, mergeIntoHeld, nothingHeld } from '../../support/held.js';

const trusted = new Set(['m']);
const oidOf = (text: string) => parseOid(Buffer.from(text.padEnd(20, '.')).toString('hex').slice(0, 40));

function result(hash: string, verdict: ResultReport['verdict'] = 'valid', subject = 's'): ResultReport {
  const bytes = new Uint8Array(10);
  const place = { path: `results/${hash}`, oid: oidOf(hash), hash, bytes };
  return { ...place, kind: 'result', verdict, subject, machineKey: 'k', runner: '1.0.0' };
}

function refused(hash: string): FileReport {
  const findings = [finding('schema', '', 'broken')];
  return { kind: 'refused', verdict: 'invalid', path: `results/${hash}`, oid: oidOf(hash), hash, findings };
}

function retraction(hash: string, machineKey = 'k'): FileReport {
  const bytes = new Uint8Array(10);
  const path = `retractions/s/${machineKey}`;
  return { kind: 'retraction', verdict: 'valid', path, oid: oidOf(hash), hash, bytes, subject: 's', machineKey };
}

function erratum(hash: string, members: Partial<Erratum>): FileReport {
  const bytes = new Uint8Array(10);
  const erratum: Erratum = { effect: 'remove', maintainer_key: 'm', ...members };
  return { kind: 'erratum', verdict: 'valid', path: `errata/${hash}`, oid: oidOf(hash), hash, bytes, erratum };
}

function merged(...batches: FileReport[][]): { held: Held; words: string[][] } {
  const held = nothingHeld();
  const words = batches.map((batch) => mergeIntoHeld(held, batch, trusted).outcomes.map(({ outcome }) => outcome));
  return { held, words };
}

const on = (branch: Map<string, unknown>) => [...branch.keys()].sort();

describe('planMerge', () => {
  it('1: rejects what the validator refuses, and lets go of it where it is held', () => {
    const { held, words } = merged([result('a')], [refused('a'), refused('b')]);
    expect(words).toEqual([['added'], ['rejected', 'rejected']]);
    expect(on(held.data)).toEqual([]);
  });

  it('2: keeps errata of trusted keys and rejects those of others', () => {
    const { held, words } = merged([
      erratum('x', { subject: 's' }),
      erratum('y', { subject: 's', maintainer_key: 'n' }),
    ]);
    expect(words).toEqual([['added', 'rejected']]);
    expect(on(held.data)).toEqual(['errata/x']);
  });

  it('2: lets go of an erratum whose key is no longer trusted', () => {
    const held = nothingHeld();
    mergeIntoHeld(held, [erratum('x', { runner: '9.0.0' })], trusted);
    mergeIntoHeld(held, [erratum('x', { runner: '9.0.0' })], new Set());
    expect([on(held.data), on(held.suspended)]).toEqual([[], ['errata/x']]);
    mergeIntoHeld(held, [erratum('x', { runner: '9.0.0' })], trusted);
    expect([on(held.data), on(held.suspended)]).toEqual([['errata/x'], []]);
  });

  it('3: keeps the retraction with the smaller hash at one path', () => {
    const { held, words } = merged([retraction('t2')], [retraction('t1'), retraction('t3')]);
    expect(words).toEqual([['added'], ['added', 'unchanged']]);
    expect(held.data.get('retractions/s/k')?.hash).toBe('t1');
  });

  it('4: never writes what its own key has retracted, and heeds no other key', () => {
    expect(merged([retraction('t')], [result('a')]).words).toEqual([['added'], ['retracted']]);
    expect(merged([retraction('t', 'other')], [result('a')]).words).toEqual([['added'], ['added']]);
  });

  it.each<[string, Partial<Erratum>]>([
    ['the subject', { subject: 's' }],
    ['the machine key', { machine_key: 'k' }],
    ['the runner', { runner: '1.0.0' }],
  ])('5: never writes what a trusted key removes by %s', (_name, selector) => {
    const { held, words } = merged([erratum('x', selector)], [result('a')]);
    expect(words).toEqual([['added'], ['retracted']]);
    expect([on(held.data), on(held.suspended)]).toEqual([['errata/x'], ['results/a']]);
  });

  it('5: heeds no erratum with another effect, for another result or for single benchmarks', () => {
    for (const members of [
      { effect: 'caveat', subject: 's' },
      { subject: 'z' },
      { benchmark: 'pipe.latency' },
    ] as const)
      expect(merged([erratum('x', members)], [result('a')]).words).toEqual([['added'], ['added']]);
  });

  it('6: keeps the smaller of two files of one subject, whichever comes first', () => {
    expect(merged([result('b')], [result('a')]).words).toEqual([['added'], ['added']]);
    expect(merged([result('a')], [result('b')]).words).toEqual([['added'], ['unchanged']]);
    for (const batches of [
      [[result('a')], [result('b')]],
      [[result('b')], [result('a')]],
      [[result('b'), result('a')]],
    ])
      expect(on(merged(...batches).held.data)).toEqual(['results/a']);
  });

  it('7: leaves alone what is held', () => {
    const batch = [result('a'), retraction('t', 'other'), erratum('x', { runner: '9.0.0' })];
    expect(merged(batch, batch).words[1]).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  it('8: keeps aside what is newer, moves it there where it is held, and takes no more than there is room', () => {
    const { held, words } = merged([result('a')], [result('a', 'deferred')]);
    expect(words).toEqual([['added'], ['deferred']]);
    expect([on(held.data), on(held.deferred)]).toEqual([[], ['results/a']]);
    const full = nothingHeld();
    const batch = [result('a', 'deferred', 's1'), result('b', 'deferred', 's2')];
    const { outcomes } = mergeIntoHeld(full, batch, trusted, { files: 5, bytes: 15 });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['deferred', 'failed']);
    expect(on(full.deferred)).toEqual(['results/a']);
  });

  it('8: finishes a move to `deferred` that was interrupted half-way', () => {
    const held = nothingHeld();
    held.data.set('results/a', result('a'));
    held.deferred.set('results/a', result('a', 'deferred'));
    mergeIntoHeld(held, [result('a', 'deferred')], trusted);
    expect([on(held.data), on(held.deferred)]).toEqual([[], ['results/a']]);
  });

  it('9: takes from `deferred` what can be judged now, whatever the verdict', () => {
    for (const now of [result('a'), refused('a')])
      expect(on(merged([result('a', 'deferred')], [now]).held.deferred)).toEqual([]);
  });

  it('10: takes away what a later retraction or removal names, on both branches', () => {
    expect(on(merged([result('a')], [retraction('t')]).held.data)).toEqual(['retractions/s/k']);
    expect(on(merged([result('a', 'deferred')], [retraction('t')]).held.deferred)).toEqual([]);
    expect(on(merged([result('a')], [erratum('x', { machine_key: 'k' })]).held.data)).toEqual(['errata/x']);
  });

  it('11: brings back what nothing suspends any more, and only once', () => {
    const { held } = merged([erratum('x', { subject: 's' })], [result('b'), result('a')]);
    expect(on(held.suspended)).toEqual(['results/a']);
    mergeIntoHeld(held, [erratum('w', { effect: 'withdraw', withdraws: 'x' })], trusted);
    mergeIntoHeld(held, [result('a')], trusted);
    expect([on(held.data), on(held.suspended)]).toEqual([['errata/w', 'errata/x', 'results/a'], []]);
  });

  it('11: moves what it holds beside the data when an erratum comes, and lets go of it when its machine withdraws it', () => {
    const { held } = merged([result('a')], [erratum('x', { machine_key: 'k' })]);
    expect([on(held.data), on(held.suspended)]).toEqual([['errata/x'], ['results/a']]);
    mergeIntoHeld(held, [retraction('t')], trusted);
    expect(on(held.suspended)).toEqual([]);
  });

  it('11: keeps no bytes of what was erased', () => {
    const held = nothingHeld();
    mergeIntoHeld(held, [erratum('x', { subject: 's' })], trusted);
    const erased = { ...result('a'), oid: oidOf('nothing'), subject: '' };
    held.suspended.set('results/a', erased);
    mergeIntoHeld(held, [result('a')], trusted);
    expect(held.suspended.get('results/a')).toBe(erased);
    expect(on(held.data)).toEqual(['errata/x']);
  });

  it('11: suspends nothing that leaves for ever or waits on `deferred`, though an erratum of the same batch selects it', () => {
    const removal = erratum('x', { machine_key: 'k' });
    for (const [other, leaves] of [
      [retraction('t'), []],
      [result('a', 'deferred'), ['results/a']],
    ] as const) {
      const held = nothingHeld();
      mergeIntoHeld(held, [result('a')], trusted);
      const plan = mergeIntoHeld(held, [removal, other], trusted);
      expect([plan.suspended.puts, plan.suspended.moves]).toEqual([[], []]);
      expect([on(held.suspended), on(held.deferred)]).toEqual([[], leaves]);
    }
  });
});
