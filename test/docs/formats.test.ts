// Each version has a page for people: what changed against the one before it, and for whom.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { registryFiles } from '@ipc-bench/schema/registry-files';
import { describe, expect, it } from 'vitest';

const pages = resolve(import.meta.dirname, '../../docs/formats');

describe.each(registryFiles)('the page of $kind $version', ({ kind, version, isDraft }) => {
  const page = join(pages, `${kind}-${version}.md`);

  it('is there, and says what changed and for whom', () => {
    expect(existsSync(page)).toBe(true);
    const headings = [...readFileSync(page, 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toContain('What changed');
    expect(headings.some((heading) => heading?.startsWith('For '))).toBe(true);
  });

  it('calls it a draft exactly as long as it is one', () => {
    expect(/^\*Draft/m.test(readFileSync(page, 'utf8'))).toBe(isDraft);
  });
});
