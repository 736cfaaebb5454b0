/**
 * A cheap phone on a slow network (400 kbit/s, 400 ms, a processor four times slower): what the first copy of a whole
 * shop takes, and what it takes to send what a day without network has left. Prints lines `name value unit`.
 *
 *   BASE_URL=http://127.0.0.1:8000 DEMO_EMAIL=... DEMO_PASSWORD=... OPERATIONS=500 npm run slow-sync
 */
import type { Page } from 'playwright-core';
import { BASE_URL, DEMO, launch } from './browser.ts';
import { models, multiply } from './day.ts';
import { openRelay } from './relay.ts';
import { workerReady } from './screens.ts';

const OPERATIONS = Number(process.env.OPERATIONS ?? 500);
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const say = (name: string, value: number, unit: string) => console.log(`${name} ${Math.round(value * 10) / 10} ${unit}`.trim());

const relay = await openRelay(new URL(BASE_URL));
const browser = await launch({ hostMap: relay.hostMap });
const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'fr-SN', timezoneId: 'Africa/Dakar', hasTouch: true, isMobile: true });
context.setDefaultTimeout(120_000);
await context.addInitScript('globalThis.__name = (value) => value');
await context.addInitScript(() => {
  const tasks: number[] = [];
  Object.assign(globalThis, { tasks });
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
});
const page = await context.newPage();
const cdp = await context.newCDPSession(page);
await cdp.send('Network.enable');

const slow = async () => {
  await cdp.send('Network.emulateNetworkConditions', SLOW_3G);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
};
const fast = async () => {
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
};
const longTasks = async (from: Page) => {
  const tasks = await from.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks.splice(0));
  return { longest: Math.max(0, ...tasks), sum: tasks.reduce((sum, one) => sum + one, 0) };
};
const bytesOf = (word: string) => {
  const found = [...relay.byRequest].filter(([request]) => request.includes(word)).map(([, bytes]) => bytes);
  return { times: found.reduce((sum, { times }) => sum + times, 0), up: found.reduce((sum, { up }) => sum + up, 0), down: found.reduce((sum, { down }) => sum + down, 0) };
};

/** Looks at the one row that says so: whoever counted the rows would be what is measured. */
const wholeCopy = () =>
  page.evaluate(async () => {
    const read = <T>(request: IDBRequest<T>) => new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const own = (await indexedDB.databases()).find(({ name }) => /^digiboost:[^:]+:(?!queue)/.test(name!))!;
    const database = await read(indexedDB.open(own.name!));
    while (!(await read(database.transaction('meta').objectStore('meta').get('mirror')))?.complete) await new Promise((resolve) => setTimeout(resolve, 100));
    database.close();
  });

await page.goto(`${BASE_URL}/login`);
await page.locator('input[type=email]').fill(DEMO.email);
await page.locator('input[autocomplete=current-password]').fill(DEMO.password);
// What the phone fetches besides, its screens, has its own measure.
await workerReady(page);
await slow();
relay.reset();
const pulled = page.waitForRequest((request) => request.url().includes('/sync/pull'));
await page.locator('form button[type=submit]').click();
await pulled;
let began = Date.now();
await longTasks(page);
// The person does not wait for it: how long does a tap take meanwhile?
const taps: number[] = [];
const copied = wholeCopy();
let done = false;
void copied.finally(() => (done = true));
for (let turn = 0; !done; turn += 1) {
  const tapped = Date.now();
  await page.locator(`nav a[href="${turn % 2 ? '/' : '/more'}"]:visible`).first().click();
  await page.waitForURL((url) => url.pathname === (turn % 2 ? '/' : '/more'));
  await page.locator('h1').first().waitFor();
  taps.push(Date.now() - tapped);
  await page.waitForTimeout(700);
}
await copied;
say('first_pull.seconds', (Date.now() - began) / 1000, 's');
const pull = bytesOf('/sync/pull');
say('first_pull.requests', pull.times, '');
say('first_pull.down', pull.down / 1000, 'kB');
const { longest, sum } = await longTasks(page);
say('first_pull.longest_task', longest, 'ms');
say('first_pull.long_tasks', sum, 'ms');
say('first_pull.slowest_tap', Math.max(...taps), 'ms');

await fast();
await page.goto(`${BASE_URL}/sales/new`);
await page.getByRole('combobox', { name: 'Ajouter un produit' }).waitFor();
await page.goto(`${BASE_URL}/products`);
await page.locator('main a[href^="/products/"]:not([href$="/new"]):visible').first().click();
await page.getByRole('button', { name: 'Entrée', exact: true }).waitFor();
await workerReady(page, ['NewSalePage', 'QueuePage']);
await page.waitForTimeout(6000);
await context.setOffline(true);
await models(page, ['riz', 'savon', 'sucre']);
await page.goto('about:blank');
await page.goto(`${BASE_URL}/envois`);
await multiply(page, OPERATIONS);
await page.reload();
await page.getByRole('link', { name: `${OPERATIONS} non envoyées` }).waitFor();
relay.reset();
await longTasks(page);
await context.setOffline(false);
await slow();
began = Date.now();
await page.evaluate(() => dispatchEvent(new Event('online')));
await page.getByText('Tout est envoyé').waitFor();
say('send.seconds', (Date.now() - began) / 1000, 's');
const push = bytesOf('/sync/push');
say('send.requests', push.times, '');
say('send.up', push.up / 1000, 'kB');
say('send.down', push.down / 1000, 'kB');
const tasks = await longTasks(page);
say('send.longest_task', tasks.longest, 'ms');
say('send.long_tasks', tasks.sum, 'ms');
await browser.close();
relay.close();
