/// <reference lib="dom" />
// Debian's Chromium over playwright-core, as a reader of pages that tells on them: every console error, every request to
// anywhere else, every failed one. Tests skip where there is no Chromium.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

export const HAS_CHROMIUM = existsSync(CHROMIUM);
export const CHROMIUM_ABSENT = `there is no ${CHROMIUM} (apt-get install chromium)`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

export interface VisitOptions {
  width: number;
  theme?: 'light' | 'dark';
  hasScripts?: boolean;
}

export interface Visit {
  page: Page;
  status: number;
  html: string;
  /** What a page must not do, as it did it. */
  problems: string[];
  close(): Promise<void>;
}

/** Opens `path` in a fresh context; requests to other origins are cut off and told. */
export async function visit(
  browser: Browser,
  origin: string,
  path: string,
  { width, theme = 'light', hasScripts = true }: VisitOptions,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    javaScriptEnabled: hasScripts,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`));
  await page.route('**/*', (route) => {
    const { origin: asked } = new URL(route.request().url());
    if (asked === origin) return route.continue();
    problems.push(`elsewhere: ${route.request().url()}`);
    return route.abort();
  });
  const response = await page.goto(origin + path);
  return {
    page,
    status: response?.status() ?? 0,
    html: (await response?.text()) ?? '',
    problems,
    close: () => context.close(),
  };
}

/** Path of axe-core's script, which is evaluated in the page: a policy against inline scripts does not stop it. */
export const AXE_PATH = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** What axe-core finds, one line per finding; by all its rules or those named. */
export async function auditAccessibility(page: Page, axeSource: string, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } }).axe.run(options),
    rules ? { runOnly: [...rules] } : {},
  );
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.length}): ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary ?? ''}`,
  );
}

/** Pixels by which the page is wider than its window. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const CONTROLS = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]';

/** Controls that can be seen but not reached with the Tab key, as text. Some (dates) take several presses. */
export async function unreachableControls(page: Page): Promise<string[]> {
  const count = await page.evaluate((selector) => {
    let id = 0;
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      const isShown = element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
      if (isShown) element.dataset.control = String(id++);
    }
    (document.activeElement as HTMLElement | null)?.blur();
    return id;
  }, CONTROLS);
  const reached = new Set<string>();
  for (let press = 0; press < 2 * count + 20 && reached.size < count; press++) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.control ?? '');
    if (id !== '') reached.add(id);
  }
  return page.evaluate(
    (ids) =>
      [...document.querySelectorAll<HTMLElement>('[data-control]')]
        .filter(({ dataset }) => !ids.includes(dataset.control ?? ''))
        .map(({ outerHTML }) => outerHTML.slice(0, 120)),
    [...reached],
  );
}
