// The operator's guide is held to what the command really knows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '@ipc-bench/server/cli/commands';
import { WEBHOOK_URL } from '@ipc-bench/server/http/webhook-route';
import { SETTINGS } from '@ipc-bench/server/settings';
import { OUTCOME_WORDS } from '@ipc-bench/server/submission';
import { expect, it } from 'vitest';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/operator.md'), 'utf8');

it('uses commands and options that exist', () => {
  const lines = [...guide.matchAll(/npx ipc-bench-db ([a-z-]+)([^\n`#]*)/g)];
  expect(lines.length).toBeGreaterThan(5);
  for (const [line, name, rest = ''] of lines) {
    const command = commands.find((entry) => entry.name === name);
    expect(command, line).toBeDefined();
    const known = command?.options.map(({ flags }) => flags.split(' ')[0]);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(known, line).toContain(option);
  }
});

it('names settings that exist, and the place where webhooks are taken', () => {
  const known = new Set<string>(Object.values(SETTINGS).map(({ env }) => env));
  const named = [...guide.matchAll(/IPC_BENCH_[A-Z_]+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  expect(guide).toContain(WEBHOOK_URL);
});

it('explains every count of a round', () => {
  for (const word of OUTCOME_WORDS) expect(guide).toContain(`\`${word}\``);
});
