import { describe, expect, it } from 'vitest';
import { BASE_URL, DEMO } from './browser.ts';
import { openCompany } from './company.ts';
import { withPhone } from './harness.ts';
import { signIn, workerReady } from './screens.ts';

const phone = withPhone();
const enter = () => (DEMO.email ? signIn(phone.page()) : openCompany(phone.page()));

describe('without network', () => {
  it('opens the last data with its age, and says so', async () => {
    const page = phone.page();
    await enter();
    await page.locator('.hero, .state').first().waitFor();
    await workerReady(page);
    await phone.context().setOffline(true);
    await page.reload();
    await page.locator('.hero, .state').first().waitFor();
    await page.getByText(/Hors ligne\. Dernières données/).waitFor();
    await page.getByRole('button', { name: /Hors ligne/ }).waitFor();

    // It finds the network again by itself; nobody has to ask.
    await phone.context().setOffline(false);
    await page.getByText(/Hors ligne\. Dernières données/).waitFor({ state: 'hidden' });
    expect(phone.errors).toEqual([]);
  });

  it('keeps the API out of Cache Storage and secrets out of every store', async () => {
    const page = phone.page();
    await enter();
    await page.locator('.hero, .state').first().waitFor();
    await workerReady(page);
    const urls = await page.evaluate(async () => {
      const found: string[] = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
      return found;
    });
    expect(urls.length).toBeGreaterThan(3);
    expect(urls.filter((url) => url.startsWith('/api'))).toEqual([]);
    const stored = await page.evaluate(async () => {
      const all: unknown[] = [{ ...localStorage }];
      for (const { name } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const request = indexedDB.open(name!);
          request.onsuccess = () => resolve(request.result);
        });
        for (const store of database.objectStoreNames) {
          all.push(
            await new Promise((resolve) => {
              const request = database.transaction(store).objectStore(store).getAll();
              request.onsuccess = () => resolve(request.result);
            }),
          );
        }
        database.close();
      }
      return JSON.stringify(all);
    });
    expect(stored).not.toMatch(/access_token|eyJ/);
  });

  it('can be installed', async () => {
    const page = phone.page();
    await page.goto(BASE_URL);
    await page.evaluate(() => navigator.serviceWorker.ready);
    const cdp = await phone.context().newCDPSession(page);
    const manifest = await cdp.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    expect(JSON.parse(manifest.data!)).toMatchObject({ display: 'standalone', start_url: '/' });
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
    // A private window, as every test runs in, is the one reason allowed.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  });
});
