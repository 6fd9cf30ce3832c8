import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtInRegistry } from '@ipc-bench/schema/registry';
import { formatVersion } from '@ipc-bench/schema/version';
import { expect, it } from 'vitest';

const pages = resolve(import.meta.dirname, '../../docs/formats');

it('has a page for every format and every suite', () => {
  const names = [
    ...builtInRegistry.formats.map(({ version }) => `result-${formatVersion(version)}.md`),
    ...builtInRegistry.suites.map(({ version }) => `suite-${formatVersion(version)}.md`),
  ];
  expect(names.filter((name) => !existsSync(join(pages, name)))).toEqual([]);
});
