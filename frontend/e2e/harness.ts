import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launch } from './browser.ts';

/**
 * One browser for the file, one fresh phone for each test; a page error fails nothing silently. `more`: further switches
 * of Chromium.
 */
export function withPhone(more: () => string[] = () => []): { page: () => Page; context: () => BrowserContext; another: (options?: BrowserContextOptions) => Promise<Page>; errors: string[] } {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await launch({ more: more() });
  });
  afterAll(() => browser.close());
  const others: BrowserContext[] = [];
  const fresh = async (options: BrowserContextOptions = {}) => {
    const made = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'fr-SN', timezoneId: 'Africa/Dakar', hasTouch: true, isMobile: true, ...options });
    made.setDefaultTimeout(15_000);
    const first = await made.newPage();
    first.on('pageerror', (error) => errors.push(error.message));
    return first;
  };
  beforeEach(async () => {
    errors.length = 0;
    page = await fresh();
    context = page.context();
  });
  afterEach(async () => {
    for (const one of [context, ...others.splice(0)]) await one.close();
  });
  /** A second phone, with nothing on it; `options`: what is different about it. */
  const another = async (options?: BrowserContextOptions) => {
    const second = await fresh(options);
    others.push(second.context());
    return second;
  };
  return { page: () => page, context: () => context, another, errors };
}
