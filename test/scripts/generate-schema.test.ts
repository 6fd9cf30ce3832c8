// Types, validators and what is handed out are generated from the committed registry; stale ones must not pass.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('what was generated from schema/ is what would be generated now', () => {
  const script = resolve(import.meta.dirname, '../../scripts/generate-schema.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
