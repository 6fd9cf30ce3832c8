import { printable } from '@ipc-bench/server/cli/printable';
import { expect, it } from 'vitest';

it('never lets a stranger write to the terminal', () => {
  expect(printable('results/e1/a.json')).toBe('results/e1/a.json');
  expect(printable('\x1b[2Jx\ny')).toBe('\\u{1b}[2Jx\\u{a}y');
  expect(printable('a\u202eb\u{1f600}\ufffd\u009b')).toBe('a\\u{202e}b\\u{1f600}\\u{fffd}\\u{9b}');
});
