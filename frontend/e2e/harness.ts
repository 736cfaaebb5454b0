import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launch } from './browser.ts';

/** One browser for the file, one fresh phone for each test; a page error fails nothing silently. */
export function withPhone(): { page: () => Page; context: () => BrowserContext; errors: string[] } {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    errors.length = 0;
    context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'fr-SN', timezoneId: 'Africa/Dakar', hasTouch: true, isMobile: true });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
  });
  afterEach(() => context.close());
  return { page: () => page, context: () => context, errors };
}

/** Waits until the service worker runs the page and has kept what the page has loaded. */
export async function workerReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const own = () => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /\/assets\/.*\.js$/.test(name));
    for (let i = 0; i < 100; i += 1) {
      const found = await Promise.all(own().map((name) => caches.match(name, { ignoreVary: true })));
      if (navigator.serviceWorker.controller && found.every(Boolean)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the service worker kept not all that the page loaded');
  });
}
