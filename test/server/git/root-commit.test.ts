import { EMPTY_TREE, ROOT_COMMIT, ROOT_COMMIT_BYTES } from '@ipc-bench/server/git/root-commit';
import { expect, test } from 'vitest';
import { git } from '../../support/git-command.js';

test('the ids of the fixed root commit and of its empty tree are what git computes', () => {
  expect(git(['hash-object', '-t', 'tree', '--stdin'], { input: '' })).toBe(EMPTY_TREE);
  expect(git(['hash-object', '-t', 'commit', '--stdin'], { input: ROOT_COMMIT_BYTES })).toBe(ROOT_COMMIT);
});

test('the fixed root commit says what architecture.md says', () => {
  expect(Buffer.from(ROOT_COMMIT_BYTES).toString()).toBe(
    `tree ${EMPTY_TREE}\n` +
      'author ipc-bench <root@ipc-bench.invalid> 0 +0000\n' +
      'committer ipc-bench <root@ipc-bench.invalid> 0 +0000\n' +
      '\nipc-bench results root\n',
  );
});
