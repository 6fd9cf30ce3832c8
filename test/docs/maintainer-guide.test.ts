// The maintainer's guide is held to what the command really knows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '@ipc-bench/server/cli/commands';
import { SETTINGS } from '@ipc-bench/server/settings';
import { OUTCOME_WORDS } from '@ipc-bench/server/submission';
import { describe, expect, it } from 'vitest';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/maintainer.md'), 'utf8');

describe("the maintainer's guide", () => {
  it('uses commands and options that exist', () => {
    const lines = [...guide.matchAll(/ipc-bench-db ([a-z-]+)([^\n`]*)/g)];
    expect(lines.length).toBeGreaterThan(10);
    for (const [line, name, rest = ''] of lines) {
      const command = commands.find((entry) => entry.name === name);
      expect(command, line).toBeDefined();
      const known = command?.options.map(({ flags }) => flags.split(' ')[0]);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(known, line).toContain(option);
    }
  });

  it('explains every outcome', () => {
    for (const word of OUTCOME_WORDS) expect(guide).toContain(`| \`${word}\` |`);
  });

  it('gives settings with their real defaults', () => {
    const rows = [...guide.matchAll(/^\| `(IPC_BENCH_[A-Z_]+)` \| `?([^`| ]+)`? \|/gm)];
    expect(rows.length).toBeGreaterThan(5);
    const defaults = Object.fromEntries(Object.values(SETTINGS).map((spec) => [spec.env, String(spec.default)]));
    for (const [, name = '', preset] of rows) expect(defaults[name], name).toBe(preset);
  });
});
