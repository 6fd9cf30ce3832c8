import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSettings, SETTINGS } from 'ipc-bench/settings';
import { describe, expect, it } from 'vitest';

describe('readSettings', () => {
  it('keeps to the XDG folders below the home, and names them without it', () => {
    const settings = readSettings({});
    expect(settings.dataDir).toBe(join(homedir(), '.local/share/ipc-bench'));
    expect(settings).toMatchObject({ dataPlace: '~/.local/share/ipc-bench', token: null, shim: null, noColour: false });
  });

  it('takes absolute folders from the environment, and ignores relative and empty ones', () => {
    expect(readSettings({ XDG_DATA_HOME: '/somewhere' })).toMatchObject({
      dataDir: '/somewhere/ipc-bench',
      dataPlace: '$XDG_DATA_HOME/ipc-bench',
    });
    for (const value of ['relative', '', './x'])
      expect(readSettings({ XDG_DATA_HOME: value }).dataPlace).toBe('~/.local/share/ipc-bench');
  });

  it('prefers GH_TOKEN', () => {
    expect(readSettings({ GITHUB_TOKEN: 'b' }).token).toBe('b');
    expect(readSettings({ GH_TOKEN: 'a', GITHUB_TOKEN: 'b' }).token).toBe('a');
  });
});

it('is the only file that reads the environment', () => {
  const files = readdirSync('runner', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('dist') && !name.startsWith('node_modules'),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((name) => readFileSync(join('runner', name), 'utf8').includes('process.env'))).toEqual([
    'settings.ts',
  ]);
});

it('names every setting in the guide', () => {
  const guide = readFileSync('docs/guides/contributor.md', 'utf8');
  for (const { env } of Object.values(SETTINGS)) if (env !== 'PATH') expect(guide).toContain(env);
});
