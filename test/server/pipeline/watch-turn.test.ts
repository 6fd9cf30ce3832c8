import type { WatchedSource } from '@ipc-bench/server/journal/watch-book';
import { nextVisit } from '@ipc-bench/server/pipeline/watch-turn';
import { expect, it } from 'vitest';

const limits = { intervalMs: 1000, backOffMs: 10_000 };
const counts = { added: 0, unchanged: 0, retracted: 0, deferred: 0, rejected: 0, failed: 0 };
const source = (over: Partial<WatchedSource>): WatchedSource => ({
  name: 'x',
  entry: 'x',
  kind: 'fork',
  place: 'x',
  tips: null,
  dueMs: 0,
  failures: 0,
  ...over,
});
const done = { status: 'done', counts, delayed: 0 } as const;

it('a fork that was read rests; what is listed is asked again after the interval', () => {
  expect(nextVisit(source({}), done, limits, 5000)).toEqual({ dueMs: null, failures: 0, tips: null });
  expect(nextVisit(source({ kind: 'listed' }), done, limits, 5000)).toMatchObject({ dueMs: 6000 });
});

it('failures wait twice as long each, up to a bound, and one success makes up for all', () => {
  const failed = { ...done, status: 'failed' } as const;
  const waits = [0, 1, 2, 3, 4, 100].map((failures) => nextVisit(source({ failures }), failed, limits, 0).dueMs);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(nextVisit(source({ failures: 7 }), done, limits, 0).failures).toBe(0);
});

it('files that could not be read count as a failure; files over the quota are due at once', () => {
  expect(nextVisit(source({}), { ...done, counts: { ...counts, failed: 1 } }, limits, 0)).toMatchObject({
    failures: 1,
  });
  expect(nextVisit(source({}), { ...done, delayed: 9 }, limits, 5)).toEqual({ dueMs: 5, failures: 0, tips: null });
});
