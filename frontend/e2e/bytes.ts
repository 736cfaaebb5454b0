/**
 * Counts what a person pays for, at the socket: a relay between the browser and the product adds up every byte both
 * ways. First visit, repeat visit, an unchanged refresh; then what the application's own meter says of all of it. Exits 1
 * above the budgets, or when the meter is off by more than a fifth.
 *
 *   BASE_URL=http://127.0.0.1:8000 DEMO_EMAIL=... DEMO_PASSWORD=... npm run bytes
 */
import { BASE_URL, DEMO, launch } from './browser.ts';
import { openRelay } from './relay.ts';
import { settle, workerReady } from './screens.ts';

const relay = await openRelay(new URL(BASE_URL));
const browser = await launch({ hostMap: relay.hostMap });
const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'fr-SN' });
await context.addInitScript('globalThis.__name = (value) => value');
const page = await context.newPage();

const total = { up: 0, down: 0 };
let failed = false;
async function measure(name: string, limit: number, what: () => Promise<void>): Promise<void> {
  relay.reset();
  await what();
  const { count } = relay;
  total.up += count.up;
  total.down += count.down;
  const over = count.down > limit;
  failed ||= over;
  console.log(`${over ? 'TOO BIG' : 'ok     '} ${name.padEnd(52)} ${String(count.down).padStart(7)} bytes down (of ${limit}), ${count.up} up`);
}
const quiet = () => page.waitForTimeout(1500);
const shown = async () => {
  await page.locator('.hero, .state').first().waitFor();
  await settle(page);
};

await measure('first visit: login, dashboard, worker and shell kept', 150_000, async () => {
  await page.goto(`${BASE_URL}/login`);
  await page.locator('input[type=email]').fill(DEMO.email);
  await page.locator('input[autocomplete=current-password]').fill(DEMO.password);
  await page.locator('form button[type=submit]').click();
  await shown();
  await workerReady(page);
  await quiet();
});
await measure('the other screens, when there is time', 90_000, () => page.waitForTimeout(15_000));
await measure('repeat visit: not one byte of the shell', 3_000, async () => {
  await page.reload();
  await shown();
  // A while after the page the browser asks whether the service worker changed.
  await page.waitForTimeout(8000);
});
await measure('unchanged refresh', 400, async () => {
  await page.locator('.link-state').click();
  await quiet();
});
const metered = await page.evaluate(async () => {
  // The sums rest a moment before they are written.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const open = indexedDB.open('digiboost-meter');
  await new Promise((resolve) => (open.onsuccess = resolve));
  const read = open.result.transaction('days').objectStore('days').getAll();
  await new Promise((resolve) => (read.onsuccess = resolve));
  const days = read.result as Record<'sent' | 'app' | 'ahead' | 'data' | 'live', number>[];
  return days.reduce((sum, day) => ({ up: sum.up + day.sent, down: sum.down + day.app + day.ahead + day.data + day.live }), { up: 0, down: 0 });
});
for (const way of ['down', 'up'] as const) {
  const share = metered[way] / total[way];
  const off = Math.abs(share - 1) > 0.2;
  failed ||= off;
  console.log(`${off ? 'OFF    ' : 'ok     '} ${`the meter, ${way}`.padEnd(52)} ${String(metered[way]).padStart(7)} of ${total[way]} bytes (${Math.round(share * 100)} %)`);
}
await browser.close();
relay.close();
process.exit(failed ? 1 : 0);
