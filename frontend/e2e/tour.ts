/**
 * Walks through every screen of a running product and keeps pictures to be looked at, in test-results/tour: phone
 * and desktop, light and dark, French and English; runs axe and measures on each. Exits 1 when something was found.
 *
 *   BASE_URL=http://127.0.0.1:8000 DEMO_EMAIL=... DEMO_PASSWORD=... npm run tour [-- --only=overview,sale] [--quick] [--services | --provider]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { axe, measure } from './accessibility.ts';
import { BASE_URL, launch } from './browser.ts';
import { INSIDE, OUTSIDE, PROVIDER, SERVICES, settle, signIn, type Screen } from './screens.ts';

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7).split(',');
const quick = process.argv.includes('--quick');
/** As somebody of a company that sends people out, or as one who is sent. */
const inside = process.argv.includes('--services') ? SERVICES : process.argv.includes('--provider') ? PROVIDER : INSIDE;
const folder = new URL('../test-results/tour/', import.meta.url);
mkdirSync(folder, { recursive: true });

const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 }, tiny: { width: 320, height: 640 } };
const wanted = (screen: Screen) => !only || only.includes(screen.name);
const complaints: string[] = [];

type Way = { size: keyof typeof SIZES; scheme: 'light' | 'dark'; language: 'fr' | 'en' };
const ways: Way[] = quick
  ? [{ size: 'phone', scheme: 'light', language: 'fr' }]
  : [
      { size: 'phone', scheme: 'light', language: 'fr' },
      { size: 'phone', scheme: 'dark', language: 'en' },
      { size: 'desktop', scheme: 'light', language: 'fr' },
      { size: 'desktop', scheme: 'dark', language: 'en' },
      { size: 'tiny', scheme: 'light', language: 'fr' },
    ];

async function visit(page: Page, screen: Screen, way: Way): Promise<void> {
  const label = `${screen.name}-${way.size}-${way.scheme}-${way.language}`;
  try {
    await page.goto(`${BASE_URL}${screen.path}`);
    await settle(page);
    await screen.open?.(page);
    await settle(page);
    // Calm for a while: between two answers there may be nothing that says that more is coming.
    const calm = (since: { at?: number }) => {
      const busy = !document.querySelector('main') || document.querySelector('main .skeleton');
      since.at = busy ? undefined : (since.at ?? performance.now());
      return since.at !== undefined && performance.now() - since.at > 700;
    };
    const since = await page.evaluateHandle(() => ({}));
    await page.waitForFunction(calm, since, { timeout: 10_000 }).catch(() => complaints.push(`${label}: still loading`));
    writeFileSync(new URL(`${label}.png`, folder), await page.screenshot({ fullPage: way.size !== 'desktop' }));
    for (const what of await measure(page)) complaints.push(`${label}: ${what}`);
    for (const finding of await axe(page)) {
      for (const node of finding.nodes) complaints.push(`${label}: axe ${finding.id} ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? finding.help}`);
    }
  } catch (error) {
    complaints.push(`${label}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
}

async function walk(browser: Browser, way: Way): Promise<void> {
  const context = await browser.newContext({
    viewport: SIZES[way.size],
    colorScheme: way.scheme,
    locale: way.language === 'fr' ? 'fr-SN' : 'en-GB',
    timezoneId: 'Africa/Dakar',
    reducedMotion: 'reduce',
    bypassCSP: true,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${way.size}: page error ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/40[0-9]/.test(message.text())) complaints.push(`${way.size}: console ${message.text().slice(0, 200)}`);
  });
  // The compiler of these files names functions through a function of its own, which the page does not have.
  await page.addInitScript('globalThis.__name = (value) => value');
  // The browser's own frames, such as the one that shows a PDF, have no storage.
  await page.addInitScript((language) => localStorage?.setItem('digiboost.language', language), way.language);
  for (const screen of OUTSIDE.filter(wanted)) await visit(page, screen, way);
  if (inside.some(wanted)) {
    await signIn(page);
    for (const screen of inside.filter(wanted)) await visit(page, screen, way);
  }
  await context.close();
}

const browser = await launch();
for (const way of ways) await walk(browser, way);
await browser.close();
const unique = [...new Set(complaints)];
unique.forEach((complaint) => console.log(complaint));
console.log(`${unique.length} complaints; pictures in test-results/tour`);
process.exit(unique.length ? 1 : 0);
