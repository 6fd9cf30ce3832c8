import { commands } from '@ipc-bench/server/cli/commands';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/git-command.js';
import { runCommand } from '../../support/maintainer.js';

describe('ipc-bench-db', () => {
  it('lists every command in its help', async () => {
    const { exit, out } = await runCommand('--help');
    expect(exit).toBe(0);
    for (const { name, summary } of commands) {
      expect(out).toContain(name);
      expect(out.replace(/\s+/g, ' ')).toContain(summary);
    }
  });

  it.each(commands.map(({ name, examples }) => [name, examples] as const))(
    'explains `%s` with examples that parse',
    async (name, examples) => {
      const { exit, out } = await runCommand(name, '--help');
      expect(exit).toBe(0);
      for (const example of examples) {
        expect(out).toContain(example);
        expect(example.split(' ').slice(0, 2)).toEqual(['ipc-bench-db', name]);
      }
    },
  );

  it.each([
    ['no command', []],
    ['an unknown command', ['burn']],
    ['an unknown option', ['digest', '--colour']],
    ['a missing argument', ['merge']],
  ])('ends in 2 for %s and says so', async (_name, argv) => {
    const { exit, err } = await runCommand(...argv);
    expect(exit).toBe(2);
    expect(err).not.toBe('');
  });

  it('words an error with its hint, or as JSON', async () => {
    const data = temporaryFolder();
    const words = await runCommand('digest', '--data', data);
    expect(words).toMatchObject({ exit: 1, out: '' });
    expect(words.err).toContain('ipc-bench-db init');
    const { err } = await runCommand('digest', '--json', '--data', data);
    expect(JSON.parse(err).error).toMatchObject({ code: 'no_data', detail: expect.stringContaining(data) });
  });
});
