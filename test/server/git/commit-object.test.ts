import { formatCommit, parseCommit } from '@ipc-bench/server/git/commit-object';
import { parseOid } from '@ipc-bench/server/git/port';
import { expect, test } from 'vitest';

const tree = parseOid('a'.repeat(40));
const parents = [parseOid('b'.repeat(40)), parseOid('c'.repeat(40))];

test('what is written is read again', () => {
  const commit = { tree, parents, message: 'merge one source\n\nAdded: 2\n', timeSeconds: 86_400 };
  expect(parseCommit(formatCommit(commit))).toEqual(commit);
});

test('strangers’ commits are read too: other headers, time zones, names with angle brackets, no message', () => {
  const text = (lines: string[]) => Buffer.from(lines.join('\n'));
  const signed = text([
    `tree ${tree}`,
    `parent ${parents[0]}`,
    'author A <a@b> 1 +0200',
    'committer X <x> <y> 1700000000 -0930',
    'gpgsig -----BEGIN',
    ` parent ${parents[1]}`,
    ' -----END',
    'encoding latin1',
    '',
    'x',
  ]);
  expect(parseCommit(signed)).toEqual({ tree, parents: [parents[0]], message: 'x', timeSeconds: 1_700_000_000 });
  expect(parseCommit(text([`tree ${tree}`]))).toEqual({ tree, parents: [], message: '', timeSeconds: 0 });
});

test.each(['', 'tree', `tree ${'a'.repeat(39)}`, `tree ${'A'.repeat(40)}`, `parent ${tree}\ntree ${tree}`])(
  'what does not begin with a tree is corrupt: %j',
  (text) => {
    expect(() => parseCommit(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'object_corrupt' }));
  },
);

test.each([
  ['no line feed at its end', { message: 'x' }],
  ['a NUL', { message: 'x\0\n' }],
  ['half a second', { timeSeconds: 0.5 }],
  ['a time before the epoch', { timeSeconds: -1 }],
])('a commit with %s is not written', (_what, wrong) => {
  expect(() => formatCommit({ tree, parents, message: 'x\n', timeSeconds: 0, ...wrong })).toThrow(TypeError);
});
