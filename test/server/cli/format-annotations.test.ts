import { finding } from '@ipc-bench/schema/findings';
import { formatAnnotations } from '@ipc-bench/server/cli/format-annotations';
import type { CheckedFile } from '@ipc-bench/server/pipeline/check-source';
import { expect, it } from 'vitest';
import { runCommand } from '../../support/maintainer.js';

const checked = (...files: Partial<CheckedFile>[]) =>
  formatAnnotations({
    source: 'x',
    status: 'done',
    files: files.map((file) => ({ ref: '', path: 'p', verdict: 'invalid', findings: [], ...file })),
  });

it('gives one error per finding, a notice for what waits, a warning for what was not read, and nothing for what is well', () => {
  const lines = checked(
    { findings: [finding('schema', '/x', 'broken'), finding('day', '', 'never')] },
    { verdict: 'deferred' },
    { verdict: 'unread' },
    { verdict: 'valid' },
    { verdict: 'provisional' },
  );
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['::error', '::error', '::notice', '::warning']);
  expect(lines[0]).toMatch(/^::error file=p,title=schema::broken \(at \/x\)\. \w/);
});

it('lets no text of a stranger end a command or begin another one', () => {
  const nasty = 'a%0A::warning::b\r\n::error file=x,y:z::c\u2028';
  const lines = checked({ path: `results/${nasty}`, findings: [finding('schema', nasty, nasty)] });
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expect(line).not.toMatch(/[\r\n\u2028]/);
  const [, properties = '', message = ''] = /^::error (.*?)::(.*)$/.exec(line) ?? [];
  expect(properties.split(',')).toHaveLength(2);
  expect(properties.replace(/^file=|,title=/g, '')).not.toMatch(/[:]|%(?!25|3A|2C|0A|0D)/);
  expect(message).toContain('%250A');
});

it('says when a source could not be read or holds nothing', () => {
  const error = { code: 'unreachable' as const, detail: 'no such host' };
  expect(formatAnnotations({ source: 'x', status: 'failed', error, files: [] })).toEqual([
    '::error title=unreachable::x: no such host',
  ]);
  expect(checked()).toEqual(['::warning::x: no results found']);
});

it('refuses a format that it does not know', async () => {
  const { exit, err } = await runCommand('check', 'x', '--format', 'xml');
  expect(exit).toBe(2);
  expect(err).toContain('text, json, github');
});
