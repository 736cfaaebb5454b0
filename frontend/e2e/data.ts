/**
 * What a manager's day costs in mobile data, counted at the socket: every byte both ways, request lines, headers and
 * compressed bodies. Over HTTP/1.1 by request; or over TLS and HTTP/2 as phones reach the product (PRODUCT_URL is then
 * where it runs, BASE_URL where it is to be served with TLS_KEY and TLS_CERT). Ten openings, each with a look at the overview, the products, the sales and one
 * product, six refreshes and four sales; ten sales more are made without network and sent at once. The phone knows
 * the shop already. Prints one JSON object; `--requests` tells besides, on stderr, which requests it was.
 *
 *   BASE_URL=http://127.0.0.1:8000 DEMO_EMAIL=... DEMO_PASSWORD=... npm run data-day
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { BASE_URL, DEMO, launch } from './browser.ts';
import { elsewhere } from './company.ts';
import { openRelay } from './relay.ts';
import { mirrored, settle, signIn, workerReady } from './screens.ts';
import { serveSecurely } from './secure.ts';

const OPENINGS = 10;
const REFRESHES = 6;
const SALES = 4;
const SALES_OFFLINE = 10;
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36';

type Part = { up: number; down: number; requests: number; streams: number };
const parts: Record<string, Part> = {};
const requests: Record<string, { times: number; up: number; down: number }> = {};

const here = new URL(BASE_URL);
const { PRODUCT_URL, TLS_KEY, TLS_CERT } = process.env;
// The browser is given another port than the secure one, and finds what counts there.
const stop = PRODUCT_URL ? await serveSecurely(here, new URL(PRODUCT_URL), { key: readFileSync(TLS_KEY!, 'utf8'), cert: readFileSync(TLS_CERT!, 'utf8') }) : undefined;
/** A certificate whose errors are merely ignored keeps the browser from caching, and every opening would look dearer. */
function trusting(certificate: string): string {
  const key = new X509Certificate(readFileSync(certificate)).publicKey.export({ type: 'spki', format: 'der' });
  return `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`;
}
const relay = await openRelay(here);
const browser = await launch({ hostMap: relay.hostMap, more: TLS_CERT ? [trusting(TLS_CERT)] : [] });
const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'fr-SN', timezoneId: 'Africa/Dakar', hasTouch: true, isMobile: true, userAgent: ANDROID });
context.setDefaultTimeout(20_000);
await context.addInitScript('globalThis.__name = (value) => value');

/** Lets what was set going come to its end: no byte for a second and a half. */
async function quiet(page: Page): Promise<void> {
  for (let still = 0, last = -1; still < 6; ) {
    await page.waitForTimeout(250);
    const now = relay.count.up + relay.count.down;
    still = now === last ? still + 1 : 0;
    last = now;
  }
}

async function part(name: string, page: Page, what: () => Promise<void>): Promise<void> {
  relay.reset();
  await what();
  await quiet(page);
  const sum = (parts[name] ??= { up: 0, down: 0, requests: 0, streams: 0 });
  sum.up += relay.count.up;
  sum.down += relay.count.down;
  for (const [request, { times, up, down }] of relay.byRequest) {
    sum.requests += times;
    if (request.endsWith('/live')) sum.streams += times;
    const one = (requests[`${name}: ${request}`] ??= { times: 0, up: 0, down: 0 });
    one.times += times;
    one.up += up;
    one.down += down;
  }
}

const tap = (page: Page, href: string) => page.locator(`nav a[href="${href}"]:visible`).first().click();
const go = async (page: Page, path: string) => {
  // As a person does: by the bar at the bottom, or by "Plus".
  if (await page.locator(`nav a[href="${path}"]:visible`).count()) await tap(page, path);
  else {
    await tap(page, '/more');
    await page.locator(`main a[href="${path}"]`).first().click();
  }
  await page.waitForURL((url) => url.pathname === path);
  await page.locator('h1').first().waitFor();
  await settle(page);
};

async function sell(page: Page, turn: number): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Ajouter un produit' });
  await box.click();
  await page.getByRole('option').nth(turn % 7).click();
  await page.getByRole('button', { name: /^Encaisser/ }).click();
  await page.getByText(/enregistrée/).first().waitFor();
}

// Shelves that are full enough for the day: a negative one is told over the button.
const desk = await elsewhere(DEMO, PRODUCT_URL);
const { items } = (await (await desk.get('/api/v1/stock/levels?limit=200&sort=name')).json()) as { items: { product_id: string }[] };
const lines = items.map(({ product_id }) => ({ product_id, counted: 500 }));
const counted = await desk.post('/api/v1/stock/counts', { data: { lines } });
if (!counted.ok()) throw new Error(`the shelves could not be filled: ${counted.status()}`);
await desk.dispose();

let page = await context.newPage();
await signIn(page);
await settle(page);
await workerReady(page);
await mirrored(page, 'product', 1);
for (const path of ['/products', '/sales', '/sales/new', '/']) await go(page, path);
// The screens that are fetched ahead belong to the first visit.
for (let tries = 0; ; tries += 1) {
  await page.waitForTimeout(10_000);
  const ready = await workerReady(page, ['NotFoundPage', 'TeamPage', 'decoder']).catch((error: Error) => error);
  if (!ready) break;
  if (tries === 3) throw ready;
}
await quiet(page);
await page.close();

for (let opening = 0; opening < OPENINGS; opening += 1) {
  page = await context.newPage();
  // Hours lie between: nothing of the last time is still connected.
  relay.cut();
  await part('opening', page, async () => {
    await page.goto(BASE_URL);
    await page.locator('.hero, .state').first().waitFor();
    await settle(page);
  });
  await part('dashboards', page, async () => {
    await go(page, '/products');
    await page.locator('main a[href^="/products/"]:not([href$="/new"]):visible').nth(opening).click();
    await page.waitForURL((url) => /^\/products\/.+/.test(url.pathname));
    await settle(page);
    await page.waitForTimeout(500);
    await go(page, '/sales');
    await page.waitForTimeout(500);
    await go(page, '/');
  });
  for (let turn = 0; turn < REFRESHES; turn += 1) {
    await part('refreshes', page, async () => {
      await page.locator('.link-state').click();
    });
  }
  await part('way to the counter', page, () => go(page, '/sales/new'));
  for (let turn = 0; turn < SALES; turn += 1) await part('sales', page, () => sell(page, opening + turn));
  if (opening === OPENINGS - 1) {
    await part('sales without network', page, async () => {
      await context.setOffline(true);
      for (let turn = 0; turn < SALES_OFFLINE; turn += 1) await sell(page, turn);
      await context.setOffline(false);
      await page.getByRole('link', { name: /non envoyée/ }).waitFor({ state: 'hidden', timeout: 60_000 });
    });
    await part('a quiet minute', page, () => page.waitForTimeout(58_000));
  }
  await page.close();
}
await browser.close();
relay.close();
stop?.();
if (process.argv.includes('--requests')) {
  const dearest = Object.entries(requests).sort(([, a], [, b]) => b.up + b.down - a.up - a.down);
  for (const [name, { times, up, down }] of dearest) console.error(`${name.padEnd(64)} ${String(times).padStart(4)} times ${String(up).padStart(7)} up ${String(down).padStart(7)} down`);
}
console.log(JSON.stringify({ parts, requests }));
