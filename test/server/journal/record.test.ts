import { join } from 'node:path';
import { finding } from '@ipc-bench/schema/findings';
import { parseOid } from '@ipc-bench/server/git/port';
import { openJournal } from '@ipc-bench/server/journal/open-journal';
import type { Outcome } from '@ipc-bench/server/submission';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../support/git-command.js';

const oid = parseOid('a'.repeat(40));
const commit = parseOid('c'.repeat(40));
const refused: Outcome = {
  path: 'p',
  oid,
  outcome: 'rejected',
  hash: 'h',
  findings: [finding('schema', '/x', 'broken'), finding('day', '/day', 'x')],
};

function opened() {
  const journal = openJournal(join(temporaryFolder(), 'journal.sqlite'));
  onTestFinished(() => journal.close());
  const { record } = journal;
  const begin = (startedAt: string) => record.beginRound({ startedAt, registry: 'r', trusted: 't' });
  return { record, begin, source: record.sourceId('https://x.example/a.git') };
}

describe('the record', () => {
  it('knows a source again', () => {
    const { record, source } = opened();
    expect(record.sourceId('https://x.example/a.git')).toBe(source);
    expect(record.sourceId('https://x.example/b.git')).not.toBe(source);
  });

  it('settles bytes at a path for every source, with every finding, under one basis', () => {
    const { record, begin, source } = opened();
    record.noteCandidate(begin('2026-11-23T00:00:00Z'), source, ['refs/heads/x'], refused, 'basis');
    expect(record.findSettled({ path: 'p', oid }, 'basis')).toEqual(refused);
    expect(record.findSettled({ path: 'p', oid }, 'another basis')).toBeNull();
    expect(record.findSettled({ path: 'elsewhere', oid }, 'basis')).toBeNull();
  });

  it.each(['added', 'deferred', 'failed'] as const)(
    'does not settle what was %s: that is looked at again',
    (outcome) => {
      const { record, begin, source } = opened();
      record.noteCandidate(begin('2026-11-23T00:00:00Z'), source, [''], { ...refused, outcome }, 'basis');
      expect(record.findSettled({ path: 'p', oid }, 'basis')).toBeNull();
    },
  );

  it('does not settle what nobody read, so that no source can give the file of another a bad name', () => {
    const { record, begin, source } = opened();
    record.noteCandidate(begin('2026-11-23T00:00:00Z'), source, [''], { ...refused, hash: null }, 'basis');
    expect(record.findSettled({ path: 'p', oid }, 'basis')).toBeNull();
  });

  it('recalls what stood refused when a tip was last read, and not what has left it since', () => {
    const { record, begin, source } = opened();
    const tip = { ref: 'refs/heads/x', commit };
    const first = begin('2026-11-23T00:00:00Z');
    record.noteCandidate(first, source, [tip.ref], refused, 'basis');
    record.noteTip(first, source, tip, 'basis');
    expect(record.isTipKnown(source, tip, 'basis')).toBe(true);
    expect(record.isTipKnown(source, { ...tip, commit: oid }, 'basis')).toBe(false);
    expect(record.isTipKnown(source, tip, 'another basis')).toBe(false);
    expect(record.standingRefusals(source, tip.ref)).toEqual([refused]);
    record.noteTip(begin('2026-11-24T00:00:00Z'), source, { ...tip, commit: oid }, 'basis');
    expect(record.standingRefusals(source, tip.ref)).toEqual([]);
  });

  it('forgets what is known on request', () => {
    const { record, begin, source } = opened();
    const round = begin('2026-11-23T00:00:00Z');
    record.noteCandidate(round, source, [''], refused, 'basis');
    record.noteTip(round, source, { ref: '', commit }, 'basis');
    record.forgetWhatIsKnown();
    expect(record.findSettled({ path: 'p', oid }, 'basis')).toBeNull();
    expect(record.isTipKnown(source, { ref: '', commit }, 'basis')).toBe(false);
  });

  it('prunes rounds before a day, with the sources that were seen in no later one', () => {
    const { record, begin, source } = opened();
    const early = begin('2026-01-01T00:00:00Z');
    record.noteVisit(early, source, null);
    record.noteCandidate(early, source, [''], refused, 'basis');
    const other = record.sourceId('./folder');
    record.noteCandidate(begin('2026-11-23T00:00:00Z'), other, [''], { ...refused, path: 'q' }, 'basis');
    record.prune('2026-06-01T00:00:00Z');
    expect(record.findSettled({ path: 'p', oid }, 'basis')).toBeNull();
    expect(record.findSettled({ path: 'q', oid }, 'basis')).not.toBeNull();
    expect(record.sourceId('./folder')).toBe(other);
  });
});
