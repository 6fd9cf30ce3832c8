import { checkRefName } from '@ipc-bench/server/git/ref-name';
import { expect, test } from 'vitest';
import { git } from '../../support/git-command.js';

test.each(['refs/heads/data', 'refs/heads/deferred', 'refs/heads/results/1a2b3c4d', 'refs/pull/7/head'])(
  '%s',
  (name) => {
    checkRefName(name);
    git(['check-ref-format', name]);
  },
);

test.each([
  '',
  'data',
  'HEAD',
  'refs',
  'refs/',
  'refs/heads/',
  'refs/heads//a',
  'refs/heads/../../config',
  'refs/heads/a..b',
  'refs/heads/.a',
  'refs/heads/-a',
  'refs/heads/a.lock',
  'refs/heads/a.lock/b',
  'refs/heads/a.',
  'refs/heads/a b',
  'refs/heads/a\n',
  'refs/heads/a\0',
  'refs/heads/ä',
  'refs/heads/a@{1}',
  '/refs/heads/a',
  'refs\\heads\\a',
])('%j is refused', (name) => {
  expect(() => checkRefName(name)).toThrow(TypeError);
});
