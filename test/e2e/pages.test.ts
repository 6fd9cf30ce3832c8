// Every page in a real browser: at the width of a desk and of a telephone, light and dark, with much data and with none.
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AXE_PATH,
  auditAccessibility,
  CHROMIUM_ABSENT,
  HAS_CHROMIUM,
  openBrowser,
  sidewaysScroll,
  unreachableControls,
  visit,
} from '../support/browser.js';
import { browserCorpus } from '../support/browser-corpus.js';
import { dataWith, type PageService, startPages } from '../support/browser-service.js';

const axeSource = readFileSync(AXE_PATH, 'utf8');
const WIDTHS = [1280, 390];

const files = browserCorpus(9);
const small = files[0]?.id ?? '';
const large = files[8]?.id ?? '';

const PATHS = [
  '/',
  '/explore',
  '/explore?measured=throughput',
  '/explore?placement=same-cpu&idle=kept_awake&virtualisation=bare_metal',
  '/explore?cpu=no-such-cpu',
  '/explore?era=historic&measured=throughput',
  '/results',
  `/results/${small}`,
  `/results/${large}`,
  '/data',
  '/methods',
  '/comparability',
  '/privacy',
  '/validate',
];

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'long-title': 'off', 'void-style': 'off', 'no-inline-style': 'error', 'require-sri': 'off' },
});

describe.skipIf(!HAS_CHROMIUM)(`pages in a browser${HAS_CHROMIUM ? '' : ` (${CHROMIUM_ABSENT})`}`, () => {
  let browser: Browser;
  let rich: PageService;
  let none: PageService;
  const cleanups: (() => void)[] = [];

  beforeAll(async () => {
    const remove = (cleanup: () => void) => cleanups.push(cleanup);
    browser = await openBrowser();
    rich = await startPages(await dataWith(files, { hasArchives: true, remove }));
    none = await startPages(await dataWith([], { remove }));
  }, 300_000);

  afterAll(async () => {
    await browser.close();
    await rich.close();
    await none.close();
    for (const cleanup of cleanups) cleanup();
  });

  describe.each(PATHS)('%s', (path) => {
    it.each(WIDTHS)('at %i px is quiet, stays at home, fits, and axe finds nothing', async (width) => {
      const { page, status, problems, close } = await visit(browser, rich.origin, path, { width });
      expect(status).toBe(200);
      expect(await sidewaysScroll(page)).toBe(0);
      expect(await auditAccessibility(page, axeSource)).toEqual([]);
      expect(problems).toEqual([]);
      await close();
    });

    it('is legible in the dark', async () => {
      const { page, problems, close } = await visit(browser, rich.origin, path, { width: 1280, theme: 'dark' });
      expect(await auditAccessibility(page, axeSource, ['color-contrast'])).toEqual([]);
      expect(problems).toEqual([]);
      await close();
    });

    it('is whole without scripts, and its HTML is valid', async () => {
      const { page, html, problems, close } = await visit(browser, rich.origin, path, {
        width: 390,
        hasScripts: false,
      });
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('nav[aria-label=Main] a').count()).toBeGreaterThan(2);
      expect(problems).toEqual([]);
      const report = await validator.validateString(html, { extends: [], rules: {} } as never);
      expect(
        report.results.flatMap(({ messages }) =>
          messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
        ),
      ).toEqual([]);
      await close();
    });

    it('has no control that the keyboard does not reach', async () => {
      const { page, close } = await visit(browser, rich.origin, path, { width: 1280 });
      expect(await unreachableControls(page)).toEqual([]);
      await close();
    });
  });

  it.each(['/', '/explore', '/results', '/comparability', '/data'])('%s without any data says so', async (path) => {
    const { page, status, problems, close } = await visit(browser, none.origin, path, { width: 390 });
    expect([200, 503]).toContain(status);
    expect(await auditAccessibility(page, axeSource)).toEqual([]);
    expect(problems.filter((problem) => !problem.includes('503'))).toEqual([]);
    await close();
  });
});
