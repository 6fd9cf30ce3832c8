import { join } from 'node:path';
import { parseOid } from '@ipc-bench/server/git/port';
import { openJournal } from '@ipc-bench/server/journal/open-journal';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../support/git-command.js';

const tips = [{ name: 'refs/heads/results/0a1b2c3d', oid: parseOid('a'.repeat(40)) }];
const fork = { name: 'forge/7', entry: 'github:a/b', place: 'https://forge/x/y.git', tips };
const bookmark = { root: 'forge/1', state: { seen: [1] }, nextPollMs: 500, notBeforeMs: 0 };
const upstream = { name: 'forge/1', entry: 'github:a/b', kind: 'upstream', place: 'https://forge/a/b.git' } as const;
const done = { dueMs: null, failures: 0, tips: null };

function opened(path = join(temporaryFolder(), 'journal.sqlite')) {
  const journal = openJournal(path);
  onTestFinished(() => journal.close());
  return journal.watch;
}

describe('the watch book', () => {
  it('keeps a source due until it is settled, across restarts', () => {
    const path = join(temporaryFolder(), 'journal.sqlite');
    opened(path).enqueue(fork, 100);
    const book = opened(path);
    expect(book.due(99, 10)).toEqual([]);
    const [due] = book.due(100, 10);
    expect(due).toEqual({ ...fork, kind: 'fork', dueMs: 100, failures: 0 });
    if (due) book.settle(due, done);
    expect(book.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    expect(book.nextDueMs()).toBeNull();
  });

  it('does not settle what became due anew during the visit', () => {
    const book = opened();
    book.enqueue(fork, 100);
    const [due] = book.due(100, 10);
    book.hint(fork.name);
    if (due) book.settle(due, done);
    // The hint asks the repository itself: what discovery saw may be old.
    expect(book.due(100, 10)).toMatchObject([{ name: fork.name, tips: null }]);
  });

  it('hints at an upstream reach its network and its pull requests, but not past what the forge said', () => {
    const book = opened();
    book.ensure(upstream);
    book.ensure({ ...upstream, name: 'forge/1/pulls', kind: 'pulls' });
    for (const due of book.due(0, 10)) book.settle(due, { ...done, dueMs: 900 });
    book.keepNetwork('github:a/b', { ...bookmark, notBeforeMs: 700 });
    book.hint('forge/1');
    expect(book.due(0, 10).map(({ name }) => name)).toEqual(['forge/1', 'forge/1/pulls']);
    expect(book.nextPollMs()).toBe(700);
    book.hint('forge/unknown');
    expect(book.has('forge/unknown')).toBe(false);
  });

  it('forgets a fork that was absent twice in a row, and no other', () => {
    const book = opened();
    for (const id of [7, 8]) book.enqueue({ ...fork, name: `forge/${id}` }, 100);
    book.notePresent(fork.entry, new Set(['forge/7']));
    expect(book.has('forge/8')).toBe(true);
    book.enqueue({ ...fork, name: 'forge/8' }, 200);
    book.notePresent(fork.entry, new Set(['forge/7']));
    expect(book.has('forge/8')).toBe(true);
    book.notePresent(fork.entry, new Set(['forge/7']));
    expect([book.has('forge/7'), book.has('forge/8')]).toEqual([true, false]);
  });

  it('forgets what is no longer listed, and hides what is denied without forgetting it', () => {
    const book = opened();
    book.enqueue(fork, 100);
    book.keepNetwork(fork.entry, bookmark);
    book.deny([fork.place]);
    expect([book.due(100, 10), book.nextDueMs(), book.counts()]).toEqual([
      [],
      null,
      { watched: 0, denied: 1, failing: 0 },
    ]);
    book.deny([]);
    expect(book.due(100, 10)).toHaveLength(1);
    expect(book.network(fork.entry)).toEqual(bookmark);
    book.keepEntries(['github:c/d']);
    expect([book.has(fork.name), book.network(fork.entry)]).toEqual([false, null]);
  });

  it('is added to a journal that an older tool made', () => {
    const path = join(temporaryFolder(), 'journal.sqlite');
    opened(path);
    const database = new Database(path);
    database.exec('DROP TABLE network; DROP TABLE watched; DROP TABLE published; PRAGMA user_version = 2');
    database.close();
    expect(opened(path).nextPollMs()).toBeNull();
  });
});
