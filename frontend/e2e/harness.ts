import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launch } from './browser.ts';

/**
 * One browser for the file, one fresh phone for each test; a page error fails nothing silently. `more`: further switches
 * of Chromium.
 */
export function withPhone(more: () => string[] = () => []): { page: () => Page; context: () => BrowserContext; errors: string[] } {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await launch({ more: more() });
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
