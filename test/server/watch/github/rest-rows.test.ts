import { parseForkRow } from '@ipc-bench/server/watch/github/rest-rows';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const ROW = {
  id: 7,
  full_name: 'a/b',
  private: false,
  fork: true,
  pushed_at: '2026-11-23T12:00:00Z',
  forks_count: 2,
};
const READ = { id: 7, fullName: 'a/b', isPublicFork: true, pushedAtMs: Date.UTC(2026, 10, 23, 12), hasForks: true };

test('reads what is needed and passes over the rest', () => {
  expect(parseForkRow({ ...ROW, more: [1] })).toEqual(READ);
  expect(parseForkRow({ ...ROW, pushed_at: null })).toEqual({ ...READ, pushedAtMs: null });
  expect(parseForkRow({ id: 7, full_name: 'a/b' })).toEqual({
    id: 7,
    fullName: 'a/b',
    isPublicFork: false,
    pushedAtMs: null,
    hasForks: false,
  });
});

test.each([{ private: true }, { private: undefined }, { fork: false }, { fork: 'yes' }])(
  'with %j it is no public fork',
  (change) => {
    expect(parseForkRow({ ...ROW, ...change })).toMatchObject({ isPublicFork: false });
  },
);

test.each([null, undefined, 7, 'x', [], {}, { ...ROW, id: '7' }, { ...ROW, id: -1 }, { ...ROW, full_name: 7 }])(
  '%j is no row',
  (item) => {
    expect(parseForkRow(item)).toBeNull();
  },
);

test('a push time that cannot be read is no row, rather than one that never changes', () => {
  expect(parseForkRow({ ...ROW, pushed_at: 'yesterday' })).toBeNull();
});

test('nothing throws', () => {
  fc.assert(fc.property(fc.anything(), (item) => void parseForkRow(item)));
});
