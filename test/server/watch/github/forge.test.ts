import { cloneUrl, formatSourceKey, GITHUB, graphqlUrl, splitFullName } from '@ipc-bench/server/watch/github/forge';
import { expect, test } from 'vitest';

test('a source is keyed by forge and number', () => {
  expect(formatSourceKey({ forge: 'github.com', id: 1296269 })).toBe('github.com/1296269');
});

test('GraphQL is asked at the forge, also where REST has a version in its path', () => {
  expect(graphqlUrl(GITHUB)).toBe('https://api.github.com/graphql');
  expect(graphqlUrl({ ...GITHUB, apiUrl: 'https://forge.example/api/v3' })).toBe('https://forge.example/api/graphql');
});

test.each(['octocat/Hello-World', 'a/b', 'octo_acme/x.y_z-1', 'o/.github', 'o/...'])('%s can be cloned', (name) => {
  expect(cloneUrl(GITHUB, name)).toBe(`https://github.com/${name}.git`);
  const [owner, repository] = name.split('/');
  expect(splitFullName(name)).toEqual({ owner, name: repository });
});

test.each([
  '',
  'a',
  '/a',
  'a/',
  'a/b/c',
  'a/..',
  'a/.',
  '../b',
  'a/b?c',
  'a/b#c',
  'a@evil.example/b',
  'a/b%2f',
  'a b/c',
  'ä/b',
  '-a/b',
  `a/${'b'.repeat(101)}`,
])('%j never becomes part of a URL', (name) => {
  expect(cloneUrl(GITHUB, name)).toBeNull();
  expect(() => splitFullName(name)).toThrow(expect.objectContaining({ name: 'ForgeError', code: 'not_found' }));
});
