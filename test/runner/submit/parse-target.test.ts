import { parseTarget, takesGithubToken } from 'ipc-bench/submit/parse-target';
import { describe, expect, it } from 'vitest';

describe('parseTarget', () => {
  it.each([
    [
      'https://github.com/you/results/',
      { kind: 'repository', url: 'https://github.com/you/results', host: 'github.com' },
    ],
    [
      'http://127.0.0.1:8080/fork.git',
      { kind: 'repository', url: 'http://127.0.0.1:8080/fork.git', host: '127.0.0.1' },
    ],
    ['http://localhost/fork.git', { kind: 'repository', url: 'http://localhost/fork.git', host: 'localhost' }],
    ['./results-repo', { kind: 'folder', path: './results-repo' }],
  ])('reads %s', (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });

  it.each([
    'http://example.com/x',
    'http://127.0.0.1.example.com/x',
    'ftp://example.com/x',
    'file:///tmp/x',
    'ssh://git@example.com/x',
    'git@example.com:x/y',
    'https://user:password@example.com/x',
    'https://',
  ])('refuses %s', (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

it('offers the tokens of GitHub to GitHub alone', () => {
  expect(['github.com', 'corp.ghe.com'].every((host) => takesGithubToken({ host }))).toBe(true);
  for (const host of ['github.com.evil.example', 'evil-github.com', 'gitlab.com', '127.0.0.1', 'ghe.com'])
    expect(takesGithubToken({ host }), host).toBe(false);
});
